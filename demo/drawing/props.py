"""What stands about in the pictures: weights, furniture, plants, sun and rhythm."""

from demo.drawing.canvas import Canvas, Point


def kettlebell(canvas: Canvas, grip: Point, size: float, colour: str) -> None:
    """Hanging from ``grip``; ``size`` is the radius of its bell in pixels."""
    x, y = grip
    canvas.arc((x, y + size * 0.55), size * 0.72, 150, 390, size * 0.26, colour)
    canvas.disc((x, y + size * 1.35), size, colour)
    canvas.box(x - size * 0.6, y + size * 2.08, size * 1.2, size * 0.3, colour, size * 0.1)


def dumbbell(canvas: Canvas, hand: Point, size: float, colour: str) -> None:
    x, y = hand
    canvas.box(x - size, y - size * 0.13, size * 2, size * 0.26, colour)
    for side in (-1, 1):
        canvas.box(x + side * size - size * 0.28, y - size * 0.55, size * 0.56, size * 1.1, colour, size * 0.18)


def plant(canvas: Canvas, foot: Point, size: float, leaf: str, pot: str) -> None:
    """A pot with leaves; ``size`` is the pot's height in pixels."""
    x, y = foot
    for lean, height in ((-0.9, 1.5), (-0.45, 2.2), (0.05, 2.6), (0.5, 2.1), (0.95, 1.4)):
        middle = (x + lean * size * 0.55, y - size * (0.9 + height * 0.45))
        tip = (x + lean * size * 1.35, y - size * (0.9 + height * 0.85))
        canvas.limb([(x, y - size * 0.8, size * 0.05), (*middle, size * 0.17), (*tip, size * 0.02)], leaf)
    canvas.polygon(
        [(x - size * 0.5, y - size), (x + size * 0.5, y - size), (x + size * 0.38, y), (x - size * 0.38, y)], pot
    )


def bars(canvas: Canvas, corner: Point, count: int, colour: str, height: float = 40, grows: float = 34) -> None:
    """The rhythm of a set: strokes that grow, hanging from ``corner``."""
    x, y = corner
    for number in range(count):
        canvas.box(x + number * 36, y, 16, height + number * grows, colour)


def rays(canvas: Canvas, centre: Point, radius: float, thickness: float, count: int, colour: str) -> None:
    for number in range(count):
        canvas.ring(centre, radius + number * thickness * 2.4, thickness, colour)


def hills(canvas: Canvas, centre: Point, radius: float, colours: list[str]) -> None:
    """Half discs inside each other, standing on ``centre``."""
    for number, colour in enumerate(colours):
        canvas.slice(centre, radius * (1 - number * 0.3), 180, 360, colour)


def window(canvas: Canvas, left: float, top: float, width: float, height: float, glass: str, frame: str) -> None:
    canvas.box(left, top, width, height, glass, width * 0.5)
    canvas.box(left, top + height * 0.5, width, height * 0.5, glass)
    canvas.box(left + width / 2 - 5, top, 10, height, frame)
    canvas.box(left, top + height * 0.55 - 5, width, 10, frame)


def chair(canvas: Canvas, seat: Point, width: float, height: float, colour: str) -> None:
    """``seat`` is the back edge of its seat, ``height`` its height over the floor in pixels."""
    x, y = seat
    canvas.box(x - 14, y - height * 1.05, 22, height * 1.05, colour, 10)
    canvas.box(x - 14, y, width, 26, colour, 10)
    for leg in (x - 8, x + width - 38):
        canvas.box(leg, y + 10, 18, height - 10, colour)


def stool(canvas: Canvas, left: float, top: float, width: float, height: float, colour: str) -> None:
    canvas.box(left, top, width, 36, colour, 14)
    for leg in (left + 24, left + width - 48):
        canvas.box(leg, top + 20, 24, height - 20, colour)


def desk(canvas: Canvas, left: float, top: float, width: float, height: float, colour: str, screen: str) -> None:
    canvas.box(left, top, width, 24, colour, 6)
    canvas.box(left + width - 50, top + 20, 22, height - 20, colour)
    canvas.box(left + 28, top + 20, 22, height - 20, colour)
    canvas.polygon(
        [
            (left + width * 0.45, top),
            (left + width * 0.75, top),
            (left + width * 0.86, top - 120),
            (left + width * 0.83, top - 120),
            (left + width * 0.72, top - 14),
            (left + width * 0.45, top - 14),
        ],
        screen,
    )


def mat(canvas: Canvas, left: float, floor: float, width: float, colour: str) -> None:
    canvas.box(left, floor - 4, width, 26, colour, 12)


def wheel(canvas: Canvas, hub: Point, radius: float, tyre: str, rim: str) -> None:
    canvas.disc(hub, radius, tyre)
    canvas.disc(hub, radius * 0.62, rim)
    canvas.disc(hub, radius * 0.22, tyre)
