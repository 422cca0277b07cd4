import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import Post
from comments.models import Comment, Decision, ScreeningRules
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

WORDS = {"name": "Nadia", "email": "nadia@example.org", "text": "How many sets?", "website": "", "parent": ""}


@pytest.fixture
def post():
    return make_post("strong-hips")


def send(client, slug="strong-hips", **fields):
    return client.post(f"/{slug}/comments/new/", {**WORDS, **fields})


def assert_refused(response, sentence, status=422, text="How many sets?"):
    """Nothing is stored, the page says why, and the form still has the text."""
    assert not Comment.objects.filter(name="Nadia").exists()
    assert response.status_code == status
    assert sentence in response.text
    assert f"{text}</textarea>" in response.text


def test_comment_is_stored_as_held_and_shown_to_its_author(reader, post):
    response = send(reader, text="How many <b>sets</b>?")
    comment = Comment.objects.get()
    assert (comment.state, comment.name, comment.email) == ("held", "Nadia", "nadia@example.org")
    assert (comment.post, comment.parent, comment.ip_address) == (post, None, "127.0.0.1")
    assert (response.status_code, not response.cookies) == (303, True)
    page = reader.get(response["Location"]).text
    assert "awaiting moderation" in page
    assert "How many <b>sets</b>?" in page


def test_reply_is_stored_in_the_thread_of_its_parent(reader, post):
    first = make_comment(post)
    send(reader, parent=first.pk)
    reply = Comment.objects.get(name="Nadia")
    assert (reply.parent, reply.thread) == (first, first)


def test_get_redirects_to_the_form_of_the_article(reader, post):
    response = reader.get("/strong-hips/comments/new/")
    assert (response.status_code, response["Location"]) == (302, "/strong-hips/#respond")


def test_form_opened_before_a_slug_change_is_accepted(reader, post):
    post.move_to("stronger-hips")
    assert send(reader).status_code == 303
    assert Comment.objects.get().post == post


def test_repeated_comment_redirects_to_the_public_first_one(reader, post):
    first = make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?")
    response = send(reader, name="NADIA", text="How  many sets? ")
    assert (response.status_code, response["Location"]) == (303, f"/comments/{first.pk}/")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("state", ["held", "spam"])
def test_repeated_comment_reveals_no_hidden_first_one(reader, post, state):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state=state)
    response = send(reader)
    assert (response.status_code, response["Location"]) == (303, "/comments/received/")
    assert "sets" not in reader.get("/comments/received/").text
    assert Comment.objects.count() == 1


def test_binned_comment_can_be_posted_again(reader, post):
    make_comment(post, name="Nadia", email="nadia@example.org", text="How many sets?", state="binned")
    send(reader)
    assert Comment.objects.held().count() == 1


def test_filled_honeypot_is_stored_as_spam_with_the_usual_response(reader, post, run_tasks):
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


def test_email_is_stored_in_lower_case_and_website_with_a_scheme(reader, post):
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
def test_comment_on_a_hidden_article_is_not_found(reader, fields):
    make_post("strong-hips", **fields)
    assert send(reader).status_code == 404
    assert send(Client()).status_code == 404
    assert reader.get("/strong-hips/comments/new/").status_code == 404


def test_comment_on_a_deleted_article_is_not_found(reader, post):
    post.delete()
    assert send(reader).status_code == 404


def test_comment_on_a_closed_article_is_refused(reader):
    make_post("strong-hips", are_comments_open=False)
    response = send(reader)
    assert response.status_code == 422
    assert "Comments on this article are closed, so yours was not sent." in response.text
    assert "How many sets?" in response.text
    assert not Comment.objects.exists()


def test_comment_on_an_old_article_is_refused(reader):
    ScreeningRules.objects.create(pk=1, close_after_days=14)
    make_post("old", published_at=timezone.now() - timedelta(days=15))
    make_post("new", published_at=timezone.now() - timedelta(days=13))
    assert send(reader, "old").status_code == 422
    assert send(reader, "new").status_code == 303


def test_reply_to_a_comment_of_another_article_is_refused(reader, post):
    elsewhere = make_comment()
    response = send(reader, parent=elsewhere.pk)
    assert_refused(response, "The comment you are replying to is gone.")
    assert f'value="{elsewhere.pk}"' not in response.text


@pytest.mark.parametrize("state", ["held", "spam", "binned"])
def test_reply_to_a_hidden_comment_is_refused(reader, post, state):
    hidden = make_comment(post, state=state)
    assert_refused(send(reader, parent=hidden.pk), "The comment you are replying to is gone.")


@pytest.mark.parametrize("parent", ["x", "-1", "9" * 40, "1; drop table"])
def test_invalid_parent_is_refused(reader, post, parent):
    assert_refused(send(reader, parent=parent), "The comment you are replying to is gone.")


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("name", "n" * 245),
        ("email", "n" * 64 + "@" + "e" * 31 + ".org"),
        ("website", "https://example.org/" + "w" * 180),
        ("text", "ü" * 32_762 + "x"),
    ],
)
def test_length_limits_are_those_of_wordpress(reader, post, field, longest):
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
def test_invalid_field_is_refused(reader, post, field, value):
    response = send(reader, **{field: value})
    assert response.status_code == 422
    assert 'class="errorlist"' in response.text
    assert not Comment.objects.exists()


def test_refused_comment_has_a_summary_that_links_to_its_fields(reader, post):
    page = send(reader, email="nadia", name="").text
    summary = page.partition('role="alert"')[2].partition("</div>")[0]
    assert "Please check 2 fields." in summary
    assert '<a href="#id_name">Name</a>' in summary
    assert '<a href="#id_email">E-mail</a>' in summary


def test_comment_is_for_everyone_unless_its_reader_chooses_otherwise(reader, post):
    send(reader, is_private="")
    assert not Comment.objects.get().is_private


def test_private_question_stays_private_when_its_form_comes_back(reader, post):
    page = send(reader, is_private="on", email="nadia").text
    assert re.search(r'value="on"[^>]* checked', page)


def test_unknown_choice_of_readers_is_refused(reader, post):
    assert_refused(send(reader, is_private="perhaps"), "Please check one field.")


def test_error_quotes_the_text_before_a_control_character(reader, post):
    response = send(reader, text="Three sets\x0bor four?")
    assert "after “Three sets” that can’t be displayed" in response.text


def test_emoji_and_line_breaks_are_stored_unchanged(reader, post):
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


TOO_MUCH = "That was a lot in a short time."


def just_now(**fields):
    make_comment(Post.objects.get(), **{"email": "nadia@example.org", "created_at": timezone.now(), **fields})


def test_second_comment_within_fifteen_seconds_is_refused(reader, post):
    just_now(ip_address="127.0.0.1", created_at=timezone.now() - timedelta(seconds=4))
    response = send(reader)
    assert_refused(response, TOO_MUCH, status=429)
    assert response["Retry-After"] in ("10", "11")
    assert f"please wait {response['Retry-After']} seconds" in response.text


def test_another_email_at_the_same_ip_address_is_accepted(reader, post):
    just_now(ip_address="127.0.0.1", email="mik@example.org")
    assert send(reader).status_code == 303


def test_same_email_at_another_ip_address_is_accepted(reader, post):
    just_now(ip_address="203.0.113.9")
    assert send(reader).status_code == 303


def test_ip_addresses_of_one_ipv6_network_share_a_limit(post):
    just_now(ip_address="2001:db8:1:2::7")
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="2001:db8:1:2:aaaa:bbbb:cccc:dddd")
    assert_refused(send(client), TOO_MUCH, status=429)


def test_another_ipv6_network_is_accepted(post):
    just_now(ip_address="2001:db8:1:2::7")
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="2001:db8:1:3::7")
    assert send(client).status_code == 303


@pytest.mark.parametrize(
    ("rows", "seconds_apart"), [(10, 1), (200, 17)], ids=["ten in fifteen seconds", "two hundred in an hour"]
)
def test_ip_address_with_many_names_is_limited(reader, post, rows, seconds_apart):
    for number in range(rows):
        then = timezone.now() - timedelta(seconds=number * seconds_apart)
        just_now(ip_address="127.0.0.1", email=f"name{number}@example.org", created_at=then)
    assert_refused(send(reader), TOO_MUCH, status=429)


def test_email_from_many_ip_addresses_is_limited(reader, post):
    for number in range(60):
        just_now(ip_address=f"203.0.113.{number}")
    assert_refused(send(reader), TOO_MUCH, status=429)


def test_comment_after_fifteen_seconds_is_accepted(reader, post):
    just_now(ip_address="127.0.0.1", created_at=timezone.now() - timedelta(seconds=16))
    assert send(reader).status_code == 303


def test_twenty_comments_of_a_reader_within_an_hour_are_a_flood(reader, post):
    for number in range(20):
        just_now(ip_address="127.0.0.1", created_at=timezone.now() - timedelta(minutes=1 + number))
    assert_refused(send(reader), TOO_MUCH, status=429)


def test_flood_does_not_limit_others(reader, post):
    make_comment(post, ip_address="203.0.113.9", created_at=timezone.now())
    assert send(reader).status_code == 303


def test_repeated_comment_is_no_flood(reader, post):
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
def test_post_from_another_site_is_refused_with_its_text(post, headers):
    assert_refused(send(Client(enforce_csrf_checks=True, headers=headers)), "Nothing has been sent yet", status=403)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_post_from_this_site_needs_no_cookie(post, headers):
    response = send(Client(enforce_csrf_checks=True, headers=headers))
    assert (response.status_code, Comment.objects.count()) == (303, 1)
    assert not response.cookies


def test_signed_in_staff_comment_as_guests(reader, post):
    coach = make_coach(email="mara@example.org")
    reader.force_login(coach)
    response = send(reader, name="Mara Lindt", email="mara@example.org")
    comment = Comment.objects.get()
    assert (comment.author, comment.state) == (None, "held")
    assert "please sign in" in reader.get(response["Location"]).text
    assert "Cookie" not in response.get("Vary", "")


def test_forwarded_ip_address_of_an_untrusted_proxy_is_ignored(reader, post):
    reader.post("/strong-hips/comments/new/", WORDS, headers={"X-Forwarded-For": "203.0.113.9"})
    assert Comment.objects.get().ip_address == "127.0.0.1"


def test_odd_bytes_in_headers_are_accepted(reader, post):
    response = reader.post(
        "/strong-hips/comments/new/", WORDS, headers={"User-Agent": "a\x00b\udcff" * 200, "Referer": "\x00x"}
    )
    assert response.status_code == 303


def test_other_methods_are_not_allowed(reader, post):
    assert reader.put("/strong-hips/comments/new/").status_code == 405
