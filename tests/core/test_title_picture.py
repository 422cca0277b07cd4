import io

import pytest
from PIL import Image

from core.images.formats import SHARED_HEIGHT, SHARED_WIDTH
from core.images.title_picture import Colours, Texts, draw_title, drawable, fit, wrap

COLOURS = Colours("#faf6f0", "#1b1816", "#1b1816", "#b5361a", "#2f5a45")
MOST_BYTES = 120_000
# The room of a title.
ROOM = (1040, 312)

TITLES = [
    "Hips",
    "Three planks that beat a hundred sit-ups",
    "Why your lower back hurts after every long drive, what that has to do with the chair at your desk, and the four "
    "calm exercises that changed it for more than two hundred people whom I have trained",
    "Три планки, которые лучше сотни скручиваний",
    "Γερά γόνατα σε δέκα λεπτά",
    "Mocne plecy: ćwiczenia z Łodzi",
    "Rückenmuskulaturkräftigungsübungen",
    "“Don’t stretch it” – when a tight hamstring is a weak one",
    "🔥 Strong hips 💪",
    "🔥🔥🔥",
    "腰痛を和らげる三つの運動",
    "A" * 200,
    "",
]


def draw(title: str = "", topic: str = "Core", coach: str = "Mara Lindt", site: str = "Sturdy") -> Image.Image:
    data = draw_title(Texts(title, topic, coach, site), COLOURS)
    assert len(data) < MOST_BYTES
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_drawn_between_topic_and_foot(title: str) -> None:
    picture = draw(title, topic="", coach="", site=title)
    assert picture.size == (SHARED_WIDTH, SHARED_HEIGHT)
    dark = picture.convert("L").point(lambda light: 255 * (light < 60))
    _left, top, right, bottom = dark.crop((0, 130, SHARED_WIDTH, 500)).getbbox() or (0, 0, 0, 0)
    assert top >= 0
    assert right <= SHARED_WIDTH - 60
    assert bottom < 370
    assert bool(bottom) == bool(drawable(title))


def test_without_a_title_the_site_is_the_title() -> None:
    assert draw("🔥🔥🔥", topic="").tobytes() == draw("", topic="").tobytes()
    assert draw("Sturdy", topic="").tobytes() == draw("", topic="").tobytes()


def test_picture_has_the_colours_of_the_site() -> None:
    colours = {colour for _count, colour in draw("Hips").getcolors(100_000) or []}
    assert {(0xFA, 0xF6, 0xF0), (0xB5, 0x36, 0x1A), (0x2F, 0x5A, 0x45)} <= colours


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("🔥 Strong  hips 🏃‍♀️", "Strong hips"),
        ("Cafe\u0301", "Café"),
        ("Колени", "Колени"),
        ("\u202eHips\u200b\n2", "Hips 2"),
        # Not even half of it: better none than a misleading rest.
        ("腰痛を和らげる no", ""),
    ],
)
def test_what_the_fonts_lack_is_left_out(text: str, drawn: str) -> None:
    assert drawable(text) == drawn


def test_short_title_is_larger_than_a_long_one_and_lines_are_even() -> None:
    short, _lines = fit("Hips", *ROOM)
    long, lines = fit(TITLES[2], *ROOM)
    assert short.size > long.size
    font, lines = fit("Breathe first and brace second today", *ROOM)
    widths = [font.getlength(line) for line in lines]
    assert len(lines) > 1
    assert min(widths) > max(widths) / 2


def test_title_that_is_too_long_ends_with_an_ellipsis() -> None:
    font, lines = fit("Strength " * 100, *ROOM)
    assert lines[-1].endswith("…")
    assert all(font.getlength(line) <= ROOM[0] for line in lines)
    assert wrap("", font, ROOM[0]) == []
