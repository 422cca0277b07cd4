import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post, SiteTexts
from coaching.fields import name_of
from coaching.forms import CONSENT, ApplicationForm
from coaching.models import Application
from coaching.submission import submit
from comments.models import Comment
from outbox.models import OutgoingMail
from tests.factories import (
    ANSWERS,
    default_questions,
    make_answer,
    make_application,
    make_coach,
    make_comment,
    make_offer,
    make_post,
    make_posted,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_page_shows_the_coachs_introduction(client):
    SiteTexts.objects.create(pk=1, apply_introduction="<p>For people who carry their shopping.</p>")
    html = client.get("/apply/").content.decode()
    assert "<p>For people who carry their shopping.</p>" in html
    assert str(CONSENT) in html


def test_page_works_before_there_is_a_coach(client):
    response = client.get("/apply/")
    assert response.status_code == 200
    assert "What happens next" in response.content.decode()


def test_page_is_the_same_bytes_for_everyone(client):
    first = Client().get("/apply/")
    client.force_login(make_coach())
    second = client.get("/apply/")
    assert first.content == second.content
    assert not second.cookies
    assert "Cookie" not in second.get("Vary", "")
    assert b"csrf" not in second.content


def test_page_has_nothing_inline(client):
    html = client.get("/apply/").content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=")


def test_page_costs_the_same_queries_for_any_number(client, django_assert_num_queries):
    with CaptureQueriesContext(connection) as none:
        client.get("/apply/")
    for _ in range(50):
        make_application()
    with django_assert_num_queries(len(none)):
        client.get("/apply/")


def test_application_is_stored_with_what_was_agreed_to(apply):
    before = timezone.now()
    response = apply(phone="0123 456", obstacles="Time", found_through="A friend")
    assert response.status_code == 303
    application = Application.objects.get()
    assert Application.of_token(response["Location"].split("/")[-2]) == application
    assert (application.name, application.email, application.phone) == ("Nadia Sommer", "nadia@example.org", "0123 456")
    assert [(answer.wording, answer.value) for answer in application.answers.all()] == [
        ("What do you want to reach?", "Carry my daughter up four flights of stairs."),
        ("What does your training look like so far?", "Running, twice a week."),
        ("How many days a week can you train?", 3),
        ("What has stopped you before?", "Time"),
        ("How did you find us?", "A friend"),
    ]
    assert application.consent_text == str(CONSENT)
    assert before <= application.consented_at <= timezone.now()
    assert application.stage == Application.Stage.NEW
    assert not application.is_suspected_spam
    assert application.address == "127.0.0.1"


def test_answer_sets_no_cookie(apply):
    assert not apply().cookies


def test_applicant_and_coaches_are_mailed_in_the_same_transaction(apply):
    coach = make_coach(email="mara@example.org")
    make_user(email="editor@example.org", is_staff=True)
    make_user(email="gone@example.org", is_staff=True, is_superuser=True, is_active=False)
    make_user(email="reader@example.org", is_superuser=True)
    apply()
    application = Application.objects.get()
    to_coach = OutgoingMail.objects.get(kind=OutgoingMail.Kind.APPLICATION_NEW)
    assert (to_coach.to, to_coach.reply_to) == (coach.email, "nadia@example.org")
    assert f"/admin/coaching/application/{application.pk}/change/" in to_coach.text
    assert f"/admin/coaching/application/{application.pk}/change/" in to_coach.html
    to_applicant = OutgoingMail.objects.get(kind=OutgoingMail.Kind.APPLICATION_RECEIVED)
    assert to_applicant.to == "nadia@example.org"
    assert "You get an answer" in to_applicant.text
    assert "You get an answer" in to_applicant.html


def test_failure_of_a_mail_stores_nothing(apply, monkeypatch):
    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("coaching.submission.announce", broken)
    with pytest.raises(RuntimeError):
        apply()
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_answers_are_in_no_mail_and_no_line_of_the_log(apply, caplog):
    make_coach()
    canaries = {name: f"canary-{name}" for name in ("goal", "training", "obstacles", "found_through", "phone")}
    caplog.set_level("DEBUG")
    written = caplog.text + apply(**canaries)["Location"]
    for mail in OutgoingMail.objects.all():
        written += mail.subject + mail.text + mail.html
    assert "canary" not in written
    assert Application.objects.get().headline == "canary-goal"


def test_mail_to_the_applicant_quotes_nothing_she_wrote(apply):
    apply(name="Buy at http://spam.example")
    mail = OutgoingMail.objects.get(kind=OutgoingMail.Kind.APPLICATION_RECEIVED)
    assert "spam.example" not in mail.subject + mail.text + mail.html


def test_name_is_escaped_in_the_mail_to_the_coach(apply):
    make_coach()
    apply(name="<script>alert(1)</script>")
    mail = OutgoingMail.objects.get(kind=OutgoingMail.Kind.APPLICATION_NEW)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


def form_name(name: str) -> str:
    question = default_questions().get(name)
    return name_of(question) if question else name


@pytest.mark.parametrize("name", ["name", "email", "goal", "training", "days_per_week", "consent"])
def test_missing_answer_is_named(apply, name):
    response = apply(**{name: ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert "One answer needs another look." in html
    field = form_name(name)
    target = f"id_{field}_0" if name == "days_per_week" else f"id_{field}"
    assert f'<a href="#{target}">' in html
    assert f'id="{target}"' in html
    assert f'id="id_{field}_error"' in html
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "nadia"),
        ("email", "nadia@example.org\r\nBcc: thief@example.org"),
        ("days_per_week", "0"),
        ("days_per_week", "8"),
        ("days_per_week", "often"),
        ("goal", "x" * 3001),
        ("training", "x" * 3001),
        ("obstacles", "x" * 3001),
        ("found_through", "x" * 301),
        ("name", "x" * 121),
        ("phone", "1" * 41),
        ("goal", "with a \x00 in it"),
    ],
)
def test_answer_that_cannot_be_is_refused(apply, name, value):
    assert apply(**{name: value}).status_code == 422
    assert not Application.objects.exists()


def test_refused_form_keeps_what_was_written_and_escapes_it(apply):
    html = apply(email="nope", goal="Lift <b>more</b>").content.decode()
    assert "Lift &lt;b&gt;more&lt;/b&gt;</textarea>" in html
    assert 'value="nope"' in html


def test_filled_trap_is_kept_and_marked(apply):
    make_coach()
    assert apply(homepage_url="https://spam.example").status_code == 303
    application = Application.objects.suspected().get()
    assert application.name == "Nadia Sommer"
    to_coach = OutgoingMail.objects.get()
    assert to_coach.kind == OutgoingMail.Kind.APPLICATION_NEW
    assert to_coach.subject.endswith("(suspected spam)")


def test_sixth_application_within_the_hour_waits(apply):
    for number in range(5):
        assert apply(goal=f"Goal {number}", email=f"n{number}@example.org").status_code == 303
    response = apply(goal="Goal <six>", email="n6@example.org")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "Goal &lt;six&gt;</textarea>" in response.content.decode()
    assert Application.objects.count() == 5


def test_flood_to_one_address_is_counted_over_all_networks(apply):
    for number in range(5):
        apply(goal=f"Goal {number}", email="Nadia@example.org")
        Application.objects.update(address=f"192.0.2.{number}")
    assert apply(goal="One more").status_code == 429


def test_hour_later_there_is_room_again(apply):
    for number in range(5):
        apply(goal=f"Goal {number}")
    Application.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert apply(goal="One more").status_code == 303


def test_same_answers_again_lead_to_the_first(apply):
    make_coach()
    first = apply()
    second = apply(goal=f"  {ANSWERS['goal'].upper()} ")
    assert (second.status_code, Application.objects.count()) == (303, 1)
    assert second["Location"].split(".")[0] == first["Location"].split(".")[0]
    assert OutgoingMail.objects.count() == 2


def test_same_answers_of_somebody_else_are_another_application(apply):
    apply()
    apply(email="kim@example.org")
    assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_twenty_posts_at_once_are_one_application(apply):
    make_coach()
    default_questions()
    start = threading.Barrier(20)
    statuses: list[int] = []

    def work() -> None:
        start.wait()
        try:
            statuses.append(apply().status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 20
    assert Application.objects.count() == 1
    assert OutgoingMail.objects.count() == 2


def test_origin_alone_is_enough(apply):
    assert apply(headers={"Origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://thief.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://thief.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_post_from_elsewhere_is_refused(apply, headers):
    assert apply(headers=headers).status_code == 403
    assert not Application.objects.exists()


def test_post_without_headers_gets_its_text_back_to_send_again(apply):
    html = apply(headers={}, goal="Lift <b>more</b>").content.decode()
    assert "Lift &lt;b&gt;more&lt;/b&gt;</textarea>" in html
    assert "Please send it once more." in html
    assert "checked" in html.split('value="3"')[1][:80]
    assert "checked" not in html.split('name="consent"')[1][:200]


def test_form_cannot_set_what_is_not_asked(apply):
    apply(stage="accepted", is_suspected_spam="on", consent_text="none", created_at="2000-01-01")
    application = Application.objects.get()
    assert application.stage == "new"
    assert application.consent_text == str(CONSENT)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)("/apply/").status_code == 405


def hidden(comment: Comment) -> str:
    return f'<input type="hidden" name="comment" value="{comment.pk}"'


@pytest.fixture
def invited(db) -> Comment:
    """The comment below which the coach linked to the form."""
    fields = {"name": "Ottilie", "email": "ottilie@example.org", "text": "How do I sign up?"}
    return make_comment(pk=987_654, **fields)


def test_application_records_the_comment_it_came_from(client, apply, invited):
    html = client.get(f"/apply/?comment={invited.pk}").content.decode()
    assert hidden(invited) in html
    apply(comment=str(invited.pk))
    assert Application.objects.get().came_from_comment == invited


def test_application_records_the_article_of_the_comment(apply, invited):
    apply(comment=str(invited.pk), article=str(make_post().pk))
    assert Application.objects.get().came_from_post == invited.post


def test_application_records_the_offer_it_came_by(client, apply):
    offer, post = make_offer("challenge", target="/apply/"), make_post("knees")
    way = client.get("/go/challenge/", headers={"Referer": "http://testserver/knees/", "User-Agent": "Firefox"})[
        "Location"
    ]
    html = client.get(way).content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("offer", "article")}
    apply(**fields)
    application = Application.objects.get()
    assert (application.came_from_offer, application.came_from_post) == (offer, post)


@pytest.mark.parametrize("slug", ["gone", "../x", "<script>", "\0", "7" * 400])
def test_offer_that_is_none_costs_no_application(client, apply, slug):
    assert client.get("/apply/", {"offer": slug}).status_code == 200
    apply(offer=slug)
    assert Application.objects.get().came_from_offer is None


def test_application_records_the_article_it_came_from(client, apply):
    post = make_post(pk=987_653)
    html = client.get(f"/apply/?article={post.pk}").content.decode()
    assert f'<input type="hidden" name="article" value="{post.pk}"' in html
    assert '<meta name="robots" content="noindex">' in html
    apply(article=str(post.pk))
    application = Application.objects.get()
    assert (application.came_from_post, application.came_from_comment) == (post, None)


def test_offer_that_has_ended_meanwhile_is_recorded(apply):
    offer = make_offer("month", ends_at=timezone.now() - timedelta(minutes=1))
    apply(offer="month")
    assert Application.objects.get().came_from_offer == offer


def test_offer_that_has_not_begun_is_ignored(client, apply):
    make_offer("month", starts_at=timezone.now() + timedelta(days=1))
    assert client.get("/apply/?offer=month").content == client.get("/apply/").content
    apply(offer="month")
    assert Application.objects.get().came_from_offer is None


def test_application_outlives_its_offer(apply):
    offer = make_offer("month")
    apply(offer="month")
    offer.delete()
    assert Application.objects.get().came_from_offer is None


def test_article_that_is_not_public_yet_is_ignored(client, apply):
    planned = make_post(published_at=timezone.now() + timedelta(days=1))
    draft = make_post(state="draft")
    for post in (planned, draft):
        assert client.get(f"/apply/?article={post.pk}").content == client.get("/apply/").content
        apply(article=str(post.pk), goal=f"Article {post.pk}")
    assert not Application.objects.exclude(came_from_post=None).exists()


def test_address_fills_in_nothing_but_where_one_came_from(client, invited):
    plain = client.get("/apply/").content
    assert client.get(f"/apply/?name=Canary&asked=1&{form_name('goal')}=Canary&consent=on").content == plain


def test_application_records_a_private_question(apply):
    question = make_comment(state="held", is_private=True)
    apply(comment=str(question.pk))
    assert Application.objects.get().came_from_comment == question


def test_application_without_a_comment_came_from_none(apply, invited):
    apply()
    assert Application.objects.get().came_from_comment is None


def test_nothing_of_the_comment_is_shown_or_filled_in(client, invited):
    plain = client.get("/apply/").content.decode()
    html = client.get(f"/apply/?comment={invited.pk}").content.decode()
    empty = '<input type="hidden" name="comment"'
    assert html.replace(hidden(invited), empty).replace('<meta name="robots" content="noindex">', "") == plain


def test_page_of_an_invitation_is_the_same_bytes_for_everyone(client, invited):
    first = Client().get(f"/apply/?comment={invited.pk}")
    client.force_login(make_coach())
    second = client.get(f"/apply/?comment={invited.pk}")
    assert first.content == second.content
    assert not second.cookies
    assert "Cookie" not in second.get("Vary", "")


def test_page_of_an_invitation_is_kept_out_of_indexes(client, invited, settings):
    html = client.get(f"/apply/?comment={invited.pk}").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/apply/">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in client.get("/apply/").content.decode()


MALFORMED = ["", "0", "-1", "1.5", "x", "987654x", "987654\x00", "²", "9" * 30, "9" * 5000, "' OR 1=1 --"]


@pytest.mark.parametrize("name", ["comment", "article", "offer"])
@pytest.mark.parametrize("value", [*MALFORMED, "987655"])
def test_source_that_there_is_not_leaves_the_page_plain(client, invited, name, value):
    assert client.get("/apply/", {name: value}).content == client.get("/apply/").content


@pytest.mark.parametrize("name", ["comment", "article", "offer"])
@pytest.mark.parametrize("value", [*MALFORMED, "987655"])
def test_source_that_there_is_not_costs_no_application(apply, invited, name, value):
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
def test_comment_that_no_reader_has_there_is_ignored(client, apply, make):
    comment = make()
    assert client.get(f"/apply/?comment={comment.pk}").content == client.get("/apply/").content
    apply(comment=str(comment.pk))
    assert Application.objects.get().came_from_comment is None


def test_refused_form_keeps_where_it_came_from(apply, invited):
    response = apply(comment=str(invited.pk), email="nope")
    assert response.status_code == 422
    assert hidden(invited) in response.content.decode()


def test_post_without_headers_keeps_where_it_came_from(apply, invited):
    response = apply(headers={}, comment=str(invited.pk))
    assert response.status_code == 403
    assert hidden(invited) in response.content.decode()


def test_flood_keeps_where_it_came_from(apply, invited):
    for number in range(5):
        apply(goal=f"Goal {number}")
    response = apply(goal="One more", comment=str(invited.pk))
    assert response.status_code == 429
    assert hidden(invited) in response.content.decode()


def test_refused_form_hands_on_no_comment_that_there_is_not(apply):
    html = apply(email="nope", comment="<b>7</b>").content.decode()
    assert '<input type="hidden" name="comment" data-draft-source id="id_comment">' in html


def test_same_answers_from_elsewhere_lead_to_the_first(apply, invited):
    apply()
    assert apply(comment=str(invited.pk)).status_code == 303
    assert Application.objects.get().came_from_comment is None


def test_comment_is_in_no_mail(apply, invited):
    make_coach()
    apply(comment=str(invited.pk))
    mails = OutgoingMail.objects.all()
    assert {mail.kind for mail in mails} == {OutgoingMail.Kind.APPLICATION_NEW, OutgoingMail.Kind.APPLICATION_RECEIVED}
    written = "".join(mail.subject + mail.text + mail.html for mail in mails)
    for told in (str(invited.pk), invited.name, invited.email, invited.text):
        assert told not in written


def test_application_outlives_its_comment(apply, invited):
    apply(comment=str(invited.pk))
    invited.delete()
    assert Application.objects.get().came_from_comment is None


def test_comment_deleted_while_it_is_sent_costs_no_application(rf, invited):
    form = ApplicationForm(make_posted(comment=invited.pk))
    assert form.is_valid()
    Comment.objects.all().delete()
    submit(form, rf.post("/apply/"))
    connection.check_constraints()
    assert Application.objects.get().came_from_comment is None


def test_article_deleted_while_it_is_sent_costs_no_application(rf):
    form = ApplicationForm(make_posted(article=make_post().pk))
    assert form.is_valid()
    Post.objects.all().delete()
    submit(form, rf.post("/apply/"))
    connection.check_constraints()
    assert Application.objects.get().came_from_post is None
