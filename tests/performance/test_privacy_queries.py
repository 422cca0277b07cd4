"""The rows of a person are found by indexes, for any number of rows of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from outbox.models import MailSubject, OutgoingMail
from privacy.erasure import erase
from privacy.export import summarise
from privacy.person import Person
from privacy.personal_data.mail import Mails
from tests.factories import make_comment, make_many_comments, make_post
from tests.many_rows import insert_many

pytestmark = pytest.mark.django_db

NADIA = Person.from_email("nadia@sommerfeld.example")


def make_digests(count: int, comments: list[Comment]) -> None:
    mail = OutgoingMail(kind="digest", to="mara@example.org", subject="12 wait", text="R.")
    insert_many(mail, ({"key": f"digest-{count}-{number}"} for number in range(count)))
    mails = OutgoingMail.objects.filter(key__startswith=f"digest-{count}-").values_list("pk", flat=True)
    insert_many(
        MailSubject.for_row(mail, comments[0]),
        (
            {"mail_id": pk, "object_id": comment.pk}
            for number, pk in enumerate(mails)
            for comment in comments[12 * number % 600 :][:12]
        ),
    )


@pytest.fixture
def other_people(db):
    post = make_post()
    make_comment(post, email=NADIA.email)
    return list(make_many_comments(post, 700))


def test_erasure_takes_the_same_queries_for_10_and_10_000_mails(other_people):
    def queries(count: int) -> int:
        make_digests(count, other_people)
        summarise(NADIA.email)  # Kinds of rows are looked up once.
        with CaptureQueriesContext(connection) as captured:
            summarise(NADIA.email)
        return len(captured)

    assert queries(10) == queries(10_000)


def test_finding_mails_about_a_person_uses_an_index(other_people):
    make_digests(5_000, other_people)
    own_comments = Comment.objects.filter(NADIA.matches("email"))
    MailSubject.objects.create(
        mail=OutgoingMail.objects.all()[0],
        content_type=MailSubject.objects.all()[0].content_type,
        object_id=own_comments.get().pk,
    )
    assert Mails().rows_for(NADIA).count() == 1
    plan = OutgoingMail.objects.about(own_comments).explain()
    assert "outbox_subject_by_object" in plan


def test_search_for_a_name_takes_the_same_queries_for_10_and_10_000_comments(db):
    post = make_post()

    def queries(count: int) -> int:
        make_many_comments(post, count)
        make_comment(name="Nadia Sommerfeld", email=NADIA.email)
        named = make_comment(text="As Nadia Sommerfeld says.")
        with CaptureQueriesContext(connection) as captured:
            assert erase(NADIA.email).mentions == 1
        named.delete()
        return len(captured)

    queries(1)  # Kinds of rows are looked up once.
    assert queries(10) == queries(10_000)
