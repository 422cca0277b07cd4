from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision, ScreeningRules
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

WORDS = {"name": "Nadia", "email": "nadia@example.org", "text": "How many sets?", "website": "", "parent": ""}


@pytest.fixture
def post():
    return make_post("strong-hips")


def send(client, slug="strong-hips", **words):
    return client.post(f"/{slug}/comments/new/", {**WORDS, **words})


def assert_refused(response, sentence, status=422, text="How many sets?"):
    """Nothing is stored, the reader is told why, and the text is still in the form."""
    assert not Comment.objects.filter(name="Nadia").exists()
    assert response.status_code == status
    assert sentence in response.text
    assert f"{text}</textarea>" in response.text


def test_comment_is_kept_held_and_shown_to_its_writer(reader, post):
    response = send(reader, text="How many <b>sets</b>?")
    comment = Comment.objects.get()
    assert (comment.state, comment.name, comment.email) == ("held", "Nadia", "nadia@example.org")
    assert (comment.post, comment.parent, comment.address) == (post, None, "127.0.0.1")
    assert (response.status_code, not response.cookies) == (303, True)
    page = reader.get(response["Location"]).text
    assert "awaiting moderation" in page
    assert "How many <b>sets</b>?" in page


def test_reply_hangs_below_what_it_answers(reader, post):
    first = make_comment(post)
    send(reader, parent=first.pk)
    reply = Comment.objects.get(name="Nadia")
    assert (reply.parent, reply.thread) == (first, first)


def test_reader_of_the_form_is_led_to_the_article(reader, post):
    response = reader.get("/strong-hips/comments/new/")
    assert (response.status_code, response["Location"]) == (302, "/strong-hips/#respond")


def test_page_opened_before_the_article_moved_still_sends(reader, post):
    post.move_to("stronger-hips")
    assert send(reader).status_code == 303
    assert Comment.objects.get().post == post


def test_same_words_again_lead_to_the_public_first(reader, post):
    first = make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?")
    response = send(reader, name="NADIA", text="How  many sets? ")
    assert (response.status_code, response["Location"]) == (303, f"/comments/{first.pk}/")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("state", ["held", "spam"])
def test_same_words_again_tell_nothing_of_a_first_that_is_not_public(reader, post, state):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state=state)
    response = send(reader)
    assert (response.status_code, response["Location"]) == (303, "/comments/received/")
    assert "sets" not in reader.get("/comments/received/").text
    assert Comment.objects.count() == 1


def test_what_is_in_the_bin_can_be_said_again(reader, post):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state="binned")
    send(reader)
    assert Comment.objects.held().count() == 1


def test_trapped_bot_sees_what_a_reader_sees_and_is_kept_as_spam(reader, post, run_tasks):
    response = send(reader, homepage_url="https://spam.example")
    comment = Comment.objects.get()
    assert (comment.state, comment.decisions.get().decider) == ("spam", Decision.Decider.RULE)
    assert "awaiting moderation" in reader.get(response["Location"]).text
    assert run_tasks() == []


def test_comment_and_its_screening_commit_together(reader, post, run_tasks):
    send(reader)
    assert Comment.objects.get().screening_due_at <= timezone.now()
    run_tasks(raise_failures=True)
    assert Comment.objects.get().screened_at


def test_email_is_kept_in_lower_case_and_website_with_its_scheme(reader, post):
    send(reader, email="Nadia@Example.ORG", website="example.org")
    comment = Comment.objects.get()
    assert (comment.email, comment.website) == ("nadia@example.org", "https://example.org")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "private"},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_article_that_is_not_public_looks_like_none(reader, fields):
    make_post("strong-hips", **fields)
    assert send(reader).status_code == 404
    assert send(Client()).status_code == 404
    assert reader.get("/strong-hips/comments/new/").status_code == 404


def test_deleted_article_takes_no_comment(reader, post):
    post.delete()
    assert send(reader).status_code == 404


def test_closed_article_takes_no_comment(reader):
    make_post("strong-hips", are_comments_open=False)
    response = send(reader)
    assert response.status_code == 422
    assert "Comments on this article are closed." in response.text
    assert "How many sets?" in response.text
    assert not Comment.objects.exists()


def test_old_article_closes_by_its_age(reader):
    ScreeningRules.objects.create(pk=1, close_after_days=14)
    make_post("old", published_at=timezone.now() - timedelta(days=15))
    make_post("new", published_at=timezone.now() - timedelta(days=13))
    assert send(reader, "old").status_code == 422
    assert send(reader, "new").status_code == 303


def test_answer_to_another_article_is_sent_as_a_comment_of_its_own(reader, post):
    elsewhere = make_comment()
    response = send(reader, parent=elsewhere.pk)
    assert_refused(response, "The comment that you answer is not here any more.")
    assert f'value="{elsewhere.pk}"' not in response.text


@pytest.mark.parametrize("state", ["held", "spam", "binned"])
def test_hidden_comment_cannot_be_answered(reader, post, state):
    hidden = make_comment(post, state=state)
    assert_refused(send(reader, parent=hidden.pk), "The comment that you answer is not here any more.")


@pytest.mark.parametrize("parent", ["x", "-1", "9" * 40, "1; drop table"])
def test_parent_that_is_no_number_is_refused(reader, post, parent):
    assert_refused(send(reader, parent=parent), "The comment that you answer is not here any more.")


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("name", "n" * 245),
        ("email", "n" * 64 + "@" + "e" * 31 + ".org"),
        ("website", "https://example.org/" + "w" * 180),
        ("text", "ü" * 32_762 + "x"),
    ],
)
def test_length_ends_where_wordpress_ends_it(reader, post, field, longest):
    too_long = longest.replace("@", "@e") if field == "email" else longest + "w"
    assert send(reader, **{field: too_long}).status_code == 422
    assert not Comment.objects.exists()
    assert send(reader, **{field: longest}).status_code == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n "),
        ("text", "\u200b\u200b"),
        ("text", "a\x00b"),
        ("text", "a\x1bb"),
        ("name", ""),
        ("name", "\u200b"),
        ("name", "Na\x00dia"),
        ("name", "Nadia\r\nBcc: all@example.org"),
        ("name", "\u202eaidaN"),
        ("email", ""),
        ("email", "nadia"),
        ("email", "nadia@example.org\nBcc: all@example.org"),
        ("email", "nadia@exa\x00mple.org"),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
        ("website", "ftp://example.org"),
        ("website", "https://exa\x00mple.org"),
        ("homepage_url", "a\x00b"),
    ],
)
def test_what_cannot_stand_there_is_refused_with_a_sentence(reader, post, field, value):
    response = send(reader, **{field: value})
    assert response.status_code == 422
    assert 'class="errorlist"' in response.text
    assert not Comment.objects.exists()


def test_control_character_is_found_by_the_words_before_it(reader, post):
    response = send(reader, text="Three sets\x0bor four?")
    assert "cannot be shown after “Three sets”" in response.text


def test_emoji_and_line_breaks_are_kept_as_written(reader, post):
    send(reader, text="Danke 💪🏽\n\n\tgruß", name="Zoë 👩‍🔬")
    comment = Comment.objects.get()
    assert (comment.text, comment.name) == ("Danke 💪🏽\n\n\tgruß", "Zoë 👩‍🔬")


def test_script_never_reaches_the_page(reader, post):
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    response = send(reader, name=script, text=f"Hello {script}", email=f"{script}@example.org")
    assert script not in response.text
    private = reader.get(send(reader, name=script, text=f"Hello {script}")["Location"]).text
    assert "<script>alert" not in private
    assert "onerror" not in private.replace("onerror=alert(1)&gt;", "")


def test_flood_from_one_address_waits_fifteen_seconds(reader, post):
    make_comment(post, address="127.0.0.1", created_at=timezone.now() - timedelta(seconds=14))
    response = send(reader)
    assert_refused(response, "You are sending comments too quickly.", status=429)
    assert response["Retry-After"] == "15"


def test_flood_under_one_email_waits_wherever_it_comes_from(reader, post):
    make_comment(post, email="nadia@example.org", address="203.0.113.9", created_at=timezone.now())
    assert_refused(send(reader), "You are sending comments too quickly.", status=429)


def test_after_fifteen_seconds_the_reader_goes_on(reader, post):
    make_comment(post, address="127.0.0.1", created_at=timezone.now() - timedelta(seconds=16))
    assert send(reader).status_code == 303


def test_twenty_in_an_hour_are_a_flood(reader, post):
    for number in range(20):
        make_comment(post, address="127.0.0.1", created_at=timezone.now() - timedelta(minutes=1 + number))
    assert_refused(send(reader), "You are sending comments too quickly.", status=429)


def test_others_are_not_held_up_by_a_flood(reader, post):
    make_comment(post, address="203.0.113.9", created_at=timezone.now())
    assert send(reader).status_code == 303


def test_same_words_again_are_no_flood(reader, post):
    send(reader)
    assert send(reader)["Location"] == "/comments/received/"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://shop.testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_post_from_elsewhere_is_refused_and_its_text_given_back(post, headers):
    assert_refused(send(Client(enforce_csrf_checks=True, headers=headers)), "Nothing was sent yet", status=403)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_post_from_this_site_needs_no_cookie(post, headers):
    response = send(Client(enforce_csrf_checks=True, headers=headers))
    assert (response.status_code, Comment.objects.count()) == (303, 1)
    assert not response.cookies


def test_staff_who_are_signed_in_are_guests_here(reader, post):
    coach = make_coach(email="mara@example.org")
    reader.force_login(coach)
    response = send(reader, name="Mara Lindt", email="mara@example.org")
    comment = Comment.objects.get()
    assert (comment.author, comment.state) == (None, "held")
    assert "please sign in" in reader.get(response["Location"]).text
    assert "Cookie" not in response.get("Vary", "")


def test_address_behind_no_trusted_proxy_cannot_be_claimed(reader, post):
    reader.post("/strong-hips/comments/new/", WORDS, headers={"X-Forwarded-For": "203.0.113.9"})
    assert Comment.objects.get().address == "127.0.0.1"


def test_no_bytes_of_a_request_break_it(reader, post):
    response = reader.post(
        "/strong-hips/comments/new/", WORDS, headers={"User-Agent": "a\x00b\udcff" * 200, "Referer": "\x00x"}
    )
    assert response.status_code == 303


def test_other_methods_are_refused(reader, post):
    assert reader.put("/strong-hips/comments/new/").status_code == 405
