"""A reader follows an offer from an article, and signs up for what it gives."""

import re

import pytest

from blog.models import OutsideLink
from coaching.models import Click, SignUp
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_offer, make_page, make_post

# Chromium calls itself headless in tests, and programs are not counted.
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def article(transactional_db):
    gift = make_page("routine", title="The routine", body="<p>Stand up first.</p>", is_published=False)
    make_offer("routine", name="A routine", button="Send it to me", collects_sign_ups=True, target="", page=gift)
    return make_post("hips", author=make_coach(), body='<figure data-block="offer" data-key="routine"></figure>')


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("has_script", [True, False])
def test_from_the_article_to_what_it_gives(new_context, axe, article, width, has_script):
    context = new_context(user_agent=FIREFOX, java_script_enabled=has_script)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/hips/")
    page.get_by_role("link", name="Send it to me").click()
    assert page.url.endswith(f"/sign-up/routine/?article={article.pk}")
    check = axe if has_script else lambda page: None
    check(page)
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send it to me").click()
    page.get_by_role("heading", name="Check your mailbox.").wait_for()
    check(page)
    page.goto(re.search(r"http\S+/sign-up/mine/\S+", OutgoingMail.objects.get().text)[0])
    check(page)
    assert not page.get_by_text("Stand up first.").is_visible()
    page.get_by_role("button", name="Yes, it was me").click()
    page.get_by_text("Stand up first.").wait_for()
    check(page)
    assert SignUp.objects.get().confirmed_at
    assert list(Click.objects.values_list("offer__slug", "post", "count")) == [("routine", article.pk, 1)]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1440, "light"), (1440, "dark")])
def test_coach_sees_on_any_screen_which_offer_leads_nowhere(new_context, axe, transactional_db, width, scheme):
    make_coach(email="mara@example.org")
    make_offer("challenge", name="The 28-day core", target="https://short.example/abc")
    OutsideLink.objects.update(state="dead", finding="gone", status=404)
    page = new_context(color_scheme=scheme).new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/admin/coaching/offer/")
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Password").fill("sturdy")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("its target is dead").wait_for()
    axe(page)
    wide = "element => element.scrollWidth > element.clientWidth"
    assert not page.locator(".results").evaluate(wide)
    page.get_by_role("link", name="The 28-day core").click()
    page.get_by_text("Please write another target.").wait_for()
    assert not page.locator("html").evaluate(wide)
    page.get_by_role("link", name="Check now, and see where else it stands").click()
    page.get_by_text("Please change its target there.").wait_for()
    axe(page)
