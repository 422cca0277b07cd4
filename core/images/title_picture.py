"""Draw a title as a picture, for where a page is shared. This module knows Pillow and fonts, but no models."""

import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.images.formats import SHARED_HEIGHT, SHARED_WIDTH

MARGIN = 80
# The first of these sizes of letters that fits is taken, in pixels.
TITLE_SIZES = range(108, 43, -4)
LINE_HEIGHT = 1.1
TITLE_HEIGHT = 312
TOPIC_MIDDLE, TITLE_MIDDLE, RULE_TOP, FOOT_MIDDLE = 92, 316, 506, 556
SMALL = 34
# The sun in the corner: its middle and its radius.
SUN = (1135, 20, 140)
SMOOTH = 4
PALETTE = 128

# The headlines of the site, and what has the letters that these lack: Latin of all Europe, Greek and Cyrillic.
HEADLINES = Path(__file__).parents[2] / "static" / "fonts" / "archivo-112-800.woff2"
WIDE = Path(__file__).parent / "fonts" / "literata-700-wide.woff2"
# No font has a letter there.
NO_LETTER = "\ufffe"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as ``#rrggbb``: of the ground, the title, what is less important, the accent and the coach."""

    ground: str
    title: str
    line: str
    accent: str
    coach: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What the picture says. Each may be empty; without a ``title``, the ``site`` is the title."""

    title: str
    topic: str
    coach: str
    site: str


def draw_title(texts: Texts, colours: Colours) -> bytes:
    """Return a PNG of the size of a shared picture. Characters that the fonts lack are left out, such as emoji."""
    picture = Image.new("RGB", (SHARED_WIDTH, SHARED_HEIGHT), colours.ground)
    _draw_sun(picture, colours.accent)
    canvas = ImageDraw.Draw(picture)
    topic, coach, site = (drawable(text) for text in (texts.topic, texts.coach, texts.site))
    title = drawable(texts.title) or site
    _draw_line(canvas, (MARGIN, TOPIC_MIDDLE), topic.upper(), colours.accent, most=SUN[0] - SUN[2] - 2 * MARGIN)
    font, lines = fit(title, SHARED_WIDTH - 2 * MARGIN, TITLE_HEIGHT)
    height = font.size * LINE_HEIGHT
    for number, line in enumerate(lines):
        middle = TITLE_MIDDLE + (number - (len(lines) - 1) / 2) * height
        canvas.text((MARGIN, middle), line, colours.title, font, "lm")
    canvas.line((MARGIN, RULE_TOP, SHARED_WIDTH - MARGIN, RULE_TOP), colours.line, 3)
    taken = _draw_line(
        canvas, (MARGIN, FOOT_MIDDLE), "" if title == site else site, colours.title, most=SHARED_WIDTH // 2
    )
    _draw_line(
        canvas,
        (SHARED_WIDTH - MARGIN, FOOT_MIDDLE),
        coach,
        colours.coach,
        most=SHARED_WIDTH - 3 * MARGIN - taken,
        anchor="rm",
    )
    target = io.BytesIO()
    picture.quantize(PALETTE, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()


def _draw_sun(picture: Image.Image, colour: str) -> None:
    x, y, radius = SUN
    mask = Image.new("L", (2 * radius * SMOOTH, 2 * radius * SMOOTH))
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), 255)
    mask = mask.resize((2 * radius, 2 * radius), Image.Resampling.BOX)
    picture.paste(colour, (x - radius, y - radius), mask)


def _draw_line(
    canvas: ImageDraw.ImageDraw, at: tuple[int, int], text: str, colour: str, *, most: int, anchor: str = "lm"
) -> int:
    """Write small text in one line of at most ``most`` pixels, and return its width."""
    font = _font(_face_for(text), SMALL)
    text = _shortened(text, lambda part: font.getlength(part) <= most)
    canvas.text(at, text, colour, font, anchor)
    return round(font.getlength(text))


def drawable(text: str) -> str:
    """Return the text with the characters that can be drawn. Empty if that is less than half of its letters."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(char for char in composed if char.isspace() or _has(WIDE, char) or _has(HEADLINES, char))
    letters, all_letters = (sum(map(str.isalnum, one)) for one in (kept, composed))
    return " ".join(kept.split()) if letters and 2 * letters >= all_letters else ""


def fit(title: str, width: int, height: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the title fits, and its lines, as even as they can be. What is too long for
    the smallest one is cut."""
    face = _face_for(title)
    for size in TITLE_SIZES:
        font = _font(face, size)
        most = int(height / (size * LINE_HEIGHT))
        lines = wrap(title, font, width)
        if len(lines) <= most and all(font.getlength(word) <= width for word in title.split()):
            return font, _evenly(title, font, width, len(lines))
    shortened = _shortened(title, lambda part: len(wrap(part, font, width)) <= most)
    return font, wrap(shortened, font, width)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break the text into lines of at most ``width`` pixels, between words if that can be."""
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _evenly(text: str, font: ImageFont.FreeTypeFont, width: int, number: int) -> list[str]:
    """Return the narrowest lines of which there are no more than ``number``."""
    narrowest = max((font.getlength(word) for word in text.split()), default=width)
    low, high = int(narrowest), width
    while high - low > 8:
        middle = (low + high) // 2
        low, high = (low, middle) if len(wrap(text, font, middle)) <= number else (middle, high)
    return wrap(text, font, high)


def _shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Return as much of the text as fits, with "…" if that is not all."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(text[:middle].rstrip() + ELLIPSIS) else (low, middle)
    return text[:low].rstrip() + ELLIPSIS


def _face_for(text: str) -> Path:
    return HEADLINES if all(char.isspace() or _has(HEADLINES, char) for char in text) else WIDE


@lru_cache(maxsize=4000)
def _has(face: Path, char: str) -> bool:
    """Tell whether the font has a letter for the character: another one than for what is no character."""
    if not char.isprintable():
        return False
    drawn, missing = (_font(face, SMALL).getmask(one) for one in (char, NO_LETTER))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


@lru_cache(maxsize=64)
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    # Basic: no library for the shaping of scripts is asked, which not every machine has.
    return ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)
