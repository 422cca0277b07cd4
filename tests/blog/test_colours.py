"""Each pair of colours can be read in all its uses, light and dark (WCAG 2.2, 1.4.3)."""

import re

import pytest

from blog.models import SiteTexts
from blog.site_choices import Colours
from config.environment import BASE_DIR
from core.serving.static_storage import STYLE_SHEETS

CSS, SWATCHES = BASE_DIR / "static/css", BASE_DIR / "static/img/colours"
TOKEN = re.compile(r"--([a-z-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));")
ENOUGH = 4.5

# On each ground, what is written on it or marks something there.
USES = {
    "paper": "ink soft clay clay-strong moss error",
    "card": "ink soft clay clay-strong moss error",
    "tint": "ink soft clay",
    "moss-tint": "ink soft clay moss",
    "clay": "on-clay",
    "clay-strong": "on-clay",
    "moss": "on-moss",
    "band": "on-band on-band-soft band-clay",
    "band-clay": "on-band-clay",
    "band-clay-strong": "on-band-clay",
}


def tokens(colours: Colours, is_dark: bool) -> dict[str, str]:
    sheets = [CSS / "tokens.css", *([] if colours == Colours.CLAY else [CSS / f"colours/{colours.value}.css"])]
    found = [match for sheet in sheets for match in TOKEN.finditer(sheet.read_text())]
    return {match[1]: match[4] or match[3 if is_dark else 2] for match in found}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("colours", Colours)
def test_colours_have_enough_contrast(colours: Colours, is_dark: bool) -> None:
    values = tokens(colours, is_dark)
    low = [
        f"{written} on {ground}"
        for ground, names in USES.items()
        for written in names.split()
        if contrast(values[written], values[ground]) < ENOUGH
    ]
    assert low == []


@pytest.mark.parametrize("colours", Colours)
def test_swatch_shows_the_colours_of_the_style_sheet(colours: Colours) -> None:
    light = tokens(colours, is_dark=False)
    swatch = (SWATCHES / f"{colours.value}.svg").read_text()
    assert re.findall(r'fill="(#\w+)"', swatch) == [light["clay"], light["moss"]]


@pytest.mark.parametrize("colours", Colours)
def test_style_sheet_is_collected_as_one_file(colours: Colours) -> None:
    assert colours.style_sheet in STYLE_SHEETS


@pytest.mark.django_db
def test_public_pages_have_the_chosen_colours(client) -> None:
    assert "css/public.css" in client.get("/").content.decode()
    SiteTexts(pk=1, colours=Colours.SEA).save()
    page = client.get("/").content.decode()
    assert "css/public-sea.css" in page
    assert "css/public.css" not in page
