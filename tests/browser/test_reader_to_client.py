"""From reader to client, in a browser: a reader reads, asks, is invited, applies while the line breaks, corrects it, is
accepted, and in the end withdraws and has everything erased. Each step and each mail is looked at by axe; pytest keeps
a picture of it.
"""

import re

import pytest
from django.core import serializers
from playwright.sync_api import expect

from coaching.models import Application, MailTemplate
from comments.models import Comment, SavedReply
from outbox.models import OutgoingMail
from outbox.sending import deliver_due
from privacy.tasks import finish_erasures
from tests.factories import default_questions, make_coach, make_post
from tests.smtp_server import running_mail_server

SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
SCRIPT = {"with script": True, "without script": False}
ADDRESS = "nadia@example.org"


@pytest.fixture(params=SIZES)
def size(request):
    return SIZES[request.param]


@pytest.fixture(params=SCRIPT)
def has_script(request):
    return SCRIPT[request.param]


@pytest.fixture
def open_page(new_context, size, has_script):
    def open_page(has_script=has_script, **options):
        page = new_context(java_script_enabled=has_script, has_touch=size["width"] < 600, **options).new_page()
        page.set_viewport_size(size)
        return page

    return open_page


@pytest.fixture
def coach(transactional_db):
    for model in (SavedReply, MailTemplate):
        model.objects.all().delete()
        model.objects.write_defaults()
    default_questions()
    coach = make_coach(email="mara@example.org", display_name="Mara Lindt")
    make_post("strong-hips", title="Strong hips", author=coach)
    return coach


@pytest.fixture
def look(open_page, has_script, axe, tmp_path):
    """``look(page, "name")``: nothing is in anybody's way there, and nothing hangs over.

    axe is a script itself: a page without one is looked at again, by the same person, in a page with one.
    """

    def look(page, name):
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        seen = (
            page
            if has_script or page.url == "about:blank"
            else open_page(True, storage_state=page.context.storage_state())
        )
        if seen is not page:
            seen.goto(page.url)
        axe(seen)
        assert seen.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        if seen is not page:
            seen.context.close()

    look.pictures = tmp_path
    return look


@pytest.fixture
def post_office(settings, run_tasks, clock):
    """``post_office(to)``: some minutes pass, all mail is delivered; the text of the newest to that address.

    All of them are in ``post_office.server.mails``.
    """
    with running_mail_server() as server:
        settings.MAILERS = server.mailers

        def newest(to):
            run_tasks()
            clock(minutes=11)
            run_tasks()
            deliver_due()
            return [mail for mail in server.mails if mail["To"] == to][-1].get_body(("plain",)).get_content()

        newest.server = server
        yield newest


def link_in(letter, part):
    return next(line for line in re.findall(r"http\S+", letter) if part in line)


def ask(reader):
    reader.get_by_label("Comment", exact=False).and_(reader.locator("textarea")).fill("Do you coach people one to one?")
    reader.get_by_role("textbox", name="Name").fill("Nadia Sommer")
    reader.get_by_label("E-mail").fill(ADDRESS)
    reader.get_by_role("button", name="Send").click()
    expect(reader.get_by_text("awaiting moderation")).to_be_visible()


def sign_in(coach):
    coach.goto("/admin/")
    coach.get_by_label("E-mail").fill("mara@example.org")
    coach.get_by_label("Password").fill("sturdy")
    coach.get_by_role("button", name="Log in").click()
    coach.wait_for_url("**/admin/")


def invite(coach):
    coach.locator("summary", has_text="Answer").click()
    coach.get_by_label("Begin with a saved reply").select_option("Invite to apply")
    coach.get_by_role("button", name="Insert").click()
    expect(coach.get_by_label("Your answer to Nadia")).to_have_value(re.compile("/apply/"))
    coach.get_by_role("button", name=re.compile("^(Approve and answer|Publish the answer)$")).click()
    expect(coach.get_by_text("Your answer to Nadia Sommer is public.")).to_be_visible()


def fill(reader):
    reader.get_by_label("Your name").fill("Nadia Sommer")
    reader.get_by_label("E-mail").fill(ADDRESS)
    reader.get_by_label("What do you want to reach?").fill("Four flights of stairs.")
    reader.get_by_label("What does your training look like so far?").fill("Running.")
    reader.get_by_role("radio", name="3", exact=True).check()
    reader.get_by_label("I agree that my answers").check()


def send_while_the_line_is_down(reader, has_script):
    """With a script the page says so, and stays; without one, it is one step back."""
    reader.context.set_offline(True)
    reader.get_by_role("button", name="Send my application").click()
    if has_script:
        expect(reader.get_by_role("alert")).to_contain_text("Your application is not sent yet")
        reader.context.set_offline(False)
        again = "Try again"
    else:
        reader.wait_for_url("chrome-error://**")
        reader.context.set_offline(False)
        reader.go_back()
        again = "Send my application"
    expect(reader.get_by_label("What do you want to reach?")).to_have_value("Four flights of stairs.")
    assert not Application.objects.exists()
    reader.get_by_role("button", name=again).click()


def correct(reader, look):
    reader.get_by_role("link", name="Correct…").click()
    look(reader, "06-correct")
    reader.get_by_label("What do you want to reach?").fill("Five flights of stairs.")
    reader.get_by_role("button", name="Save").click()
    expect(reader.get_by_text("It was changed.")).to_be_visible()
    look(reader, "07-corrected")


def accept(coach, look):
    """She reads what was corrected, and looks at her mail before she sends it."""
    coach.goto("/admin/")
    expect(coach.get_by_text("Corrected by the applicant")).to_be_visible()
    look(coach, "08-inbox")
    coach.get_by_role("link", name="Read it").click()
    expect(coach.get_by_text("Five flights of stairs.")).to_be_visible()
    look(coach, "09-application")
    coach.get_by_role("button", name="Seen").click()
    expect(coach.get_by_text("The applicant changed this")).to_have_count(0)
    coach.get_by_role("link", name="Write a mail").first.click()
    coach.get_by_role("link", name="Yes", exact=True).click()
    look(coach, "10-letter")
    coach.get_by_role("button", name="Preview").click()
    expect(coach.frame_locator("iframe").get_by_text("I would be glad to coach you.")).to_be_visible()
    coach.screenshot(path=look.pictures / "11-preview.png", full_page=True)
    coach.get_by_role("button", name="Send").click()
    expect(coach.get_by_text("leaves in two minutes")).to_be_visible()
    look(coach, "12-accepted")


def title(page):
    return page.get_by_role("heading", level=1)


def test_from_reader_to_client(open_page, look, coach, post_office, has_script, console_errors):
    reader = open_page()
    reader.goto("/strong-hips/")
    look(reader, "01-article")
    ask(reader)
    look(reader, "02-asked")
    desk = open_page()
    sign_in(desk)
    invite(desk)

    reader.goto(link_in(post_office(ADDRESS), "/comments/"))
    look(reader, "03-invited")
    reader.get_by_role("article").get_by_role("link", name="/apply/?comment=").click()
    fill(reader)
    look(reader, "04-application")
    send_while_the_line_is_down(reader, has_script)
    expect(title(reader)).to_have_text("Your application has arrived.")
    console_errors.clear()
    look(reader, "05-arrived")
    assert Application.objects.get().came_from_comment

    own_page = link_in(post_office(ADDRESS), "/apply/")
    correct(reader, look)
    post_office(ADDRESS)
    accept(desk, look)
    reader.goto(own_page)
    expect(title(reader)).to_have_text("Your application has arrived.")
    reader.goto(link_in(post_office(ADDRESS), "/apply/"))
    expect(title(reader)).to_have_text("It is a yes.")
    look(reader, "13-yes")
    leave(reader, look, post_office)
    expect_no_application(desk, look)
    erase_all(reader, look, post_office)
    reader.goto(own_page)
    expect(title(reader)).to_have_text("This link leads nowhere any more.")
    look(reader, "23-gone")
    for number, mail in enumerate(post_office.server.mails, 24):
        letter = open_page(True)
        letter.set_content(mail.get_body(("html",)).get_content())
        look(letter, f"{number}-mail")


def leave(reader, look, post_office):
    reader.get_by_role("link", name="Mail me the link").click()
    look(reader, "14-lost-link")
    reader.get_by_label("E-mail").fill(ADDRESS)
    reader.get_by_role("button", name="Mail me the link").click()
    expect(title(reader)).to_have_text("Check your mailbox.")
    reader.goto(link_in(post_office(ADDRESS), "/apply/"))
    reader.get_by_role("link", name="Withdraw…").click()
    look(reader, "15-withdraw")
    reader.get_by_label("If you like: why?").fill("We move to another country.")
    reader.get_by_role("button", name="Withdraw it").click()
    expect(title(reader)).to_have_text("You withdrew your application.")
    look(reader, "16-withdrawn")
    reader.get_by_role("link", name="Delete…").click()
    look(reader, "17-delete")
    reader.get_by_role("button", name="Delete it for good").click()
    expect(title(reader)).to_have_text("Your application is deleted.")


def expect_no_application(coach, look):
    coach.goto("/admin/coaching/application/?stage=all")
    expect(coach.get_by_text("Nadia")).to_have_count(0)
    look(coach, "18-applications")
    assert not Application.objects.exists()


def erase_all(reader, look, post_office):
    """The comment, too: the talk stays whole without her name and words."""
    reader.get_by_role("link", name="What else is kept of you?").click()
    look(reader, "19-your-data")
    reader.get_by_label("Your e-mail address").fill(ADDRESS)
    reader.get_by_label("erase", exact=False).check()
    reader.get_by_role("button", name="Mail me the link").click()
    reader.goto(link_in(post_office(ADDRESS), "/privacy/mine/"))
    reader.get_by_role("link", name="Erase everything").click()
    look(reader, "20-erase")
    reader.get_by_role("button", name="Yes, erase everything").click()
    expect(title(reader)).to_have_text("It is being erased")
    post_office(ADDRESS)
    finish_erasures.call()
    left = serializers.serialize("json", [*Comment.objects.all(), *OutgoingMail.objects.all()])
    assert ADDRESS not in left
    assert "Sommer" not in left
    reader.reload()
    expect(title(reader)).to_have_text("Everything is erased")
    look(reader, "21-erased")
    reader.goto("/strong-hips/")
    expect(reader.get_by_role("heading", name="2 comments")).to_be_visible()
    expect(reader.get_by_text("Anonymous").first).to_be_visible()
    expect(reader.get_by_text("Do you coach people")).to_have_count(0)
    look(reader, "22-article")
