"""A reader’s address that refuses mail: the coach sees it, corrects it, and the answer arrives."""

import pytest
from django.utils import timezone

from comments.models import Comment, MailRecipient
from comments.notifications import readers as reader_notifications
from comments.notifications.readers import NotifyStatus
from outbox.models import OutgoingMail
from tests.comments.reader_mails import NADIA
from tests.factories import make_coach, make_mail, make_question, make_user

pytestmark = pytest.mark.django_db

RIGHT = "nadia.right@example.org"


@pytest.fixture
def admin(client):
    client.force_login(make_coach(email="lena@example.org"))
    return client


@pytest.fixture
def unreachable(server, later, question, answer):
    """The reader’s question, whose answer came back."""
    server.replies["RCPT"] = "550 5.1.1 No such user"
    answer(question)
    later()
    server.replies.clear()
    return question


def page(admin, comment) -> str:
    return admin.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode()


def correct(admin, comment, **data) -> str:
    return admin.post(f"/admin/comments/comment/{comment.pk}/address/", data, follow=True).content.decode()


def test_coach_sees_it_at_the_comment(admin, unreachable):
    shown = page(admin, unreachable)
    assert "Could not be reached: the address refuses mail" in shown
    assert "550 5.1.1 No such user" in shown


def test_coach_sees_it_above_the_inbox_and_before_answering(admin, unreachable):
    again = make_question(unreachable.post, email=NADIA, name="Nadia S.", text="Are you there?")
    shown = admin.get("/admin/inbox/").content.decode()
    assert f'<a href="/admin/comments/comment/{again.pk}/change/#undelivered">Nadia S.</a>' in shown
    assert "Could not be reached: the address refuses mail" in shown


def test_answer_arrives_at_the_corrected_address(admin, server, later, unreachable):
    assert "The address is corrected" in correct(admin, unreachable, email="Nadia.Right@example.org")
    later()
    [mail] = server.mails
    assert mail["To"] == RIGHT
    assert Comment.objects.get(pk=unreachable.pk).email == RIGHT
    assert "Could not be reached" not in page(admin, unreachable)
    assert not OutgoingMail.objects.failed().exists()


def test_corrected_address_is_asked_for_consent_first(admin, later, nadia, unreachable):
    nadia.confirm()
    correct(admin, unreachable, email=RIGHT)
    later()
    assert MailRecipient.objects.get(email=RIGHT).confirmed_at is None
    unreachable.refresh_from_db()
    assert reader_notifications.notify_status(unreachable) == NotifyStatus.UNCONFIRMED


def test_all_comments_of_the_reader_get_the_address_and_those_of_others_do_not(admin, unreachable):
    same = make_question(unreachable.post, email=NADIA, name="nadia s.", text="Second.")
    other = make_question(unreachable.post, email=NADIA, name="Somebody else", text="Third.")
    correct(admin, unreachable, email=RIGHT)
    same.refresh_from_db()
    other.refresh_from_db()
    assert (same.email, other.email) == (RIGHT, NADIA)


def test_right_address_is_written_to_again(admin, server, later, unreachable):
    assert "is being sent again" in correct(admin, unreachable, again="1")
    later()
    assert [mail["To"] for mail in server.mails] == [NADIA]
    assert reader_notifications.notify_status(unreachable) == NotifyStatus.UNCONFIRMED


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (NADIA, "This is the address that refuses mail"),
        ("nadia", "valid email address"),
        ("", "required"),
        ("staff@example.org", "belongs to someone who works here"),
    ],
)
def test_wrong_correction_is_refused(admin, unreachable, email, said):
    make_coach(email="staff@example.org")
    assert said in correct(admin, unreachable, email=email)
    unreachable.refresh_from_db()
    assert unreachable.email == NADIA


def test_address_that_takes_mail_is_only_changed_by_its_reader(admin, question):
    assert "only its reader can change it" in correct(admin, question, email=RIGHT)
    question.refresh_from_db()
    assert question.email == NADIA


def test_refused_mail_of_another_kind_stops_answers_too(server, later, nadia, question, answer):
    nadia.confirm()
    make_mail(to="Nadia@example.org", given_up_at=timezone.now(), bounced_at=timezone.now())
    assert reader_notifications.notify_status(question) == NotifyStatus.UNREACHABLE
    answer(question)
    later(10)
    assert server.mails == []


def test_writer_does_not_see_who_could_not_be_reached(client, unreachable):
    client.force_login(make_user(is_staff=True, role="writer"))
    assert "Could not be reached" not in client.get("/admin/inbox/").content.decode()


def test_reader_sees_it_on_the_private_page_and_gets_the_answer_at_the_changed_address(
    reader, server, later, unreachable
):
    assert "came back" in reader.get(unreachable.private_url).content.decode()
    reader.post(f"{unreachable.private_url}email/", {"email": RIGHT})
    later()
    assert [mail["To"] for mail in server.mails] == [RIGHT]
    assert "came back" not in reader.get(unreachable.private_url).content.decode()


def test_address_is_tried_again_when_the_refused_mail_is_forgotten(server, later, unreachable, answer):
    """Mails are anonymised after 90 days. Then nobody can say any more why the address would not be good."""
    OutgoingMail.objects.failed().anonymise()
    MailRecipient.objects.get(email=NADIA).confirm()
    assert reader_notifications.notify_status(unreachable) == NotifyStatus.MAIL
