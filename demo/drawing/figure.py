"""A person in profile, posed by the directions of her limbs."""

import math
from dataclasses import dataclass

from demo.drawing.canvas import Canvas, Point, blend
from demo.drawing.palette import Looks

Arm = tuple[float, float]
Leg = tuple[float, float, float]

# Lengths of a body of height 1.73.
TORSO, UPPER_ARM, FOREARM, THIGH, SHIN, FOOT, NECK = 0.50, 0.27, 0.25, 0.45, 0.43, 0.17, 0.215
HIP, WAIST, CHEST, HEAD = 0.108, 0.09, 0.108, 0.108
SOLE = 0.045


@dataclass(frozen=True, slots=True)
class Pose:
    """Directions in degrees: 0 is right, 90 is up. ``arch`` bends the back, in body lengths towards the face.

    An arm is (upper arm, forearm), a leg (thigh, shin, foot); ``far`` is the side away from the viewer.
    """

    torso: float
    head: float
    near_arm: Arm
    far_arm: Arm
    near_leg: Leg
    far_leg: Leg
    arch: float = 0.0


@dataclass(frozen=True, slots=True)
class Joints:
    """Where the parts of a posed body are on the sheet, for what is held, worn or leaned on."""

    shoulder: Point
    hip: Point
    head: Point
    near_hand: Point
    far_hand: Point
    near_knee: Point
    near_ankle: Point
    far_ankle: Point


class Figure:
    """``size`` is pixels for one body unit; the body's middle is at ``x``, its lowest part rests on ``floor``."""

    def __init__(self, pose: Pose, looks: Looks, x: float, floor: float, size: float) -> None:
        self.pose, self.looks, self.size = pose, looks, size
        self.hip: Point = (0.0, 0.0)
        joints = self.joints
        sides = [point[0] for point in (joints.head, joints.hip, joints.near_hand, joints.near_ankle, joints.far_ankle)]
        lowest = max(y + reach for y, reach in self._undersides())
        self.hip = (x - (min(sides) + max(sides)) / 2, floor - lowest)

    @property
    def joints(self) -> Joints:
        shoulder = self._step(self.hip, self.pose.torso, TORSO)
        near_leg, far_leg = self._leg(self.pose.near_leg), self._leg(self.pose.far_leg)
        return Joints(
            shoulder=shoulder,
            hip=self.hip,
            head=self._step(shoulder, self.pose.head, NECK),
            near_hand=self._arm(self.pose.near_arm)[2],
            far_hand=self._arm(self.pose.far_arm)[2],
            near_knee=near_leg[1],
            near_ankle=near_leg[2],
            far_ankle=far_leg[2],
        )

    def draw_far_side(self, canvas: Canvas, shade: str) -> None:
        """The arm and leg behind the body, dimmed towards ``shade``."""
        looks = self.looks
        self._draw_leg(canvas, self.pose.far_leg, blend(looks.bottom, shade, 0.35), blend(looks.shoe, shade, 0.45))
        self._draw_arm(canvas, self.pose.far_arm, blend(looks.skin, shade, 0.4), blend(looks.top, shade, 0.4))

    def draw_near_side(self, canvas: Canvas) -> None:
        joints, looks = self.joints, self.looks
        neck = self._step(joints.shoulder, self.pose.head, NECK * 0.55)
        self._limb(canvas, [(joints.shoulder, 0.05), (neck, 0.047)], looks.skin)
        self._draw_head(canvas, joints.head)
        self._draw_torso(canvas)
        self._draw_leg(canvas, self.pose.near_leg, looks.bottom, looks.shoe)
        self._draw_arm(canvas, self.pose.near_arm, looks.skin, blend(looks.top, "#ffffff", 0.12))

    def draw(self, canvas: Canvas, shade: str) -> None:
        self.draw_far_side(canvas, shade)
        self.draw_near_side(canvas)

    def _draw_torso(self, canvas: Canvas) -> None:
        top = self._step(self.hip, self.pose.torso, TORSO)
        curve = []
        for step in range(13):
            part = step / 12
            point = self._step(self.hip, self.pose.torso, TORSO * part)
            point = self._step(point, self.pose.torso - 90, 4 * part * (1 - part) * self.pose.arch)
            radius = _between(HIP, WAIST, part * 2) if part < 0.5 else _between(WAIST, CHEST, part * 2 - 1)
            curve.append((point, radius if step < 12 else CHEST * 0.94))
        self._limb(canvas, [*curve, (top, CHEST * 0.9)], self.looks.top)
        self._limb(canvas, [(self.hip, HIP), (curve[2][0], HIP * 0.96)], self.looks.bottom)

    def _draw_head(self, canvas: Canvas, head: Point) -> None:
        front, up = self.pose.head - 90, self.pose.head
        crown = self._step(self._step(head, up, 0.03), front, -0.018)
        if self.looks.bun:
            bun = self._step(self._step(crown, front, -0.105), up, 0.045)
            canvas.disc(bun, 0.052 * self.size, self.looks.hair)
        canvas.disc(crown, HEAD * self.size, self.looks.hair)
        face = self._step(self._step(head, up, -0.012), front, 0.02)
        self._limb(canvas, [(face, 0.092), (self._step(face, up - 30, 0.02), 0.088)], self.looks.skin)

    def _draw_leg(self, canvas: Canvas, leg: Leg, cloth: str, shoe: str) -> None:
        hip, knee, ankle, toe = self._leg(leg)
        heel = self._step(ankle, leg[2] + 180, 0.03)
        self._limb(canvas, [(heel, SOLE), (toe, SOLE * 0.82)], shoe)
        calf = self._step(knee, leg[1], SHIN * 0.35)
        self._limb(canvas, [(hip, 0.1), (knee, 0.066), (calf, 0.064), (ankle, 0.042)], cloth)

    def _draw_arm(self, canvas: Canvas, arm: Arm, skin: str, sleeve: str) -> None:
        shoulder, elbow, hand = self._arm(arm)
        self._limb(canvas, [(shoulder, 0.06), (elbow, 0.046), (hand, 0.034), (hand, 0.043)], skin)
        cuff = self._step(shoulder, arm[0], UPPER_ARM * 0.42)
        self._limb(canvas, [(shoulder, 0.067), (cuff, 0.06)], sleeve)

    def _leg(self, leg: Leg) -> tuple[Point, Point, Point, Point]:
        knee = self._step(self.hip, leg[0], THIGH)
        ankle = self._step(knee, leg[1], SHIN)
        return self.hip, knee, ankle, self._step(ankle, leg[2], FOOT)

    def _arm(self, arm: Arm) -> tuple[Point, Point, Point]:
        shoulder = self._step(self.hip, self.pose.torso, TORSO)
        elbow = self._step(shoulder, arm[0], UPPER_ARM)
        return shoulder, elbow, self._step(elbow, arm[1], FOREARM)

    def _undersides(self) -> list[tuple[float, float]]:
        """Heights of everything that could touch the floor, each with how far it reaches below its middle."""
        joints = self.joints
        found = [(joints.hip[1], HIP), (joints.shoulder[1], CHEST), (joints.head[1], HEAD)]
        for leg in (self.pose.near_leg, self.pose.far_leg):
            _, knee, ankle, toe = self._leg(leg)
            found += [(knee[1], 0.066), (ankle[1], SOLE), (toe[1], SOLE)]
        for arm in (self.pose.near_arm, self.pose.far_arm):
            _, elbow, hand = self._arm(arm)
            found += [(elbow[1], 0.046), (hand[1], 0.043)]
        return [(height, reach * self.size) for height, reach in found]

    def _step(self, start: Point, direction: float, length: float) -> Point:
        angle = math.radians(direction)
        return (
            start[0] + math.cos(angle) * length * self.size,
            start[1] - math.sin(angle) * length * self.size,
        )

    def _limb(self, canvas: Canvas, points: list[tuple[Point, float]], colour: str) -> None:
        canvas.limb([(x, y, radius * self.size) for (x, y), radius in points], colour)


def _between(start: float, end: float, part: float) -> float:
    return start + (end - start) * part
