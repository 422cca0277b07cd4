"""A reader follows an offer from an article, and signs up for what it gives."""

import re

import pytest

from blog.models import ExternalLink
from offers.models import Click, SignUp
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_offer, make_page, make_post

# Chromium calls itself headless in tests, and programs are not counted.
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def article(transactional_db):
    gift = make_page("routine", title="The routine", body="<p>Stand up first.</p>", is_published=False)
    make_offer("routine", name="A routine", button="Send it to me", collects_sign_ups=True, target="", page=gift)
    return make_post("hips", author=make_coach(), body='<figure data-block="offer" data-key="routine"></figure>')


@pytest.mark.parametrize("has_script", [True, False])
def test_reader_follows_an_offer_and_gets_its_page_and_file(new_context, check_page, article, has_script):
    context = new_context(user_agent=FIREFOX, java_script_enabled=has_script)
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/hips/")
    page.get_by_role("link", name="Send it to me").click()
    assert page.url.endswith(f"/sign-up/routine/?article={article.pk}")
    check = check_page if has_script else lambda page: None
    check(page)
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send it to me").click()
    page.get_by_role("heading", name="Check your inbox.").wait_for()
    check(page)
    page.goto(re.search(r"http\S+/sign-up/mine/\S+", OutgoingMail.objects.get().text)[0])
    check(page)
    assert not page.get_by_text("Stand up first.").is_visible()
    page.get_by_role("button", name="Yes, it was me").click()
    page.get_by_text("Stand up first.").wait_for()
    check(page)
    assert SignUp.objects.get().confirmed_at
    assert list(Click.objects.values_list("offer__slug", "post", "count")) == [("routine", article.pk, 1)]


def test_dead_target_of_an_offer_is_visible_at_any_width(staff, check_page):
    make_offer("challenge", name="The 28-day core", target="https://short.example/abc")
    ExternalLink.objects.update(state="dead", finding="gone", status=404)
    staff.goto("/admin/offers/offer/")
    staff.get_by_text("its target is dead").wait_for()
    check_page(staff, 320, 1440)
    for width in (320, 1440):
        staff.set_viewport_size({"width": width, "height": 800})
        assert not staff.locator(".staff-list").evaluate("element => element.scrollWidth > element.clientWidth")
    staff.get_by_role("link", name="The 28-day core", exact=True).click()
    staff.get_by_text("Please enter another target.").wait_for()
    check_page(staff, 320, 1440)
    staff.get_by_role("link", name="Check now, and see where else it is used").click()
    staff.get_by_text("Please change its target there.").wait_for()
    check_page(staff, 320, 1440)
