"""Where the figures stand: the sheet, the floor, the cast, and the list of all scenes."""

from collections.abc import Callable

from demo.drawing.canvas import Canvas
from demo.drawing.figure import Figure, Pose
from demo.drawing.palette import CLAY, CORAL, CREAM, INK, MAROON, MOSS, NIGHT, OCHRE, PAPER, SAND, Looks, Palette

WIDTH, HEIGHT = 1800, 1200
# A cut to 16:7 keeps what is between 206 and 994, a square what is between 300 and 1500 from the left.
MIDDLE, FLOOR = WIDTH / 2, 930

Scene = Callable[[Canvas, Palette], None]
SCENES: dict[str, tuple[Palette, Scene]] = {}

ADA = Looks("#7b4a2f", "#17100d", OCHRE, MOSS, PAPER)
BEA = Looks("#f0c7a3", "#a59a8d", CORAL, MAROON, PAPER, bun=False)
CEM = Looks("#c98b63", "#231815", CREAM, NIGHT, PAPER, bun=False)
DEE = Looks("#5d3826", "#120c0a", CLAY, SAND, PAPER)
EVE = Looks("#e9b48e", "#c98a3c", MOSS, NIGHT, PAPER)
FAY = Looks("#d99c72", "#4a2a1c", OCHRE, SAND, PAPER)
GUS = Looks("#efc4a0", "#8d8378", MOSS, INK, CLAY, bun=False)


def scene(palette: Palette) -> Callable[[Scene], Scene]:
    """The function draws the picture that is called as it is."""

    def register(draw: Scene) -> Scene:
        SCENES[draw.__name__.replace("_", "-")] = (palette, draw)
        return draw

    return register


def draw_scene(name: str, width: int) -> bytes:
    """The picture ``name`` as PNG, ``width`` pixels wide and two thirds as high."""
    palette, draw = SCENES[name]
    canvas = Canvas(WIDTH, HEIGHT, palette.ground, width)
    draw(canvas, palette)
    return canvas.png()


def lay_floor(canvas: Canvas, palette: Palette) -> None:
    canvas.box(0, FLOOR, WIDTH, HEIGHT - FLOOR, palette.floor)


def place(
    canvas: Canvas, palette: Palette, pose: Pose, looks: Looks, size: float, x: float = MIDDLE, floor: float = FLOOR
) -> Figure:
    figure = Figure(pose, looks, x, floor, size)
    figure.draw(canvas, palette.ground)
    return figure
