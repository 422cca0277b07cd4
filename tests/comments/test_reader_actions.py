"""What readers can do with their own comment on its private page."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from comments import reader_actions, unanswered
from comments.models import Comment, Decision, MailRecipient, ScreeningRules
from comments.moderation import actions as moderation
from comments.notifications import readers as reader_notifications
from core import tokens
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from tests import akismet_server as says
from tests.factories import make_answer, make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

ACTIONS = ["edit", "email", "link", "name", "private", "take-back"]


@pytest.fixture
def post():
    return make_post("hips", author=make_coach(email="mara@example.org"))


@pytest.fixture
def add_comment(post):
    def add_comment(**fields) -> Comment:
        data = {"name": "Nadia Sommer", "email": "nadia@example.org", "text": "Old words.", "state": "held"}
        return make_comment(post, **{"created_at": timezone.now(), **data, **fields})

    return add_comment


def act(client, comment, action, **data):
    response = client.post(f"{comment.private_url}{action}/", data)
    comment.refresh_from_db()
    return response


def assert_refused(response, sentence):
    assert response.status_code == 422
    assert sentence in response.text


# Links


@pytest.mark.parametrize("action", ACTIONS)
def test_get_changes_nothing(reader, add_comment, action):
    comment = add_comment(state="approved")
    before = Comment.objects.values().get(pk=comment.pk)
    reader.get(f"{comment.private_url}{action}/")
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_token_for_another_purpose_is_not_found(reader, add_comment, action):
    comment = add_comment()
    token = tokens.sign("mail.stop", comment.pk)
    assert reader.post(f"/comments/mine/{token}/{action}/").status_code == 404
    assert Comment.objects.get().state == "held"


@pytest.mark.parametrize("action", ACTIONS)
def test_expired_token_is_not_found(reader, add_comment, action, monkeypatch):
    url = add_comment().private_url
    later = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert reader.post(f"{url}{action}/").status_code == 404


def test_token_with_a_changed_byte_is_not_found(reader, add_comment):
    url = add_comment().private_url
    start = len("/comments/mine/")
    for place in range(start, len(url) - 1):
        other = "A" if url[place] != "A" else "B"
        forged = url[:place] + other + url[place + 1 :]
        assert reader.post(f"{forged}take-back/").status_code == 404
    assert Comment.objects.get().state == "held"


@pytest.mark.parametrize("action", ACTIONS)
def test_post_from_another_site_is_refused_with_its_text(add_comment, action):
    comment = add_comment()
    foreign = Client(
        enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    response = act(foreign, comment, action, text="Evil words.", email="evil@example.org")
    assert (response.status_code, comment.state, comment.text) == (403, "held", "Old words.")
    assert "no-store" in response["Cache-Control"]


def test_page_says_what_was_done(reader, add_comment):
    response = act(reader, add_comment(), "edit", text="New words.")
    assert response.status_code == 303
    assert not response.cookies
    page = reader.get(response["Location"])
    assert "Your comment has been changed." in page.text
    assert "no-store" in page["Cache-Control"]


# Editing


def test_edit_of_a_held_comment_is_screened_again(reader, add_comment, run_tasks):
    comment = add_comment()
    act(reader, comment, "edit", text="Can I sign up?")
    assert (comment.text, comment.html, comment.state) == ("Can I sign up?", "<p>Can I sign up?</p>", "held")
    assert comment.triage == {"wishes": ["sign up"]}
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.screened_at


def test_edit_of_a_public_comment_is_public_after_screening(reader, add_comment, run_tasks):
    comment = add_comment(state="approved")
    act(reader, comment, "edit", text="New words.")
    assert "New words." not in reader.get("/hips/").text
    assert "Old words." in reader.get("/hips/").text
    assert "New words." in reader.get(comment.private_url).text
    run_tasks(raise_failures=True)
    assert "New words." in reader.get("/hips/").text
    assert "Old words." not in reader.get("/hips/").text


def test_edit_with_links_leaves_the_old_text_public(reader, add_comment, run_tasks):
    comment = add_comment(state="approved")
    act(reader, comment, "edit", text="Look: https://a.example and https://b.example")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("approved", "Old words.")
    assert "a.example" not in reader.get("/hips/").text


def test_edit_that_akismet_calls_spam_leaves_the_old_text_public(reader, add_comment, run_tasks, akismet_server):
    comment = add_comment(state="approved")
    akismet_server.reply = says.SPAM
    act(reader, comment, "edit", text="New words.")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.pending_text) == ("approved", "Old words.", "New words.")


def test_coach_sees_both_texts_and_accepts_the_edit(client, reader, add_comment, post):
    comment = add_comment(state="approved")
    act(reader, comment, "edit", text="Look: https://a.example and https://b.example")
    client.force_login(post.author)
    card = client.get("/admin/comments/comment/?state=approved").text
    assert "Old words." in card
    assert "https://a.example" in card
    client.post(f"/admin/comments/comment/{comment.pk}/edit/", {"take": "1"})
    comment.refresh_from_db()
    assert (comment.text, comment.pending_text) == ("Look: https://a.example and https://b.example", "")


def test_coach_rejects_the_edit(client, reader, add_comment, post):
    comment = add_comment(state="approved")
    act(reader, comment, "edit", text="Buy pills.")
    client.force_login(post.author)
    client.post(f"/admin/comments/comment/{comment.pk}/edit/", {"take": "0"})
    comment.refresh_from_db()
    assert (comment.text, comment.pending_text, comment.screening_due_at) == ("Old words.", "", None)


def test_edit_is_refused_after_15_minutes(reader, add_comment):
    comment = add_comment(created_at=timezone.now() - timedelta(minutes=15))
    assert_refused(act(reader, comment, "edit", text="New words."), "too late")
    assert comment.text == "Old words."


def test_late_edit_is_shown_to_copy(reader, add_comment):
    comment = add_comment(created_at=timezone.now() - timedelta(minutes=15))
    assert "New words.</textarea>" in act(reader, comment, "edit", text="New words.").text


def test_edit_is_refused_after_an_answer(reader, add_comment):
    comment = add_comment(state="approved")
    make_answer(comment)
    assert_refused(act(reader, comment, "edit", text="New words."), "too late")


def test_edit_is_refused_after_a_private_answer(reader, add_comment, post):
    comment = add_comment(is_private=True)
    moderation.answer(comment, by=post.author, text="Rest first.")
    assert_refused(act(reader, comment, "edit", text="New words."), "too late")


def test_edit_that_repeats_another_comment_is_refused(reader, add_comment):
    first = add_comment(text="First words.")
    second = add_comment()
    assert_refused(act(reader, second, "edit", text=" first  WORDS."), "already posted the same text")
    assert (first.text, second.text) == ("First words.", "Old words.")


def test_second_edit_within_seconds_is_refused(reader, add_comment):
    comment = add_comment()
    act(reader, comment, "edit", text="New words.")
    assert_refused(act(reader, comment, "edit", text="Newer words."), "wait a few seconds")
    assert comment.text == "New words."


def test_empty_edit_is_refused(reader, add_comment):
    assert_refused(act(reader, add_comment(), "edit", text="\u200b"), "something that can be seen")


# Changing the e-mail address


def test_corrected_email_is_screened_again(reader, add_comment, run_tasks):
    comment = add_comment(state="approved")
    act(reader, comment, "email", email="Nadia.Sommer@example.org")
    assert comment.email == "nadia.sommer@example.org"
    assert comment.fingerprint == comment.make_fingerprint()
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_mistyped_email_is_deleted(reader, add_comment):
    comment = add_comment(email="nadja@example.org")
    MailRecipient.objects.register("nadja@example.org")
    reader_actions.change_email(comment, "nadia@example.org")
    assert [person.email for person in MailRecipient.objects.all()] == ["nadia@example.org"]


def test_email_used_by_another_comment_is_kept(reader, add_comment, clock):
    add_comment(email="nadja@example.org")
    MailRecipient.objects.register("nadja@example.org")
    clock(minutes=1)
    reader_actions.change_email(add_comment(email="nadja@example.org", text="Me again."), "nadia@example.org")
    assert MailRecipient.objects.filter(email="nadja@example.org").exists()


def test_email_of_staff_is_refused(reader, add_comment):
    comment = add_comment()
    assert_refused(act(reader, comment, "email", email="mara@example.org"), "belongs to someone who works here")
    assert comment.email == "nadia@example.org"


def test_invalid_email_is_refused(reader, add_comment):
    comment = add_comment()
    assert_refused(act(reader, comment, "email", email="nadia"), "such as name@example.org")
    assert comment.email == "nadia@example.org"


# The link by mail


def test_link_mail_quotes_nothing_of_the_reader(reader, add_comment):
    comment = add_comment(text="My canary sings.")
    act(reader, comment, "link")
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadia@example.org"
    assert "/comments/mine/" in mail.text
    assert not any(word in mail.text + mail.html + mail.subject for word in ("canary", "Nadia"))


def test_link_is_mailed_once(reader, add_comment):
    comment = add_comment()
    act(reader, comment, "link")
    assert_refused(act(reader, comment, "link"), "already sent the link to nadia@example.org")
    assert OutgoingMail.objects.count() == 1


def test_link_is_mailed_to_a_limited_number_of_addresses(reader, add_comment, clock):
    comment = add_comment()
    for number in range(4):
        act(reader, comment, "email", email=f"stranger{number}@example.org")
        clock(minutes=1)
        response = act(reader, comment, "link")
    assert_refused(response, "can’t send the link again")
    assert OutgoingMail.objects.count() == 3


def test_address_gets_a_limited_number_of_links_a_day(reader, add_comment):
    for number in range(6):
        response = act(reader, add_comment(text=f"Words {number}."), "link")
    assert_refused(response, "can’t send the link again")
    assert OutgoingMail.objects.count() == 5


# The first name only


@pytest.mark.parametrize("path", ["/hips/", "/feed/", "/hips/?replytocom={pk}", "/comments/{pk}/"])
def test_readers_see_only_the_first_name(reader, add_comment, path):
    comment = add_comment(state="approved")
    make_comment(parent=comment, text="Same here.")
    make_comment(parent=make_comment(parent=comment))
    act(reader, comment, "name", only="1")
    page = reader.get(path.format(pk=comment.pk), follow=True).text
    assert "Sommer" not in page
    if path == "/hips/":
        assert "Reply to Nadia" in page


def test_coach_sees_the_whole_name(client, add_comment, post):
    comment = add_comment(shows_first_name_only=True)
    client.force_login(post.author)
    assert "Nadia Sommer" in client.get("/admin/comments/comment/").text
    assert "Nadia Sommer" in client.get(f"/admin/comments/comment/{comment.pk}/change/").text


def test_whole_name_can_be_shown_again(reader, add_comment):
    comment = add_comment(state="approved", shows_first_name_only=True)
    act(reader, comment, "name", only="0")
    assert "Nadia Sommer" in reader.get("/hips/").text


def test_first_name_that_equals_the_coachs_is_refused(reader, add_comment):
    comment = add_comment(state="approved", name="Mara Sommer")
    assert_refused(act(reader, comment, "name", only="1"), "belongs to someone who works here")
    assert not comment.shows_first_name_only


# Withdrawing


def test_withdrawn_comment_is_hidden_and_its_answers_stay(reader, add_comment):
    comment = add_comment(state="approved", text="My canary sings.")
    make_answer(comment, text="Let it sing.")
    act(reader, comment, "take-back")
    assert comment.state == "binned"
    assert comment.decisions.get().decider == Decision.Decider.READER
    page = reader.get("/hips/").text
    assert "canary" not in page
    assert "Let it sing." in page
    assert "This comment is not shown." in page
    assert "You deleted your comment" in reader.get(comment.private_url).text


@pytest.mark.parametrize("verb", ["approve", "restore", "hold"])
def test_withdrawn_comment_cannot_be_restored(reader, add_comment, post, verb):
    comment = add_comment(state="approved")
    act(reader, comment, "take-back")
    with pytest.raises(RefusedError, match="deleted this comment"):
        moderation.moderate(comment, moderation.Verb(verb), by=post.author)


def test_screening_does_not_restore_a_withdrawn_comment(reader, add_comment, run_tasks):
    comment = add_comment()
    act(reader, comment, "edit", text="New words.")
    act(reader, comment, "take-back")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "binned"


def test_withdrawn_comment_can_be_posted_again(reader, add_comment):
    act(reader, add_comment(), "take-back")
    assert add_comment().state == "held"


# Asking privately


def test_database_refuses_to_publish_a_private_comment(add_comment):
    comment = add_comment(is_private=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        comment.decide("approved", decider=Decision.Decider.RULE)


def test_coach_cannot_publish_a_private_question(add_comment, post):
    with pytest.raises(RefusedError, match="made public"):
        moderation.moderate(add_comment(is_private=True), moderation.Verb.APPROVE, by=post.author)


def test_comment_made_private_is_held(reader, add_comment):
    comment = add_comment(state="approved", text="My canary sings.")
    comment.decide("approved", decider="person", person=comment.post.author)
    act(reader, comment, "private")
    assert (comment.state, comment.is_private) == ("held", True)
    assert unanswered.due().get() == comment
    assert "canary" not in reader.get("/hips/").text


def test_answered_comment_cannot_be_made_private(reader, add_comment):
    comment = add_comment(state="approved")
    make_answer(comment)
    assert_refused(act(reader, comment, "private"), "can’t be made private")
    assert not comment.is_private


def test_comment_with_a_repeated_edit_can_be_made_private(reader, add_comment):
    add_comment(state="approved", text="New words.")
    comment = add_comment(state="approved", pending_text="New words.")
    assert act(reader, comment, "private").status_code == 303
    assert (comment.is_private, comment.state, comment.text) == (True, "held", "New words.")
    assert comment.pending_text == ""


def test_private_question_is_not_sent_to_akismet(reader, post, run_tasks, akismet_server):
    data = {"name": "Nadia", "email": "nadia@example.org", "text": "My canary sings.", "is_private": "on"}
    reader.post("/hips/comments/new/", data)
    run_tasks(raise_failures=True)
    comment = Comment.objects.get()
    assert (comment.state, comment.is_private, comment.screening_due_at) == ("held", True, None)
    assert not akismet_server.requests


def test_private_question_of_a_known_reader_is_not_published(reader, add_comment, post, run_tasks):
    add_comment(state="approved", created_at=timezone.now() - timedelta(days=1))
    data = {"name": "Nadia Sommer", "email": "nadia@example.org", "text": "My canary sings.", "is_private": "on"}
    reader.post("/hips/comments/new/", data)
    run_tasks(raise_failures=True)
    assert Comment.objects.get(is_private=True).state == "held"


def test_rules_still_bin_a_private_question(reader, post, run_tasks):
    ScreeningRules.objects.create(pk=1, disallowed_words="pills")
    data = {"name": "Nadia", "email": "nadia@example.org", "text": "Buy pills.", "is_private": "on"}
    reader.post("/hips/comments/new/", data)
    run_tasks(raise_failures=True)
    assert Comment.objects.get().state == "binned"


def test_answer_to_a_private_question_is_private_and_mailed(reader, add_comment, post):
    comment = add_comment(is_private=True)
    answer = moderation.answer(comment, by=post.author, text="Let it sing.")
    assert (answer.state, answer.is_private, answer.author) == ("held", True, post.author)
    assert not unanswered.due().exists()
    assert "Let it sing." in reader.get(comment.private_url).text


def test_admin_shows_that_a_private_question_was_answered_privately(client, add_comment, post):
    comment = add_comment(is_private=True)
    client.force_login(post.author)
    moderation.answer(comment, by=post.author, text="Rest a week.")
    html = " ".join(client.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode().split())
    assert f"<strong>Kept private</strong> by {post.author.display_name} – Answered for the reader alone." in html
    assert f"<strong>Held</strong> by {post.author.display_name}" not in html


def test_admin_shows_that_a_held_comment_was_answered_by_mail(client, add_comment, recipient, post):
    comment = add_comment()
    client.force_login(post.author)
    moderation.answer(comment, by=post.author, text="Rest a week.", by_mail_only=True)
    html = " ".join(client.get(f"/admin/comments/comment/{comment.pk}/change/").content.decode().split())
    assert f"<strong>Held</strong> by {post.author.display_name} – Answered for the reader alone." in html


def test_making_a_comment_private_cancels_the_approval_mail(reader, add_comment, post, run_tasks):
    comment = add_comment()
    MailRecipient.objects.create(email="nadia@example.org").confirm()
    moderation.moderate(comment, moderation.Verb.APPROVE, by=post.author)
    act(reader, comment, "private")
    assert not OutgoingMail.objects.unsent().exists()


# Answering by mail only


@pytest.fixture
def recipient():
    """The reader has used the form, so mail may be sent."""
    return MailRecipient.objects.create(email="nadia@example.org")


@pytest.mark.parametrize("state", ["held", "approved"])
def test_answer_by_mail_only_settles_a_comment_and_keeps_its_state(client, reader, add_comment, recipient, state):
    comment = add_comment(state=state)
    client.force_login(comment.post.author)
    data = {"text": "Let it sing.", "by_mail_only": "on"}
    client.post(f"/admin/comments/comment/{comment.pk}/answer/", data)
    comment.refresh_from_db()
    assert (comment.state, comment.is_private) == (state, False)
    assert not unanswered.due().exists()
    assert "Let it sing." in reader.get(comment.private_url).text
    assert "Let it sing." not in reader.get("/hips/").text
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadia@example.org"
    assert reader_notifications.may_be_sent(mail)


def test_answer_by_mail_only_needs_a_recipient(add_comment, post):
    comment = add_comment(state="approved")
    with pytest.raises(RefusedError, match="no mail is sent"):
        moderation.answer(comment, by=post.author, text="Let it sing.", by_mail_only=True)
    assert unanswered.due().get() == comment


def test_same_answer_by_mail_only_keeps_the_public_answer(add_comment, post, recipient):
    comment = add_comment(state="approved")
    answer = moderation.answer(comment, by=post.author, text="Let it sing.")
    with pytest.raises(RefusedError, match="already given"):
        moderation.answer(comment, by=post.author, text="Let it sing.", by_mail_only=True)
    answer.refresh_from_db()
    assert answer.state == "approved"


@pytest.mark.parametrize("path", ["/", "/hips/", "/feed/", "/sitemap.xml", "/articles/", "/comments/received/"])
def test_public_pages_contain_no_private_question(reader, add_comment, post, path):
    comment = add_comment(is_private=True, name="Canary Sommer", text="My canary sings.")
    moderation.answer(comment, by=post.author, text="Let the canary sing.")
    page = reader.get(path, follow=True)
    assert "canary" not in page.text.lower()
    assert "1 comment" not in page.text


def test_private_question_has_no_public_url(reader, add_comment):
    comment = add_comment(is_private=True)
    assert reader.get(f"/comments/{comment.pk}/").status_code == 404
    assert reader.get(f"/comments/{comment.pk}/thread/").status_code == 404


def test_reply_to_a_private_question_is_refused(reader, add_comment):
    comment = add_comment(is_private=True)
    data = {"name": "Kim", "email": "kim@example.org", "text": "Me too.", "parent": comment.pk}
    assert reader.post("/hips/comments/new/", data).status_code == 422
