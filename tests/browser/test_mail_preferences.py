"""The pages that a reader's mail leads to, and the mails themselves."""

import pytest
from playwright.sync_api import expect

from comments.models import MailRecipient
from comments.moderation import actions as moderation
from comments.notifications.mails import links_for
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_post, make_question

BUTTONS = {
    "confirm_url": "Yes, tell me about further answers",
    "stop_url": "Stop all e-mail",
    "disown_url": "This wasn’t me",
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
    return MailRecipient.objects.get()


@pytest.mark.parametrize("name", BUTTONS)
def test_page_is_accessible_before_and_after_the_button(page, check_page, nadia, question, name):
    page.goto(links_for(nadia, question.pk)[name])
    check_page(page)
    page.get_by_role("main").get_by_role("button", name=BUTTONS[name]).click()
    expect(page.get_by_role("status")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main").get_by_role("button", name=BUTTONS[name])).to_be_visible()


def test_invalid_link_says_so(page, axe, nadia, question):
    page.goto(f"{links_for(nadia, question.pk)['stop_url'][:-2]}x/")
    expect(page.get_by_role("heading", name="This link doesn’t work")).to_be_visible()
    axe(page)


def test_mails_are_accessible_and_fit_the_width(page, check_page, coach, nadia, question):
    moderation.answer(question, by=coach, text="Squat lower.\n\n<blockquote>3 × 8</blockquote>")
    nadia.confirm()
    moderation.answer(question, by=coach, text="Once more: lower, and https://example.org/" + "film" * 40)
    again = make_question(question.post, email=nadia.email, state="held")
    moderation.moderate(again, moderation.Verb.APPROVE, by=coach)
    kinds = []
    for mail in OutgoingMail.objects.all():
        page.set_content(mail.html)
        check_page(page, 360)
        kinds.append(mail.kind)
    assert sorted(kinds) == ["answer", "answer-first", "comment-approved", "comment-approved-first"]
