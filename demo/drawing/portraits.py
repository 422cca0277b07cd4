"""The people who write, as friendly shapes on a square."""

from demo.drawing.canvas import Canvas, blend
from demo.drawing.palette import BLUSH, CLAY, INES, INK, MARA, OCHRE, SAGE, Looks

SIDE = 1000
PORTRAITS: dict[str, tuple[str, str, Looks]] = {"mara": (BLUSH, CLAY, MARA), "ines": (SAGE, OCHRE, INES)}


def draw_portrait(name: str, width: int) -> bytes:
    """The portrait ``name`` as PNG, a square of ``width`` pixels."""
    ground, disc, looks = PORTRAITS[name]
    canvas = Canvas(SIDE, SIDE, ground, width)
    canvas.disc((640, 420), 330, disc)
    _shoulders(canvas, looks)
    _face(canvas, looks)
    return canvas.png()


def _shoulders(canvas: Canvas, looks: Looks) -> None:
    canvas.limb([(500, 640, 92), (500, 830, 100)], blend(looks.skin, looks.hair, 0.15))
    canvas.limb([(300, 980, 150), (400, 900, 130), (500, 930, 120), (600, 900, 130), (700, 980, 150)], looks.top)
    canvas.limb([(500, 700, 84), (500, 800, 88)], blend(looks.skin, looks.hair, 0.15))


def _face(canvas: Canvas, looks: Looks) -> None:
    if looks.bun:
        canvas.disc((560, 150), 95, looks.hair)
    canvas.limb([(500, 390, 225), (500, 470, 215)], looks.hair)
    canvas.limb([(500, 450, 172), (500, 560, 150)], looks.skin)
    canvas.slice((500, 400), 200, 180, 360, looks.hair)
    for x in (430, 570):
        canvas.disc((x, 490), 15, INK)
        canvas.arc((x, 462), 38, 215, 325, 11, looks.hair)
        canvas.disc((x + (x - 500) * 0.55, 572), 30, blend(looks.skin, CLAY, 0.28))
    canvas.arc((500, 555), 62, 25, 155, 13, blend(looks.skin, CLAY, 0.75))
