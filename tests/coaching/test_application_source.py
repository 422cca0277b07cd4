"""The comment, article or offer that an application came from."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from blog.models import Post
from coaching.forms import ApplicationForm
from coaching.mail_kinds import MailKind
from coaching.models import Application
from coaching.submission import submit
from comments.models import Comment
from outbox.models import OutgoingMail
from tests.coaching.form_names import form_name
from tests.factories import (
    make_answer,
    make_coach,
    make_comment,
    make_offer,
    make_post,
    make_posted,
)

pytestmark = pytest.mark.django_db


def hidden_input(comment: Comment) -> str:
    return f'<input type="hidden" name="comment" value="{comment.pk}"'


@pytest.fixture
def source_comment(db) -> Comment:
    """The comment below which the coach linked to the form."""
    fields = {"name": "Ottilie", "email": "ottilie@example.org", "text": "How do I sign up?"}
    return make_comment(pk=987_654, **fields)


def test_application_records_its_source_comment(client, apply, source_comment):
    html = client.get(f"/apply/?comment={source_comment.pk}").content.decode()
    assert hidden_input(source_comment) in html
    apply(comment=str(source_comment.pk))
    assert Application.objects.get().came_from_comment == source_comment


def test_application_records_the_article_of_its_source_comment(apply, source_comment):
    apply(comment=str(source_comment.pk), article=str(make_post().pk))
    assert Application.objects.get().came_from_post == source_comment.post


def test_application_records_its_offer(client, apply):
    offer, post = make_offer("challenge", target="/apply/"), make_post("knees")
    url = client.get("/go/challenge/", headers={"Referer": "http://testserver/knees/", "User-Agent": "Firefox"})[
        "Location"
    ]
    html = client.get(url).content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("offer", "article")}
    apply(**fields)
    application = Application.objects.get()
    assert (application.came_from_offer, application.came_from_post) == (offer, post)


@pytest.mark.parametrize("slug", ["gone", "../x", "<script>", "\0", "7" * 400])
def test_unknown_offer_is_ignored(client, apply, slug):
    assert client.get("/apply/", {"offer": slug}).status_code == 200
    apply(offer=slug)
    assert Application.objects.get().came_from_offer is None


def test_application_records_its_source_article(client, apply):
    post = make_post(pk=987_653)
    html = client.get(f"/apply/?article={post.pk}").content.decode()
    assert f'<input type="hidden" name="article" value="{post.pk}"' in html
    assert '<meta name="robots" content="noindex">' in html
    apply(article=str(post.pk))
    application = Application.objects.get()
    assert (application.came_from_post, application.came_from_comment) == (post, None)


def test_ended_offer_is_recorded(apply):
    offer = make_offer("month", ends_at=timezone.now() - timedelta(minutes=1))
    apply(offer="month")
    assert Application.objects.get().came_from_offer == offer


def test_planned_offer_is_ignored(client, apply):
    make_offer("month", starts_at=timezone.now() + timedelta(days=1))
    assert client.get("/apply/?offer=month").content == client.get("/apply/").content
    apply(offer="month")
    assert Application.objects.get().came_from_offer is None


def test_application_stays_when_its_offer_is_deleted(apply):
    offer = make_offer("month")
    apply(offer="month")
    offer.delete()
    assert Application.objects.get().came_from_offer is None


def test_scheduled_article_is_ignored(client, apply):
    planned = make_post(published_at=timezone.now() + timedelta(days=1))
    draft = make_post(state="draft")
    for post in (planned, draft):
        assert client.get(f"/apply/?article={post.pk}").content == client.get("/apply/").content
        apply(article=str(post.pk), goal=f"Article {post.pk}")
    assert not Application.objects.exclude(came_from_post=None).exists()


def test_query_fills_in_only_the_source(client, source_comment):
    plain = client.get("/apply/").content
    assert client.get(f"/apply/?name=Canary&asked=1&{form_name('goal')}=Canary&consent=on").content == plain


def test_application_records_a_private_question_as_source(apply):
    question = make_comment(state="held", is_private=True)
    apply(comment=str(question.pk))
    assert Application.objects.get().came_from_comment == question


def test_application_without_a_source_comment_records_none(apply, source_comment):
    apply()
    assert Application.objects.get().came_from_comment is None


def test_form_shows_nothing_of_the_source_comment(client, source_comment):
    plain = client.get("/apply/").content.decode()
    html = client.get(f"/apply/?comment={source_comment.pk}").content.decode()
    empty = '<input type="hidden" name="comment"'
    assert (
        html.replace(hidden_input(source_comment), empty).replace('<meta name="robots" content="noindex">', "") == plain
    )


def test_page_with_a_source_is_the_same_bytes_for_everyone(client, source_comment):
    first = Client().get(f"/apply/?comment={source_comment.pk}")
    client.force_login(make_coach())
    second = client.get(f"/apply/?comment={source_comment.pk}")
    assert first.content == second.content
    assert not second.cookies
    assert "Cookie" not in second.get("Vary", "")


def test_page_with_a_source_is_not_indexed(client, source_comment, settings):
    html = client.get(f"/apply/?comment={source_comment.pk}").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/apply/">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in client.get("/apply/").content.decode()


MALFORMED = ["", "0", "-1", "1.5", "x", "987654x", "987654\x00", "²", "9" * 30, "9" * 5000, "' OR 1=1 --"]


@pytest.mark.parametrize("name", ["comment", "article", "offer"])
@pytest.mark.parametrize("value", [*MALFORMED, "987655"])
def test_unknown_source_leaves_the_page_unchanged(client, source_comment, name, value):
    assert client.get("/apply/", {name: value}).content == client.get("/apply/").content


@pytest.mark.parametrize("name", ["comment", "article", "offer"])
@pytest.mark.parametrize("value", [*MALFORMED, "987655"])
def test_application_with_an_unknown_source_is_stored_without_it(apply, source_comment, name, value):
    assert apply(**{name: value}).status_code == 303
    application = Application.objects.get()
    assert (application.came_from_comment, application.came_from_post) == (None, None)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_comment(state="held"),
        lambda: make_comment(state="spam"),
        lambda: make_comment(state="binned"),
        lambda: make_comment(state="binned", is_private=True),
        lambda: make_comment(kind="pingback"),
        lambda: make_answer(make_comment()),
    ],
    ids=["held", "spam", "binned", "private and binned", "pingback", "by staff"],
)
def test_comment_that_is_hidden_or_by_staff_is_ignored(client, apply, make):
    comment = make()
    assert client.get(f"/apply/?comment={comment.pk}").content == client.get("/apply/").content
    apply(comment=str(comment.pk))
    assert Application.objects.get().came_from_comment is None


def test_refused_form_keeps_the_source(apply, source_comment):
    response = apply(comment=str(source_comment.pk), email="nope")
    assert response.status_code == 422
    assert hidden_input(source_comment) in response.content.decode()


def test_post_without_headers_keeps_the_source(apply, source_comment):
    response = apply(headers={}, comment=str(source_comment.pk))
    assert response.status_code == 403
    assert hidden_input(source_comment) in response.content.decode()


def test_flood_keeps_the_source(apply, source_comment):
    for number in range(5):
        apply(goal=f"Goal {number}")
    response = apply(goal="One more", comment=str(source_comment.pk))
    assert response.status_code == 429
    assert hidden_input(source_comment) in response.content.decode()


def test_refused_form_drops_an_unknown_source(apply):
    html = apply(email="nope", comment="<b>7</b>").content.decode()
    assert '<input type="hidden" name="comment" data-draft-source id="id_comment">' in html


def test_repeated_application_with_another_source_redirects_to_the_first(apply, source_comment):
    apply()
    assert apply(comment=str(source_comment.pk)).status_code == 303
    assert Application.objects.get().came_from_comment is None


def test_source_comment_is_in_no_mail(apply, source_comment):
    make_coach()
    apply(comment=str(source_comment.pk))
    mails = OutgoingMail.objects.all()
    assert {mail.kind for mail in mails} == {MailKind.APPLICATION_NEW, MailKind.APPLICATION_RECEIVED}
    written = "".join(mail.subject + mail.text + mail.html for mail in mails)
    for private in (str(source_comment.pk), source_comment.name, source_comment.email, source_comment.text):
        assert private not in written


def test_application_stays_when_its_source_comment_is_deleted(apply, source_comment):
    apply(comment=str(source_comment.pk))
    source_comment.delete()
    assert Application.objects.get().came_from_comment is None


def test_application_is_stored_if_its_comment_is_deleted_meanwhile(rf, source_comment):
    form = ApplicationForm(make_posted(comment=source_comment.pk))
    assert form.is_valid()
    Comment.objects.all().delete()
    submit(form, rf.post("/apply/"))
    connection.check_constraints()
    assert Application.objects.get().came_from_comment is None


def test_application_is_stored_if_its_article_is_deleted_meanwhile(rf):
    form = ApplicationForm(make_posted(article=make_post().pk))
    assert form.is_valid()
    Post.objects.all().delete()
    submit(form, rf.post("/apply/"))
    connection.check_constraints()
    assert Application.objects.get().came_from_post is None
