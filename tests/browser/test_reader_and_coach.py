"""A reader comments and replies; the coach approves and answers on a phone; everyone can read it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import make_coach, make_comment, make_post

PHONE = {"width": 360, "height": 740}
LIST = "/admin/comments/comment/"


@pytest.fixture
def article(transactional_db):
    coach = make_coach(email="mara@example.org", display_name="Mara Lindt")
    post = make_post("strong-hips", title="Strong hips", author=coach)
    make_comment(post, name="Nadia", text="Where do I begin?")
    return post


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def with_script(request):
    return request.param


@pytest.fixture
def check(axe, with_script):
    """axe, a script itself. Without scripts the pages are the same; that of a reply is in ``test_public_pages.py``."""
    return axe if with_script else lambda page: None


def send(page, text):
    page.get_by_label("Comment", exact=False).and_(page.locator("textarea")).fill(text)
    page.get_by_role("textbox", name="Name").fill("Kim")
    page.get_by_label("E-mail").fill("kim@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("awaiting moderation")).to_be_visible()
    expect(page.get_by_role("article").get_by_text(text)).to_be_visible()


def advance_a_minute():
    Comment.objects.filter(name="Kim").update(created_at=timezone.now() - timedelta(minutes=1))


def test_comment_is_approved_answered_and_replied_to(new_context, sign_in, check, article, run_tasks, with_script):
    reader = new_context(java_script_enabled=with_script).new_page()
    reader.goto("/strong-hips/")
    check(reader)
    send(reader, "Does this help with running?")
    check(reader)
    advance_a_minute()

    reader.goto("/strong-hips/")
    expect(reader.get_by_text("Does this help with running?")).to_have_count(0)
    reader.get_by_role("link", name="Reply to Nadia").click()
    expect(reader.get_by_role("heading", name="Reply to Nadia")).to_be_visible()
    assert ("replytocom" in reader.url) is not with_script
    check(reader)
    send(reader, "I began with the bridge.")
    run_tasks()

    coach = new_context(java_script_enabled=with_script).new_page()
    coach.set_viewport_size(PHONE)
    sign_in(coach.context, article.author)
    coach.goto(LIST)
    check(coach)
    card = coach.get_by_role("article").filter(has_text="I began with the bridge.")
    card.get_by_role("button", name="Approve").click()
    expect(coach.get_by_text("1 comment approved.")).to_be_visible()
    card = coach.get_by_role("article").filter(has_text="Does this help with running?")
    card.locator("summary").click()
    card.get_by_label("Your answer to Kim").fill("Yes, twice a week.")
    check(coach)
    card.get_by_role("button", name="Publish the answer").click()
    expect(coach.get_by_text("Your answer to Kim is public.")).to_be_visible()
    check(coach)

    reader.goto("/strong-hips/")
    expect(reader.get_by_role("heading", name="4 comments")).to_be_visible()
    for text in ("Does this help with running?", "I began with the bridge.", "Yes, twice a week."):
        expect(reader.get_by_text(text)).to_be_visible()
    answer = reader.get_by_role("article").filter(has_text="Yes, twice a week.")
    expect(answer.get_by_text("Coach", exact=True)).to_be_visible()
    check(reader)
