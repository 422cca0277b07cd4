from demo.drawing import lying, standing
from demo.drawing.portraits import PORTRAITS, draw_portrait
from demo.drawing.stage import SCENES, draw_scene

__all__ = ["draw", "lying", "names", "standing"]


def names() -> list[str]:
    return [*SCENES, *PORTRAITS]


def draw(name: str, width: int) -> bytes:
    """The picture ``name`` as PNG, ``width`` pixels wide. The same bytes whenever it is called."""
    if name in PORTRAITS:
        return draw_portrait(name, width // 2)
    return draw_scene(name, width)
