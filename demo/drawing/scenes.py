"""One picture for each article. Every scene keeps its figure in the middle, so that it can be cut wide or square."""

from collections.abc import Callable

from demo.drawing import poses, props
from demo.drawing.canvas import Canvas
from demo.drawing.figure import Figure, Pose
from demo.drawing.palette import (
    CLAY,
    CORAL,
    CREAM,
    DAWN,
    DUSK,
    EARTH,
    FOREST,
    INK,
    LINEN,
    MARA,
    MAROON,
    MEADOW,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    SAND,
    Looks,
    Palette,
)

WIDTH, HEIGHT = 1800, 1200
MIDDLE, FLOOR = WIDTH / 2, 930

Scene = Callable[[Canvas, Palette], None]
SCENES: dict[str, tuple[Palette, Scene]] = {}

ADA = Looks("#7b4a2f", "#17100d", OCHRE, MOSS, PAPER)
BEA = Looks("#f0c7a3", "#8d8378", CORAL, MAROON, PAPER, bun=False)
CEM = Looks("#c98b63", "#231815", CREAM, MOSS, INK, bun=False)
DEE = Looks("#5d3826", "#120c0a", CLAY, SAND, PAPER)
EVE = Looks("#e9b48e", "#c98a3c", MOSS, NIGHT, PAPER)
FAY = Looks("#d99c72", "#4a2a1c", SAND, CLAY, PAPER)
GUS = Looks("#efc4a0", "#b9aea2", MOSS, INK, CLAY, bun=False)


def scene(palette: Palette) -> Callable[[Scene], Scene]:
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


def _floor(canvas: Canvas, palette: Palette) -> None:
    canvas.box(0, FLOOR, WIDTH, HEIGHT - FLOOR, palette.floor)


def _person(
    canvas: Canvas, palette: Palette, pose: Pose, looks: Looks, size: float, x: float = MIDDLE, floor: float = FLOOR
) -> Figure:
    figure = Figure(pose, looks, x, floor, size)
    figure.draw(canvas, palette.ground)
    return figure


@scene(FOREST)
def bridge(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1010, 610), 330, CLAY)
    _floor(canvas, palette)
    props.bars(canvas, (300, 250), 5, palette.line)
    props.mat(canvas, 330, FLOOR, 1140, CORAL)
    _person(canvas, palette, poses.BRIDGE, FAY, 640, floor=FLOOR - 4)


@scene(EARTH)
def plank(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1180, 560), 290, CORAL)
    canvas.slice((640, FLOOR), 400, 180, 360, palette.shape)
    _floor(canvas, palette)
    props.bars(canvas, (260, 240), 5, OCHRE)
    props.mat(canvas, 290, FLOOR, 1220, MOSS)
    _person(canvas, palette, poses.PLANK, MARA, 620, floor=FLOOR - 4)


@scene(DUSK)
def on_the_back(canvas: Canvas, palette: Palette) -> None:
    props.rays(canvas, (700, FLOOR), 230, 30, 6, "#6a3325")
    canvas.slice((700, FLOOR), 190, 180, 360, OCHRE)
    _floor(canvas, palette)
    figure = Figure(poses.ON_THE_BACK, ADA, MIDDLE, FLOOR, 600)
    figure.draw_far_side(canvas, palette.ground)
    knee, ankle = figure.joints.near_knee, figure.joints.near_ankle
    props.stool(canvas, knee[0] + 90, ankle[1] + 42, 270, FLOOR - ankle[1] - 42, CLAY)
    figure.draw_near_side(canvas)


@scene(LINEN)
def hinge(canvas: Canvas, palette: Palette) -> None:
    canvas.slice((MIDDLE, FLOOR), 470, 180, 360, palette.shape)
    canvas.disc((1230, 400), 150, palette.disc)
    _floor(canvas, palette)
    figure = Figure(poses.HINGE, EVE, MIDDLE - 20, FLOOR, 470)
    figure.draw_far_side(canvas, palette.ground)
    hand = figure.joints.near_hand
    props.kettlebell(canvas, (hand[0] - 4, hand[1] - 8), 62, CLAY)
    figure.draw_near_side(canvas)
    props.plant(canvas, (380, FLOOR), 130, MOSS, CLAY)


@scene(MEADOW)
def rest(canvas: Canvas, palette: Palette) -> None:
    props.hills(canvas, (640, FLOOR), 430, [palette.shape, "#3f6d57", "#57836c"])
    canvas.disc((1220, 420), 160, palette.disc)
    _floor(canvas, palette)
    props.mat(canvas, 330, FLOOR, 1160, CLAY)
    _person(canvas, palette, poses.CHILDS_POSE, DEE, 620, floor=FLOOR - 4)


@scene(DAWN)
def desk(canvas: Canvas, palette: Palette) -> None:
    props.window(canvas, 1010, 230, 300, 420, PAPER, palette.ground)
    canvas.disc((1180, 420), 84, OCHRE)
    _floor(canvas, palette)
    figure = Figure(poses.SEATED_REACH, MARA, 760, FLOOR, 390)
    figure.draw_far_side(canvas, palette.ground)
    hip = figure.joints.hip
    props.chair(canvas, (hip[0] - 60, hip[1] + 36), 230, FLOOR - hip[1] - 36, MAROON)
    figure.draw_near_side(canvas)
    props.desk(canvas, 960, FLOOR - 300, 420, 300, CLAY, INK)
    props.plant(canvas, (430, FLOOR), 110, MOSS, CLAY)


@scene(DUSK)
def hero(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((980, 560), 380, OCHRE)
    props.hills(canvas, (520, FLOOR), 330, [CLAY, "#c8512f"])
    props.hills(canvas, (1330, FLOOR), 240, [MOSS, "#467458"])
    _floor(canvas, palette)
    props.bars(canvas, (390, 230), 5, palette.line)
    _person(canvas, palette, poses.REACH, MARA, 330)
