"""A person is an address, in whatever spelling, and nobody else's address."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from django_ox.models import OxTask

from coaching.models import Application
from comments import hearing, keeping
from comments.models import Comment, Correspondent
from outbox.models import OutgoingMail
from privacy.erasing import RefusedError, erase
from privacy.exporting import holds
from privacy.models import PersonRequest
from privacy.person import NoAddressError
from privacy.restoring import erase_again
from privacy.tasks import finish_erasures
from tests.factories import make_answer, make_application, make_comment, make_mail, make_question, make_user
from tests.privacy.test_erasing import EMAIL, found

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "Zora@zwetschgenbäume.example",
    "zora@ZWETSCHGENBÄUME.example",
    "zora@xn--zwetschgenbume-gib.example",
    "ZORA@XN--ZWETSCHGENBUME-GIB.EXAMPLE",
    "  zora@zwetschgenbäume.example ",
]


@pytest.mark.parametrize("asked", SPELLINGS)
@pytest.mark.parametrize("written", [spelling.strip() for spelling in SPELLINGS[:4]])
def test_host_has_two_names_and_letters_have_two_cases(asked, written):
    comment = make_comment(email=written)
    make_mail(to=written, sent_at=timezone.now())
    application = make_application(email=written)
    assert len(holds(asked)) == 3
    erase(asked)
    comment.refresh_from_db()
    assert comment.email == ""
    assert not Application.objects.filter(pk=application.pk).exists()
    assert found("zora") == []


@pytest.mark.parametrize("asked", SPELLINGS)
def test_address_of_an_account_is_known_in_each_spelling(asked):
    make_user(email="zora@zwetschgenbäume.example")
    with pytest.raises(RefusedError):
        erase(asked)


@pytest.mark.parametrize(
    "look_alike", ["zora.\u212aant@example.org", "zora.kant\u017f@example.org", "zora.känt@example.org"]
)
def test_address_that_only_looks_the_same_is_another(look_alike):
    comment = make_comment(email="zora.kant@example.org")
    other = make_comment(email="zora.kants@example.org")
    hers = make_comment(email=look_alike)
    erase(look_alike)
    for row in (comment, other, hers):
        row.refresh_from_db()
    assert (comment.email, other.email, hers.email) == ("zora.kant@example.org", "zora.kants@example.org", "")


def test_restored_in_another_spelling_it_is_erased_again():
    erased_before = make_comment(email=SPELLINGS[0])
    erase(SPELLINGS[2])
    Comment.objects.filter(pk=erased_before.pk).update(email=SPELLINGS[0], erased_at=None)
    assert list(erase_again())[-1] == (1, 1)


@pytest.mark.parametrize("nobody", ["", " ", "@", "nadia", "@sommerfeld.example", "nadia@"])
def test_what_is_no_address_is_nobodys(nobody):
    nameless = make_comment(email="", text="Imported words.")
    mail = make_mail(text="Words.")
    with pytest.raises(NoAddressError):
        erase(nobody)
    for command in ("erase_person", "export_person"):
        with pytest.raises(CommandError):
            call_command(command, nobody)
    nameless.refresh_from_db()
    mail.refresh_from_db()
    assert (nameless.text, mail.text) == ("Imported words.", "Words.")


def test_person_who_asked_twice_is_erased_once_and_nobody_else(nadia):
    nameless = make_comment(email="", text="Imported words.")
    mail = make_mail(text="Words.", to="other@example.org")
    for address in (EMAIL, EMAIL.title()):
        PersonRequest.objects.create(kind="erase", email=address, confirmed_at=timezone.now())
    finish_erasures.call()
    finish_erasures.call()
    nameless.refresh_from_db()
    mail.refresh_from_db()
    assert (nameless.text, mail.text) == ("Imported words.", "Words.")
    assert not PersonRequest.objects.to_erase().exists()
    assert PersonRequest.objects.exclude(done_at=None).count() == 2
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1


@pytest.mark.parametrize("name", ["reply_to", "text", "key", "last_error"])
@pytest.mark.parametrize(
    "other", ["hanna-nadia@sommerfeld.example", "nadia@sommerfeld.example.org", "x.nadia@sommerfeld.example"]
)
def test_address_within_an_address_is_another(nadia, other, name):
    said = {"text": f"Write to {other}, please.", "key": f"comment-link:1:{other}"}.get(name, other)
    mail = make_mail(**{"to": "mara@example.org", name: said})
    erase(EMAIL)
    mail.refresh_from_db()
    assert getattr(mail, name) == said
    assert OutgoingMail.objects.waiting().filter(pk=mail.pk).exists()


@pytest.mark.parametrize(
    "said", ["{0}", "Write to {0}.", "<{0}>", "mailto:{0}?subject=x", "550 5.1.1 <{0}>: unknown", "“{0}”"]
)
def test_address_within_words_is_found(nadia, said):
    mail = make_mail(to="mara@example.org", text=said.format(EMAIL.upper()))
    erase(EMAIL)
    mail.refresh_from_db()
    assert mail.text == ""


def test_log_of_another_with_an_address_that_ends_the_same_stays(nadia, post):
    kind = ContentType.objects.get_for_model(PersonRequest)
    for name in (f"jo{EMAIL}", EMAIL):
        LogEntry.objects.create(user=post.author, content_type=kind, object_repr=name, action_flag=CHANGE)
    erase(EMAIL)
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {"", f"jo{EMAIL}"}


def test_failed_task_that_quotes_the_address_forgets_it(nadia):
    fields = {"task_path": "x", "queue_name": "default", "backend_name": "default", "enqueued_at": timezone.now()}
    hers = OxTask.objects.create(**fields, errors=[{"traceback": f"SMTPError: <{EMAIL}> unknown"}])
    others = OxTask.objects.create(**fields, errors=[{"traceback": f"SMTPError: <jo{EMAIL}> unknown"}])
    erase(EMAIL)
    hers.refresh_from_db()
    others.refresh_from_db()
    assert (hers.errors, len(others.errors)) == ([], 1)


def test_what_went_to_an_address_that_was_corrected_since_is_forgotten(nadia, clock):
    comment = make_question(name="Zora", email="zorra@zwetschge.example", text="A plum a day.")
    keeping.mail_link(comment)
    clock(minutes=1)
    keeping.fix_email(comment, "zora@zwetschge.example")
    assert OutgoingMail.objects.filter(to="zorra@zwetschge.example").exists()
    erase("zora@zwetschge.example")
    assert not OutgoingMail.objects.filter(to="zorra@zwetschge.example").exists()


def test_who_was_written_to_by_an_address_that_was_corrected_since_is_forgotten_by_that(post):
    comment = make_question(post, name="Zora", email="zorra@zwetschge.example", text="A plum a day?")
    stranger = make_question(post, email="sora@zwetschge.example")
    hearing.announce_answer(make_answer(comment))
    hearing.announce_answer(make_answer(stranger))
    Correspondent.objects.get(email="sora@zwetschge.example").disown()
    Comment.objects.filter(pk__in=[comment.pk, stranger.pk]).update(email="zora@zwetschge.example")
    erase("zora@zwetschge.example")
    # Who never wrote here is still not to be written to.
    assert [person.email for person in Correspondent.objects.all()] == ["sora@zwetschge.example"]


def test_one_address_is_mailed_three_links_a_day_in_whatever_case():
    reader = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for address in (EMAIL, EMAIL.upper(), EMAIL.title(), EMAIL.replace("n", "N")):
        reader.post("/privacy/request/", {"kind": "export", "email": address})
    assert OutgoingMail.objects.count() == 3
