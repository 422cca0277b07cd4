"""What a reader's mail leads to, and the mails themselves, as they look."""

import pytest
from playwright.sync_api import expect

from comments import moderation
from comments.letters import links_for
from comments.models import Correspondent
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_post, make_question

LOOKS = [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")]
BUTTONS = {
    "confirm_url": "Yes, tell me of further answers",
    "stop_url": "Stop all mail",
    "disown_url": "This was not me",
    "mute_url": "Mute this conversation",
}


@pytest.fixture
def coach(live_server):
    return make_coach(display_name="Mara Lindt")


@pytest.fixture
def question(coach):
    post = make_post("strong-hips", title="Strong hips in ten minutes a day", author=coach)
    return make_question(post, email=f"{'nadia' * 12}@example.org", state="held")


@pytest.fixture
def nadia(question):
    return Correspondent.objects.get()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", BUTTONS)
def test_page_hinders_nobody_before_and_after(page, axe, nadia, question, name, width, scheme):
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme=scheme)
    page.goto(links_for(nadia, question.pk)[name])
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("main").get_by_role("button", name=BUTTONS[name]).click()
    expect(page.get_by_role("status")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main").get_by_role("button", name=BUTTONS[name])).to_be_visible()


def test_dead_link_says_so(page, axe, nadia, question):
    page.goto(f"{links_for(nadia, question.pk)['stop_url'][:-2]}x/")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mails_hinder_nobody(page, axe, coach, nadia, question, scheme):
    moderation.answer(question, by=coach, text="Squat lower.\n\n<blockquote>3 × 8</blockquote>")
    nadia.confirm()
    moderation.answer(question, by=coach, text="Once more: lower, and https://example.org/" + "film" * 40)
    again = make_question(question.post, email=nadia.email, state="held")
    moderation.moderate(again, moderation.Verb.APPROVE, by=coach)
    page.set_viewport_size({"width": 360, "height": 700})
    page.emulate_media(color_scheme=scheme)
    kinds = []
    for mail in OutgoingMail.objects.all():
        page.set_content(mail.html)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        kinds.append(mail.kind)
    assert sorted(kinds) == ["answer", "answer-first", "comment-approved"]
