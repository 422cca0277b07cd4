"""The colours of the pictures: those of the site, and the warm ones beside them."""

from dataclasses import dataclass

PAPER = "#faf6f0"
CREAM = "#faefe0"
SAND = "#ecd0b0"
BLUSH = "#f2c3a7"
CLAY = "#b5361a"
CORAL = "#e2774f"
OCHRE = "#f2a65a"
MAROON = "#43211a"
BROWN = "#3a241d"
MOSS = "#2f5a45"
SAGE = "#92b49e"
MINT = "#c9dccb"
NIGHT = "#1f2a24"
INK = "#1b1816"


@dataclass(frozen=True, slots=True)
class Palette:
    """What a scene is painted with; ``ground`` is the wall, ``floor`` what the figure stands on."""

    ground: str
    floor: str
    disc: str
    shape: str
    line: str
    prop: str


@dataclass(frozen=True, slots=True)
class Looks:
    """A person's own colours; ``bun`` is how the hair is worn."""

    skin: str
    hair: str
    top: str
    bottom: str
    shoe: str
    bun: bool = True


DUSK = Palette(MAROON, CREAM, OCHRE, CLAY, OCHRE, INK)
FOREST = Palette(NIGHT, MINT, CORAL, MOSS, SAGE, CREAM)
EARTH = Palette(BROWN, SAND, CORAL, "#5b3427", CORAL, INK)
DAWN = Palette(BLUSH, MAROON, CLAY, CREAM, CLAY, OCHRE)
MEADOW = Palette(SAGE, NIGHT, CREAM, MOSS, MOSS, OCHRE)
NOON = Palette(OCHRE, MAROON, CREAM, CORAL, CLAY, INK)
LINEN = Palette(SAND, NIGHT, CORAL, CREAM, MOSS, CLAY)
BRICK = Palette(CLAY, CREAM, OCHRE, MAROON, BLUSH, INK)
MOSSY = Palette(MOSS, SAND, OCHRE, NIGHT, MINT, INK)

MARA = Looks(skin="#e9b48e", hair="#7a3320", top=CLAY, bottom=NIGHT, shoe=PAPER)
INES = Looks(skin="#a8683f", hair="#211613", top=MOSS, bottom=INK, shoe=PAPER, bun=False)
