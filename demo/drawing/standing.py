"""Scenes on the feet, on one knee and on a chair."""

from dataclasses import replace

from demo.drawing import poses, props
from demo.drawing.behind import draw_from_behind
from demo.drawing.canvas import Canvas
from demo.drawing.figure import Figure
from demo.drawing.palette import (
    BRICK,
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
    MINT,
    MOSS,
    MOSSY,
    NOON,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    Palette,
)
from demo.drawing.stage import ADA, BEA, CEM, DEE, EVE, FAY, FLOOR, GUS, MIDDLE, lay_floor, place, scene


@scene(replace(DUSK, floor=SAND))
def hero(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((MIDDLE, 590), 370, OCHRE)
    props.hills(canvas, (520, FLOOR), 330, [CLAY, "#c8512f"])
    props.hills(canvas, (1282, FLOOR), 250, [MOSS, "#467458"])
    lay_floor(canvas, palette)
    props.bars(canvas, (465, 215), 4, palette.line)
    draw_from_behind(canvas, replace(MARA, shoe=CORAL), MIDDLE, FLOOR + 26, 345, (122, 106), (58, 74))


@scene(LINEN)
def hinge(canvas: Canvas, palette: Palette) -> None:
    canvas.slice((MIDDLE, FLOOR), 450, 180, 360, palette.shape)
    canvas.disc((1240, 390), 140, palette.disc)
    lay_floor(canvas, palette)
    figure = Figure(poses.HINGE, EVE, MIDDLE, FLOOR, 480)
    figure.draw_far_side(canvas, palette.ground)
    hand = figure.joints.near_hand
    props.kettlebell(canvas, (hand[0] - 4, hand[1] - 8), 64, CLAY)
    figure.draw_near_side(canvas)
    props.plant(canvas, (440, FLOOR), 120, MOSS, CLAY)


@scene(replace(DAWN, ground=MINT))
def desk(canvas: Canvas, palette: Palette) -> None:
    props.window(canvas, 1010, 220, 330, 440, PAPER, palette.ground)
    canvas.disc((1176, 420), 88, OCHRE)
    lay_floor(canvas, palette)
    figure = Figure(poses.SEATED_REACH, MARA, 740, FLOOR, 430)
    figure.draw_far_side(canvas, palette.ground)
    hip = figure.joints.hip
    props.chair(canvas, (hip[0] - 66, hip[1] + 40), 250, FLOOR - hip[1] - 40, MAROON)
    figure.draw_near_side(canvas)
    props.desk(canvas, 950, FLOOR - 320, 440, 320, CLAY, INK)
    props.plant(canvas, (400, FLOOR), 116, MOSS, CLAY)


@scene(FOREST)
def squat(canvas: Canvas, palette: Palette) -> None:
    props.hills(canvas, (MIDDLE, FLOOR), 470, ["#2a3a32", CLAY, CORAL])
    canvas.disc((1240, 390), 120, SAGE)
    lay_floor(canvas, palette)
    figure = Figure(poses.SQUAT, ADA, MIDDLE, FLOOR, 500)
    figure.draw_far_side(canvas, palette.ground)
    hand = figure.joints.near_hand
    props.kettlebell(canvas, (hand[0] + 4, hand[1] - 20), 58, CREAM)
    figure.draw_near_side(canvas)
    props.bars(canvas, (390, 260), 5, palette.line)


@scene(NOON)
def split_squat(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((760, 520), 300, CREAM)
    props.hills(canvas, (1290, FLOOR), 250, [CORAL, CLAY])
    lay_floor(canvas, palette)
    figure = Figure(poses.SPLIT_SQUAT, DEE, MIDDLE, FLOOR, 480)
    far, near = figure.joints.far_hand, figure.joints.near_hand
    figure.draw_far_side(canvas, palette.ground)
    props.dumbbell(canvas, (far[0], far[1] + 8), 66, "#3a2a22")
    figure.draw_near_side(canvas)
    props.dumbbell(canvas, (near[0], near[1] + 8), 72, INK)


@scene(MEADOW)
def step_up(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1080, 500), 270, CREAM)
    props.hills(canvas, (570, FLOOR), 260, [MOSS, "#3f6d57"])
    lay_floor(canvas, palette)
    figure = Figure(poses.STEP_UP, BEA, 880, FLOOR, 400)
    sole = figure.joints.near_ankle[1] + 0.045 * 400
    canvas.box(figure.joints.near_ankle[0] - 110, sole, 400, FLOOR - sole, CLAY, 8)
    figure.draw(canvas, palette.ground)


@scene(BRICK)
def carry(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1110, 520), 290, OCHRE)
    props.hills(canvas, (560, FLOOR), 280, [palette.shape, "#5d2a1f"])
    lay_floor(canvas, palette)
    figure = Figure(poses.CARRY, CEM, MIDDLE, FLOOR, 400)
    figure.draw_far_side(canvas, palette.ground)
    far, near = figure.joints.far_hand, figure.joints.near_hand
    props.kettlebell(canvas, (far[0] + 26, far[1] - 8), 50, "#2c2320")
    figure.draw_near_side(canvas)
    props.kettlebell(canvas, (near[0], near[1] - 8), 56, INK)


@scene(MOSSY)
def press(canvas: Canvas, palette: Palette) -> None:
    canvas.slice((MIDDLE, FLOOR), 420, 180, 360, "#264b39")
    canvas.disc((1200, 420), 150, palette.disc)
    lay_floor(canvas, palette)
    figure = Figure(poses.HALF_KNEELING_PRESS, FAY, MIDDLE, FLOOR, 430)
    figure.draw_far_side(canvas, palette.ground)
    figure.draw_near_side(canvas)
    hand = figure.joints.near_hand
    props.dumbbell(canvas, hand, 74, INK)
    props.bars(canvas, (430, 260), 5, palette.line)


@scene(DAWN)
def hip_stretch(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((1010, 540), 320, CLAY)
    lay_floor(canvas, palette)
    props.mat(canvas, 480, FLOOR, 860, OCHRE)
    place(canvas, palette, poses.HIP_STRETCH, EVE, 440, floor=FLOOR - 6)
    props.plant(canvas, (410, FLOOR), 120, MOSS, MAROON)


@scene(LINEN)
def stairs(canvas: Canvas, palette: Palette) -> None:
    canvas.disc((640, 430), 170, OCHRE)
    lay_floor(canvas, palette)
    figure = Figure(poses.STAIRS, GUS, 840, FLOOR, 400)
    foot = figure.joints.near_ankle
    rise, tread = (FLOOR - foot[1] - 0.045 * 400) / 2, 128
    for number in range(9):
        left = foot[0] - 36 + (number - 1) * tread
        canvas.box(left, FLOOR - rise * (number + 1), 1800, rise, CORAL if number % 2 else CLAY)
    figure.draw(canvas, palette.ground)


@scene(EARTH)
def walk(canvas: Canvas, palette: Palette) -> None:
    for number, height in enumerate((120, 260, 150, 190, 330, 150, 120)):
        colour = CORAL if height > 240 else palette.shape
        canvas.box(360 + number * 160, FLOOR - height, 110, height, colour, 14)
    canvas.disc((1270, 370), 120, OCHRE)
    lay_floor(canvas, palette)
    place(canvas, palette, poses.WALK, ADA, 370)
