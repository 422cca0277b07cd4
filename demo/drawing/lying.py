"""Scenes on the floor."""

from demo.drawing import poses, props
from demo.drawing.canvas import Canvas
from demo.drawing.figure import Figure
from demo.drawing.palette import (
    BRICK,
    CLAY,
    CORAL,
    DUSK,
    EARTH,
    FOREST,
    LINEN,
    MARA,
    MEADOW,
    MOSS,
    MOSSY,
    NIGHT,
    NOON,
    OCHRE,
    Palette,
)
from demo.drawing.stage import ADA, BEA, CEM, DEE, EVE, FAY, FLOOR, MIDDLE, lay_floor, place, scene

ON_MAT = FLOOR - 6


@scene(FOREST)
def bridge(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1010, 600), 320, CLAY)
    lay_floor(canvas, palette)
    props.bars(canvas, (330, 250), 5, palette.line)
    props.mat(canvas, 330, FLOOR, 1140, CORAL)
    place(canvas, palette, poses.BRIDGE, FAY, 640, floor=ON_MAT)


@scene(EARTH)
def plank(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1150, 540), 280, CORAL)
    props.hills(canvas, (620, FLOOR), 380, [palette.shape, "#6b4030"])
    lay_floor(canvas, palette)
    props.bars(canvas, (330, 250), 5, OCHRE)
    props.mat(canvas, 300, FLOOR, 1200, MOSS)
    place(canvas, palette, poses.PLANK, MARA, 620, floor=ON_MAT)


@scene(DUSK)
def on_the_back(canvas: Canvas, palette: Palette) -> None:
    props.rays(canvas, (690, FLOOR), 250, 28, 6, "#6a3325")
    canvas.disc((690, FLOOR), 215, OCHRE)
    lay_floor(canvas, palette)
    figure = Figure(poses.ON_THE_BACK, ADA, MIDDLE, FLOOR, 600)
    figure.draw_far_side(canvas, palette.ground)
    knee, ankle = figure.joints.near_knee, figure.joints.near_ankle
    props.stool(canvas, knee[0] + 90, ankle[1] + 42, 270, FLOOR - ankle[1] - 42, CLAY)
    figure.draw_near_side(canvas)


@scene(MEADOW)
def rest(canvas: Canvas, palette: Palette) -> None:
    props.hills(canvas, (700, FLOOR), 450, [palette.shape, "#3f6d57", "#57836c"])
    canvas.disc((1240, 420), 150, palette.disc)
    lay_floor(canvas, palette)
    props.mat(canvas, 330, FLOOR, 1160, CLAY)
    place(canvas, palette, poses.CHILDS_POSE, DEE, 640, floor=ON_MAT)


@scene(LINEN)
def dead_bug(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1130, 560), 290, CORAL)
    canvas.disc((560, 400), 110, CLAY)
    lay_floor(canvas, palette)
    props.mat(canvas, 290, FLOOR, 1220, OCHRE)
    place(canvas, palette, poses.DEAD_BUG, EVE, 610, floor=ON_MAT)


@scene(BRICK)
def roll_out(canvas: Canvas, palette: Palette) -> None:
    props.hills(canvas, (760, FLOOR), 470, [palette.shape, "#7a2a19", CLAY])
    canvas.disc((1250, 420), 130, palette.disc)
    lay_floor(canvas, palette)
    figure = Figure(poses.ROLL_OUT, CEM, 860, FLOOR, 560)
    figure.draw_far_side(canvas, palette.ground)
    hand = figure.joints.near_hand
    props.wheel(canvas, hand, FLOOR - hand[1], NIGHT, OCHRE)
    figure.draw_near_side(canvas)


@scene(MOSSY)
def side_plank(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1090, 560), 330, palette.disc)
    lay_floor(canvas, palette)
    props.bars(canvas, (330, 250), 5, palette.line)
    place(canvas, palette, poses.SIDE_PLANK, BEA, 560)


@scene(NOON)
def bird_dog(canvas: Canvas, palette: Palette) -> None:
    props.rays(canvas, (MIDDLE, 640), 210, 34, 4, "#f6bd83")
    canvas.disc((MIDDLE, 640), 190, palette.disc)
    lay_floor(canvas, palette)
    props.mat(canvas, 560, FLOOR, 640, CLAY)
    place(canvas, palette, poses.BIRD_DOG, DEE, 540, floor=ON_MAT)
