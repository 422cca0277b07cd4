"""An answer may hold ``/apply/?comment=ID``: then the coach sees below which comment she invited the applicant."""

import pytest

from coaching.models import Application
from tests.factories import make_application, make_coach, make_comment

pytestmark = pytest.mark.django_db


def test_application_remembers_the_comment(client, apply):
    comment = make_comment(name="Nadia", email="nadia@example.org")
    html = client.get("/apply/", {"comment": comment.pk}).content.decode()
    assert f'<input type="hidden" name="comment" value="{comment.pk}"' in html
    assert "Nadia" not in html
    assert "nadia@example.org" not in html
    apply(comment=comment.pk)
    assert Application.objects.get().comment == comment


@pytest.mark.parametrize("number", ["", "0", "nothing", "٣", "-1", "9" * 40, "1; drop table"])
def test_number_of_no_comment_hinders_no_application(client, apply, number):
    assert client.get("/apply/", {"comment": number}).status_code == 200
    assert apply(comment=number).status_code == 303
    assert Application.objects.get().comment is None


def test_comment_that_is_not_public_is_not_remembered(apply):
    apply(comment=make_comment(state="held").pk)
    assert Application.objects.get().comment is None


def test_address_cannot_write_into_the_page(client):
    assert "<script>alert" not in client.get("/apply/", {"comment": '"><script>alert(1)</script>'}).content.decode()


def test_faulty_form_keeps_it(apply):
    comment = make_comment()
    assert f'name="comment" value="{comment.pk}"' in apply(comment=comment.pk, email="").content.decode()


def test_coach_sees_it_with_the_application(client):
    comment = make_comment(name="Nadia", text="How do I sign up?")
    application = make_application(comment=comment)
    client.force_login(make_coach())
    html = client.get(f"/admin/coaching/application/{application.pk}/change/").content.decode()
    assert f"/admin/comments/comment/{comment.pk}/change/" in html


def test_comment_that_is_deleted_leaves_the_application():
    comment = make_comment()
    application = make_application(comment=comment)
    comment.delete()
    application.refresh_from_db()
    assert application.comment is None
