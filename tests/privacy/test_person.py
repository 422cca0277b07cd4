"""A person is an e-mail address in any spelling, and never another address."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from django_ox.models import OxTask

from coaching.models import Application
from comments import reader_actions
from comments.models import Comment, MailRecipient
from comments.notifications import readers as reader_notifications
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from privacy.erasure import erase
from privacy.export import summarise
from privacy.models import PrivacyRequest
from privacy.person import NotAnEmailError
from privacy.repeated_erasure import Progress, erase_again
from privacy.tasks import finish_erasures
from tests.factories import make_answer, make_application, make_comment, make_mail, make_question, make_user
from tests.privacy.test_erasure import EMAIL, fields_with

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]

SPELLINGS = [
    "Zora@zwetschgenbäume.example",
    "zora@ZWETSCHGENBÄUME.example",
    "zora@xn--zwetschgenbume-gib.example",
    "ZORA@XN--ZWETSCHGENBUME-GIB.EXAMPLE",
    "  zora@zwetschgenbäume.example ",
]


@pytest.mark.parametrize("email", SPELLINGS)
@pytest.mark.parametrize("written", [spelling.strip() for spelling in SPELLINGS[:4]])
def test_person_is_found_in_each_spelling_of_the_email(email, written):
    comment = make_comment(email=written)
    make_mail(to=written, sent_at=timezone.now())
    application = make_application(email=written)
    assert len(summarise(email)) == 3
    erase(email)
    comment.refresh_from_db()
    assert comment.email == ""
    assert not Application.objects.filter(pk=application.pk).exists()
    assert fields_with("zora") == []


@pytest.mark.parametrize("email", SPELLINGS)
def test_account_is_recognised_in_each_spelling_of_its_email(email):
    make_user(email="zora@zwetschgenbäume.example")
    with pytest.raises(RefusedError):
        erase(email)


@pytest.mark.parametrize(
    "look_alike", ["zora.\u212aant@example.org", "zora.kant\u017f@example.org", "zora.känt@example.org"]
)
def test_similar_looking_email_is_another_person(look_alike):
    comment = make_comment(email="zora.kant@example.org")
    other = make_comment(email="zora.kants@example.org")
    other_spelling = make_comment(email=look_alike)
    erase(look_alike)
    for row in (comment, other, other_spelling):
        row.refresh_from_db()
    assert (comment.email, other.email, other_spelling.email) == ("zora.kant@example.org", "zora.kants@example.org", "")


def test_row_restored_in_another_spelling_is_erased_again():
    erased_before = make_comment(email=SPELLINGS[0])
    erase(SPELLINGS[2])
    Comment.objects.filter(pk=erased_before.pk).update(email=SPELLINGS[0], erased_at=None)
    assert list(erase_again())[-1] == Progress(1, 1)


@pytest.mark.parametrize("invalid", ["", " ", "@", "nadia", "@sommerfeld.example", "nadia@"])
def test_invalid_email_is_refused(invalid):
    nameless = make_comment(email="", text="Imported words.")
    mail = make_mail(text="Words.")
    with pytest.raises(NotAnEmailError):
        erase(invalid)
    for command in ("erase_person", "export_person"):
        with pytest.raises(CommandError):
            call_command(command, invalid)
    nameless.refresh_from_db()
    mail.refresh_from_db()
    assert (nameless.text, mail.text) == ("Imported words.", "Words.")


def test_second_request_of_a_person_erases_nothing_more(nadia):
    nameless = make_comment(email="", text="Imported words.")
    mail = make_mail(text="Words.", to="other@example.org")
    for email in (EMAIL, EMAIL.title()):
        PrivacyRequest.objects.create(kind="erase", email=email, confirmed_at=timezone.now())
    finish_erasures.call()
    finish_erasures.call()
    nameless.refresh_from_db()
    mail.refresh_from_db()
    assert (nameless.text, mail.text) == ("Imported words.", "Words.")
    assert not PrivacyRequest.objects.to_erase().exists()
    assert PrivacyRequest.objects.exclude(done_at=None).count() == 2
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1


@pytest.mark.parametrize("name", ["reply_to", "text", "key", "last_error"])
@pytest.mark.parametrize(
    "other", ["hanna-nadia@sommerfeld.example", "nadia@sommerfeld.example.org", "x.nadia@sommerfeld.example"]
)
def test_email_inside_another_email_is_not_erased(nadia, other, name):
    text = {"text": f"Write to {other}, please.", "key": f"comment-link:1:{other}"}.get(name, other)
    mail = make_mail(**{"to": "mara@example.org", name: text})
    erase(EMAIL)
    mail.refresh_from_db()
    assert getattr(mail, name) == text
    assert OutgoingMail.objects.unsent().filter(pk=mail.pk).exists()


@pytest.mark.parametrize(
    "text", ["{0}", "Write to {0}.", "<{0}>", "mailto:{0}?subject=x", "550 5.1.1 <{0}>: unknown", "“{0}”"]
)
def test_email_inside_a_text_is_erased(nadia, text):
    mail = make_mail(to="mara@example.org", text=text.format(EMAIL.upper()))
    erase(EMAIL)
    mail.refresh_from_db()
    assert mail.text == ""


def test_log_entry_of_an_email_with_the_same_ending_is_kept(nadia, post):
    kind = ContentType.objects.get_for_model(PrivacyRequest)
    for name in (f"jo{EMAIL}", EMAIL):
        LogEntry.objects.create(user=post.author, content_type=kind, object_repr=name, action_flag=CHANGE)
    erase(EMAIL)
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {"", f"jo{EMAIL}"}


def test_email_in_the_error_of_a_task_is_erased(nadia):
    fields = {"task_path": "x", "queue_name": "default", "backend_name": "default", "enqueued_at": timezone.now()}
    other_spelling = OxTask.objects.create(**fields, errors=[{"traceback": f"SMTPError: <{EMAIL}> unknown"}])
    others = OxTask.objects.create(**fields, errors=[{"traceback": f"SMTPError: <jo{EMAIL}> unknown"}])
    erase(EMAIL)
    other_spelling.refresh_from_db()
    others.refresh_from_db()
    assert (other_spelling.errors, len(others.errors)) == ([], 1)


def test_mail_to_an_email_corrected_later_is_erased(nadia, clock):
    comment = make_question(name="Zora", email="zorra@zwetschge.example", text="A plum a day.")
    reader_actions.mail_link(comment)
    clock(minutes=1)
    reader_actions.change_email(comment, "zora@zwetschge.example")
    assert OutgoingMail.objects.filter(to="zorra@zwetschge.example").exists()
    erase("zora@zwetschge.example")
    assert not OutgoingMail.objects.filter(to="zorra@zwetschge.example").exists()


def test_recipient_of_an_email_corrected_later_is_erased(post):
    comment = make_question(post, name="Zora", email="zorra@zwetschge.example", text="A plum a day?")
    stranger = make_question(post, email="sora@zwetschge.example")
    reader_notifications.notify_of_answer(make_answer(comment))
    reader_notifications.notify_of_answer(make_answer(stranger))
    MailRecipient.objects.get(email="sora@zwetschge.example").disown()
    Comment.objects.filter(pk__in=[comment.pk, stranger.pk]).update(email="zora@zwetschge.example")
    erase("zora@zwetschge.example")
    # The person who never commented here has still refused mail.
    assert [person.email for person in MailRecipient.objects.all()] == ["sora@zwetschge.example"]


def test_email_in_any_case_gets_at_most_three_links_a_day():
    reader = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for email in (EMAIL, EMAIL.upper(), EMAIL.title(), EMAIL.replace("n", "N")):
        reader.post("/privacy/request/", {"kind": "export", "email": email})
    assert OutgoingMail.objects.count() == 3
