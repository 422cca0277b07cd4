"""What a reader sees and reaches first, on a screen of 1440 × 900."""

import pytest

from tests.waiting import wait_for

ARTICLE = "/three-planks-that-beat-a-hundred-sit-ups/"

IN_SIGHT = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""

# The buttons in clay of which something is in sight.
CLAY = """() => [...document.querySelectorAll(".button")].filter((button) => {
  const box = button.getBoundingClientRect();
  const clay = getComputedStyle(document.documentElement).getPropertyValue("--clay");
  const probe = document.body.appendChild(Object.assign(document.createElement("i"), { style: "" }));
  probe.style.backgroundColor = clay;
  const colour = getComputedStyle(probe).backgroundColor;
  probe.remove();
  return box.height && box.top < innerHeight && getComputedStyle(button).backgroundColor === colour;
}).map((button) => button.textContent)"""


@pytest.fixture
def sample_page(page, _sample_site):
    page.set_viewport_size({"width": 1440, "height": 900})
    return page


@pytest.mark.parametrize("selector", [".article__teaser", ".article__picture", ".beside__main p"])
def test_article_begins_on_the_first_screen(sample_page, selector):
    sample_page.goto(ARTICLE)
    wait_for(sample_page, IN_SIGHT, selector)


# The faces of upright text that have come: true for one that has the rest of the characters.
LOADED = """() => [...document.fonts]
  .filter((face) => face.family === "Literata" && face.status === "loaded")
  .filter((face) => face.style === "normal" && face.weight === "normal")
  .map((face) => face.unicodeRange.toUpperCase() === "U+0-10FFFF")"""


def test_rest_of_the_characters_comes_with_the_first_of_them(sample_page):
    sample_page.goto(ARTICLE)
    wait_for(sample_page, f"() => JSON.stringify(({LOADED})()) === '[false]'")
    sample_page.locator(".article__teaser").evaluate("(teaser) => teaser.append(' @ &')")
    wait_for(sample_page, f"() => ({LOADED})().includes(true)")


def test_first_screens_have_at_most_one_button_in_clay(sample_page):
    for address in ("/", "/articles/", ARTICLE, "/about/", "/apply/", "/nothing-here/"):
        sample_page.goto(address)
        assert len(sample_page.evaluate(CLAY)) <= 1, address


def test_contents_lead_to_a_heading(sample_page):
    sample_page.goto(ARTICLE)
    sample_page.get_by_role("navigation", name="In this article").get_by_role("link", name="When to stop").click()
    wait_for(sample_page, IN_SIGHT, "#h-when-to-stop")


def test_keyboard_reaches_what_stands_beside_the_text_before_the_text(sample_page):
    sample_page.goto(ARTICLE)
    places = sample_page.evaluate(
        "() => [...document.querySelectorAll('main a[href], main button')].filter((one) => one.checkVisibility())"
        ".map((one) => one.closest('.beside__side, .beside__main')?.className.split(' ')[0] ?? '')"
    )
    first = [place for place in dict.fromkeys(places) if place]
    assert first == ["beside__side", "beside__main"]


def test_topic_of_a_card_is_a_link_of_its_own(sample_page):
    sample_page.goto("/articles/")
    sample_page.locator(".card").first.get_by_role("link", name="Core", exact=True).click()
    wait_for(sample_page, "() => location.pathname === '/category/blog/core/'")


def test_print_has_the_address_and_no_link_to_a_feed(sample_page):
    sample_page.goto(ARTICLE)
    sample_page.emulate_media(media="print")
    assert sample_page.locator(".print-address").is_visible()
    assert not sample_page.locator(".comments__feed").is_visible()
    assert not sample_page.locator(".contents").is_visible()
