"""From reader to client, in a browser: a reader reads, asks, is invited, applies over a bad connection, corrects the
application, is accepted, and in the end withdraws and has everything erased.

axe checks each step and each mail, on a phone and on a desktop. ``PICTURES=folder`` stores a picture of each.
"""

import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from playwright.sync_api import expect

from coaching import default_rows as coaching_rows
from coaching.models import Application, MailTemplate, Question
from comments import default_rows as comment_rows
from comments.models import Comment, SavedReply
from offers.models import Offer
from outbox.delivery import deliver_due
from outbox.models import OutgoingMail
from privacy.tasks import finish_erasures
from tests.factories import make_coach, make_post
from tests.smtp_server import running_mail_server

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# Name: the size of the screen, and whether the browser runs scripts.
BROWSERS = {"phone with script": (PHONE, True), "desktop without script": (DESKTOP, False)}
ADDRESS = "nadia@example.org"
PICTURES = os.environ.get("PICTURES")


@pytest.fixture(params=BROWSERS)
def browser_options(request):
    return BROWSERS[request.param]


@pytest.fixture
def has_script(browser_options):
    return browser_options[1]


@pytest.fixture
def open_page(new_context, browser_options, has_script):
    size = browser_options[0]

    def open_page():
        page = new_context(java_script_enabled=has_script, has_touch=size["width"] < 600).new_page()
        page.set_viewport_size(size)
        return page

    return open_page


@pytest.fixture
def coach(transactional_db):
    for model in (SavedReply, MailTemplate, Question, Offer):
        model.objects.all().delete()
    for rows in (coaching_rows, comment_rows):
        rows.write(apps)
    coach = make_coach(email="mara@example.org", display_name="Mara Lindt")
    make_post("strong-hips", title="Strong hips", author=coach)
    return coach


@pytest.fixture
def check_page(has_script, axe):
    """``check_page(page, "name")``: the page is accessible and fits both widths.

    axe is a script itself. Without scripts the pages are the same.
    """

    def check_page(page, name):
        take_picture(page, name)
        for size in (DESKTOP, PHONE) if has_script else ():
            page.set_viewport_size(size)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    return check_page


def take_picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def deliver_mail(settings, run_tasks, clock):
    """``deliver_mail(to)`` delivers all mail some minutes later, and returns the text of the newest to that address.

    All of them are in ``deliver_mail.server.mails``.
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
    reader.get_by_role("button", name="Send my comment").click()
    expect(reader.get_by_text("awaiting moderation")).to_be_visible()


def sign_in(coach):
    coach.goto("/admin/")
    coach.get_by_label("E-mail").fill("mara@example.org")
    coach.get_by_label("Password").fill("sturdy")
    coach.get_by_role("button", name="Sign in", exact=True).click()
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
    reader.get_by_label("What do you want to achieve?").fill("Four flights of stairs.")
    reader.get_by_label("What does your training look like so far?").fill("Running.")
    reader.get_by_role("radio", name="3", exact=True).check()
    reader.get_by_label("I agree that the coach").check()


def send_while_offline(reader, has_script):
    """With a script the page stays and says so; without one, the reader goes back."""
    reader.context.set_offline(True)
    reader.get_by_role("button", name="Send my application").click()
    if has_script:
        expect(reader.get_by_role("alert")).to_contain_text("Your application has not been sent yet")
        reader.context.set_offline(False)
        again = "Try again"
    else:
        reader.wait_for_url("chrome-error://**")
        reader.context.set_offline(False)
        reader.go_back()
        again = "Send my application"
    expect(reader.get_by_label("What do you want to achieve?")).to_have_value("Four flights of stairs.")
    assert not Application.objects.exists()
    reader.get_by_role("button", name=again).click()


def correct(reader, check_page):
    reader.get_by_role("link", name="Correct…").click()
    check_page(reader, "06-correct")
    reader.get_by_label("What do you want to achieve?").fill("Five flights of stairs.")
    reader.get_by_role("button", name="Save").click()
    expect(reader.get_by_text("Your application has been changed.")).to_be_visible()
    check_page(reader, "07-corrected")


def accept(coach, check_page):
    """The coach reads the correction, and previews the mail before sending it."""
    coach.goto("/admin/")
    expect(coach.get_by_text("Corrected by the applicant")).to_be_visible()
    check_page(coach, "08-inbox")
    coach.get_by_role("link", name="Read it").click()
    expect(coach.get_by_text("Five flights of stairs.")).to_be_visible()
    check_page(coach, "09-application")
    coach.get_by_role("button", name="Seen").click()
    expect(coach.get_by_text("The applicant changed this")).to_have_count(0)
    coach.get_by_role("link", name="Write a mail").first.click()
    coach.get_by_role("link", name="Yes", exact=True).click()
    check_page(coach, "10-letter")
    coach.get_by_role("button", name="Preview").click()
    expect(coach.frame_locator("iframe").get_by_text("I would be glad to coach you.")).to_be_visible()
    take_picture(coach, "11-preview")
    coach.get_by_role("button", name="Send").click()
    expect(coach.get_by_text("Your mail to Nadia Sommer will be sent in 2 minutes.")).to_be_visible()
    check_page(coach, "12-accepted")


def title(page):
    return page.get_by_role("heading", level=1)


def test_from_reader_to_client(open_page, check_page, coach, deliver_mail, has_script, console_errors):
    reader = open_page()
    reader.goto("/strong-hips/")
    check_page(reader, "01-article")
    ask(reader)
    check_page(reader, "02-asked")
    staff = open_page()
    sign_in(staff)
    invite(staff)

    reader.goto(link_in(deliver_mail(ADDRESS), "/comments/"))
    check_page(reader, "03-invited")
    reader.get_by_role("article").get_by_role("link", name="/apply/?comment=").click()
    fill(reader)
    check_page(reader, "04-application")
    send_while_offline(reader, has_script)
    expect(title(reader)).to_have_text("Your application has arrived.")
    console_errors.clear()
    check_page(reader, "05-arrived")
    assert Application.objects.get().came_from_comment

    own_page = link_in(deliver_mail(ADDRESS), "/apply/")
    correct(reader, check_page)
    deliver_mail(ADDRESS)
    accept(staff, check_page)
    reader.goto(own_page)
    expect(title(reader)).to_have_text("Your application has arrived.")
    reader.goto(link_in(deliver_mail(ADDRESS), "/apply/"))
    expect(title(reader)).to_have_text("You have been accepted.")
    check_page(reader, "13-yes")
    withdraw_and_delete(reader, check_page, deliver_mail)
    expect_no_application(staff, check_page)
    erase_all(reader, check_page, deliver_mail)
    reader.goto(own_page)
    expect(title(reader)).to_have_text("This link no longer works.")
    check_page(reader, "23-gone")
    reader.goto("about:blank")  # Mails have styles of their own, which the site’s policy refuses.
    for number, mail in enumerate(deliver_mail.server.mails, 24):
        reader.set_content(mail.get_body(("html",)).get_content())
        check_page(reader, f"{number}-mail")


def withdraw_and_delete(reader, check_page, deliver_mail):
    reader.get_by_role("link", name="E-mail me the link").click()
    check_page(reader, "14-lost-link")
    reader.get_by_label("E-mail").fill(ADDRESS)
    reader.get_by_role("button", name="E-mail me the link").click()
    expect(title(reader)).to_have_text("Check your inbox.")
    reader.goto(link_in(deliver_mail(ADDRESS), "/apply/"))
    reader.get_by_role("link", name="Withdraw…").click()
    check_page(reader, "15-withdraw")
    reader.get_by_label("Why? (optional)").fill("We move to another country.")
    reader.get_by_role("button", name="Withdraw it").click()
    expect(title(reader)).to_have_text("You withdrew your application.")
    check_page(reader, "16-withdrawn")
    reader.get_by_role("link", name="Delete…").click()
    check_page(reader, "17-delete")
    reader.get_by_role("button", name="Delete it for good").click()
    expect(title(reader)).to_have_text("Your application is deleted.")


def expect_no_application(coach, check_page):
    coach.goto("/admin/coaching/application/?stage=all")
    expect(coach.get_by_text("Nadia")).to_have_count(0)
    check_page(coach, "18-applications")
    assert not Application.objects.exists()


def erase_all(reader, check_page, deliver_mail):
    """Erase the comment too: the thread is unchanged, without name and text."""
    reader.get_by_role("link", name="What else do we store about you?").click()
    check_page(reader, "19-your-data")
    reader.get_by_label("Your e-mail address").fill(ADDRESS)
    reader.get_by_label("Erase everything").check()
    reader.get_by_role("button", name="E-mail me the link").click()
    reader.goto(link_in(deliver_mail(ADDRESS), "/privacy/mine/"))
    reader.get_by_role("link", name="Erase everything").click()
    check_page(reader, "20-erase")
    reader.get_by_role("button", name="Yes, erase everything").click()
    expect(title(reader)).to_have_text("Your data is being erased")
    deliver_mail(ADDRESS)
    finish_erasures.call()
    left = serializers.serialize("json", [*Comment.objects.all(), *OutgoingMail.objects.all()])
    assert ADDRESS not in left
    assert "Sommer" not in left
    reader.reload()
    expect(title(reader)).to_have_text("Everything is erased")
    check_page(reader, "21-erased")
    reader.goto("/strong-hips/")
    expect(reader.get_by_role("heading", name="2 comments")).to_be_visible()
    expect(reader.get_by_text("Anonymous").first).to_be_visible()
    expect(reader.get_by_text("Do you coach people")).to_have_count(0)
    check_page(reader, "22-article")
