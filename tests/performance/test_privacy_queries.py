"""What a person has is found by the database, however much others have."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from outbox.models import OutgoingMail, Subject
from privacy.erasing import erase
from privacy.exporting import holds
from privacy.holdings.mail import Mails
from privacy.person import Person
from tests.factories import make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db

NADIA = Person.of("nadia@sommerfeld.example")


def make_digests(count: int, comments: list[Comment]) -> None:
    mails = OutgoingMail.objects.bulk_create(
        OutgoingMail(kind="digest", key=f"digest-{count}-{number}", to="mara@example.org", subject="12 wait", text="R.")
        for number in range(count)
    )
    Subject.objects.bulk_create(
        Subject.of(mail, comment) for number, mail in enumerate(mails) for comment in comments[12 * number % 600 :][:12]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def crowd(db):
    post = make_post()
    make_comment(post, email=NADIA.email)
    return make_many_comments(post, 700)


def test_ten_thousand_mails_cost_as_many_queries_as_ten(crowd):
    def queries(count: int) -> int:
        make_digests(count, crowd)
        holds(NADIA.email)  # Kinds of rows are looked up once.
        with CaptureQueriesContext(connection) as captured:
            holds(NADIA.email)
        return len(captured)

    assert queries(10) == queries(10_000)


def test_mails_about_a_person_are_found_by_an_index(crowd):
    make_digests(5_000, crowd)
    hers = Comment.objects.filter(NADIA.has("email"))
    Subject.objects.create(mail=OutgoingMail.objects.all()[0], kind=Subject.objects.all()[0].kind, row=hers.get().pk)
    assert Mails().of(NADIA).count() == 1
    plan = OutgoingMail.objects.about(hers).explain()
    assert "outbox_subject_by_row" in plan


def test_name_is_sought_among_ten_thousand_comments_by_as_many_queries_as_among_ten(db):
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
