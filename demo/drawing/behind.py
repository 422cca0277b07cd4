"""A person seen from behind, looking where the reader looks."""

import math

from demo.drawing.canvas import Canvas, Point
from demo.drawing.palette import Looks

ARM, SHOULDER_WIDTH = (0.29, 0.27), 0.155


def draw_from_behind(
    canvas: Canvas, looks: Looks, x: float, floor: float, size: float, left: Point, right: Point
) -> None:
    """Standing on ``floor`` at ``x``; ``left`` and ``right`` are the directions of upper arm and forearm."""

    def limb(points: list[tuple[float, float, float]], colour: str) -> None:
        canvas.limb([(x + px * size, floor - py * size, radius * size) for px, py, radius in points], colour)

    for side in (-1, 1):
        limb([(side * 0.16, 0.04, 0.05), (side * 0.2, 0.03, 0.04)], looks.shoe)
        limb([(side * 0.09, 0.9, 0.11), (side * 0.125, 0.48, 0.072), (side * 0.16, 0.09, 0.045)], looks.bottom)
    limb([(0, 1.38, 0.05), (0, 1.52, 0.05)], looks.skin)
    for side, (upper, fore) in ((-1, left), (1, right)):
        shoulder = (side * SHOULDER_WIDTH, 1.36)
        elbow = _reach(shoulder, upper, ARM[0])
        hand = _reach(elbow, fore, ARM[1])
        limb([(*shoulder, 0.062), (*elbow, 0.047), (*hand, 0.034), (*hand, 0.045)], looks.skin)
        limb([(*shoulder, 0.075), (*_reach(shoulder, upper, 0.1), 0.064)], looks.top)
    limb([(-0.075, 0.95, 0.115), (0.075, 0.95, 0.115)], looks.bottom)
    limb([(-0.055, 1.06, 0.1), (0.055, 1.06, 0.1)], looks.top)
    for side in (-1, 1):
        limb([(side * 0.055, 1.06, 0.1), (side * 0.12, 1.33, 0.1)], looks.top)
    limb([(-0.11, 1.34, 0.1), (0.11, 1.34, 0.1)], looks.top)
    limb([(0, 1.62, 0.115), (0, 1.66, 0.112)], looks.hair)
    limb([(0, 1.8, 0.062), (0, 1.8, 0.062)], looks.hair)


def _reach(start: Point, direction: float, length: float) -> Point:
    angle = math.radians(direction)
    return start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length
