"""What readers do with their own comment, from the private page that only they were given."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from comments import hearing, keeping, moderation, waiting
from comments.models import Comment, Correspondent, Decision, ScreeningRules
from comments.submission import private_url
from core import tokens
from outbox.models import OutgoingMail
from tests import akismet_server as says
from tests.factories import make_answer, make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

DEEDS = ["edit", "email", "link", "name", "private", "take-back"]


@pytest.fixture
def post():
    return make_post("hips", author=make_coach(email="mara@example.org"))


@pytest.fixture
def say(post):
    def say(**fields) -> Comment:
        words = {"name": "Nadia Sommer", "email": "nadia@example.org", "text": "Old words.", "state": "held"}
        return make_comment(post, **{"created_at": timezone.now(), **words, **fields})

    return say


def do(client, comment, deed, **data):
    response = client.post(f"{private_url(comment)}{deed}/", data)
    comment.refresh_from_db()
    return response


def assert_refused(response, sentence):
    assert response.status_code == 422
    assert sentence in response.text


# Links


@pytest.mark.parametrize("deed", DEEDS)
def test_get_decides_nothing(reader, say, deed):
    comment = say(state="approved")
    before = Comment.objects.values().get(pk=comment.pk)
    reader.get(f"{private_url(comment)}{deed}/")
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("deed", DEEDS)
def test_token_for_another_purpose_does_nothing(reader, say, deed):
    comment = say()
    token = tokens.sign("hearing.stop", comment.pk)
    assert reader.post(f"/comments/mine/{token}/{deed}/").status_code == 404
    assert Comment.objects.get().state == "held"


@pytest.mark.parametrize("deed", DEEDS)
def test_expired_token_does_nothing(reader, say, deed, monkeypatch):
    address = private_url(say())
    later = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert reader.post(f"{address}{deed}/").status_code == 404


def test_no_byte_of_a_token_can_be_another(reader, say):
    address = private_url(say())
    start = len("/comments/mine/")
    for place in range(start, len(address) - 1):
        other = "A" if address[place] != "A" else "B"
        forged = address[:place] + other + address[place + 1 :]
        assert reader.post(f"{forged}take-back/").status_code == 404
    assert Comment.objects.get().state == "held"


@pytest.mark.parametrize("deed", DEEDS)
def test_other_site_does_nothing_and_the_page_is_given_back(say, deed):
    comment = say()
    foreign = Client(
        enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    response = do(foreign, comment, deed, text="Evil words.", email="evil@example.org")
    assert (response.status_code, comment.state, comment.text) == (403, "held", "Old words.")
    assert "no-store" in response["Cache-Control"]


def test_page_says_what_was_done(reader, say):
    response = do(reader, say(), "edit", text="New words.")
    assert response.status_code == 303
    assert not response.cookies
    page = reader.get(response["Location"])
    assert "Your words were changed." in page.text
    assert "no-store" in page["Cache-Control"]


# Editing


def test_edit_of_what_waits_is_screened_again(reader, say, run_tasks):
    comment = say()
    do(reader, comment, "edit", text="Can I sign up?")
    assert (comment.text, comment.html, comment.state) == ("Can I sign up?", "<p>Can I sign up?</p>", "held")
    assert comment.signals == {"wishes": ["sign up"]}
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.screened_at


def test_edit_of_what_is_public_is_seen_once_it_is_screened(reader, say, run_tasks):
    comment = say(state="approved")
    do(reader, comment, "edit", text="New words.")
    assert "New words." not in reader.get("/hips/").text
    assert "Old words." in reader.get("/hips/").text
    assert "New words." in reader.get(private_url(comment)).text
    run_tasks(raise_failures=True)
    assert "New words." in reader.get("/hips/").text
    assert "Old words." not in reader.get("/hips/").text


def test_edit_with_links_leaves_the_old_words_public(reader, say, run_tasks):
    comment = say(state="approved")
    do(reader, comment, "edit", text="Look: https://a.example and https://b.example")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.text) == ("approved", "Old words.")
    assert "a.example" not in reader.get("/hips/").text


def test_edit_that_akismet_takes_for_spam_leaves_the_old_words_public(reader, say, run_tasks, akismet_server):
    comment = say(state="approved")
    akismet_server.reply = says.SPAM
    do(reader, comment, "edit", text="New words.")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.pending_text) == ("approved", "Old words.", "New words.")


def test_coach_sees_both_and_takes_the_new_words(client, reader, say, post):
    comment = say(state="approved")
    do(reader, comment, "edit", text="Look: https://a.example and https://b.example")
    client.force_login(post.author)
    card = client.get("/admin/comments/comment/?state=approved").text
    assert "Old words." in card
    assert "https://a.example" in card
    client.post(f"/admin/comments/comment/{comment.pk}/edit/", {"take": "1"})
    comment.refresh_from_db()
    assert (comment.text, comment.pending_text) == ("Look: https://a.example and https://b.example", "")


def test_coach_keeps_the_old_words(client, reader, say, post):
    comment = say(state="approved")
    do(reader, comment, "edit", text="Buy pills.")
    client.force_login(post.author)
    client.post(f"/admin/comments/comment/{comment.pk}/edit/", {"take": "0"})
    comment.refresh_from_db()
    assert (comment.text, comment.pending_text, comment.screening_due_at) == ("Old words.", "", None)


def test_edit_comes_too_late_after_15_minutes(reader, say):
    comment = say(created_at=timezone.now() - timedelta(minutes=15))
    assert_refused(do(reader, comment, "edit", text="New words."), "too late")
    assert comment.text == "Old words."


def test_edit_that_came_too_late_is_given_back_to_copy(reader, say):
    comment = say(created_at=timezone.now() - timedelta(minutes=15))
    assert "New words.</textarea>" in do(reader, comment, "edit", text="New words.").text


def test_edit_comes_too_late_after_an_answer(reader, say):
    comment = say(state="approved")
    make_answer(comment)
    assert_refused(do(reader, comment, "edit", text="New words."), "too late")


def test_edit_comes_too_late_after_a_private_answer(reader, say, post):
    comment = say(is_private=True)
    moderation.answer(comment, by=post.author, text="Rest first.")
    assert_refused(do(reader, comment, "edit", text="New words."), "too late")


def test_edit_to_what_was_said_before_is_refused(reader, say):
    first = say(text="First words.")
    second = say()
    assert_refused(do(reader, second, "edit", text=" first  WORDS."), "said the same")
    assert (first.text, second.text) == ("First words.", "Old words.")


def test_two_edits_at_once_are_refused(reader, say):
    comment = say()
    do(reader, comment, "edit", text="New words.")
    assert_refused(do(reader, comment, "edit", text="Newer words."), "wait a few seconds")
    assert comment.text == "New words."


def test_empty_edit_is_refused(reader, say):
    assert_refused(do(reader, say(), "edit", text="\u200b"), "nothing here that readers could see")


# The address that is written to


def test_fixed_address_is_screened_again(reader, say, run_tasks):
    comment = say(state="approved")
    do(reader, comment, "email", email="Nadia.Sommer@example.org")
    assert comment.email == "nadia.sommer@example.org"
    assert comment.fingerprint == comment.make_fingerprint()
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_address_that_was_a_slip_is_forgotten(reader, say):
    comment = say(email="nadja@example.org")
    Correspondent.objects.meet("nadja@example.org")
    keeping.fix_email(comment, "nadia@example.org")
    assert [person.email for person in Correspondent.objects.all()] == ["nadia@example.org"]


def test_address_that_others_wrote_with_is_no_slip(reader, say, clock):
    say(email="nadja@example.org")
    Correspondent.objects.meet("nadja@example.org")
    clock(minutes=1)
    keeping.fix_email(say(email="nadja@example.org", text="Me again."), "nadia@example.org")
    assert Correspondent.objects.filter(email="nadja@example.org").exists()


def test_address_of_the_team_is_refused(reader, say):
    comment = say()
    assert_refused(do(reader, comment, "email", email="mara@example.org"), "belongs to the team")
    assert comment.email == "nadia@example.org"


def test_address_that_is_none_is_refused(reader, say):
    comment = say()
    assert_refused(do(reader, comment, "email", email="nadia"), "such as name@example.org")
    assert comment.email == "nadia@example.org"


# The link by mail


def test_link_is_mailed_without_a_word_of_the_reader(reader, say):
    comment = say(text="My canary sings.")
    do(reader, comment, "link")
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadia@example.org"
    assert "/comments/mine/" in mail.text
    assert not any(word in mail.text + mail.html + mail.subject for word in ("canary", "Nadia"))


def test_link_is_mailed_once(reader, say):
    comment = say()
    do(reader, comment, "link")
    assert_refused(do(reader, comment, "link"), "mailed to nadia@example.org already")
    assert OutgoingMail.objects.count() == 1


def test_link_is_mailed_to_few_addresses(reader, say, clock):
    comment = say()
    for number in range(4):
        do(reader, comment, "email", email=f"stranger{number}@example.org")
        clock(minutes=1)
        response = do(reader, comment, "link")
    assert_refused(response, "cannot mail this again")
    assert OutgoingMail.objects.count() == 3


def test_one_address_is_mailed_few_links_a_day(reader, say):
    for number in range(6):
        response = do(reader, say(text=f"Words {number}."), "link")
    assert_refused(response, "cannot mail this again")
    assert OutgoingMail.objects.count() == 5


# The first name only


@pytest.mark.parametrize("path", ["/hips/", "/feed/", "/hips/?replytocom={pk}", "/comments/{pk}/"])
def test_first_name_is_all_that_readers_see(reader, say, path):
    comment = say(state="approved")
    make_comment(parent=comment, text="Same here.")
    make_comment(parent=make_comment(parent=comment))
    do(reader, comment, "name", only="1")
    page = reader.get(path.format(pk=comment.pk), follow=True).text
    assert "Sommer" not in page
    if path == "/hips/":
        assert "Reply to Nadia" in page


def test_coach_sees_the_whole_name(client, say, post):
    comment = say(shows_first_name_only=True)
    client.force_login(post.author)
    assert "Nadia Sommer" in client.get("/admin/comments/comment/").text
    assert "Nadia Sommer" in client.get(f"/admin/comments/comment/{comment.pk}/change/").text


def test_whole_name_comes_back(reader, say):
    comment = say(state="approved", shows_first_name_only=True)
    do(reader, comment, "name", only="0")
    assert "Nadia Sommer" in reader.get("/hips/").text


def test_first_name_of_the_coach_cannot_be_left_alone(reader, say):
    comment = say(state="approved", name="Mara Sommer")
    assert_refused(do(reader, comment, "name", only="1"), "belongs to the team")
    assert not comment.shows_first_name_only


# Taking it back


def test_taken_back_it_is_gone_and_its_answers_stay(reader, say):
    comment = say(state="approved", text="My canary sings.")
    make_answer(comment, text="Let it sing.")
    do(reader, comment, "take-back")
    assert comment.state == "binned"
    assert comment.decisions.get().decider == Decision.Decider.READER
    page = reader.get("/hips/").text
    assert "canary" not in page
    assert "Let it sing." in page
    assert "This comment is not shown." in page
    assert "You took your comment back" in reader.get(private_url(comment)).text


@pytest.mark.parametrize("verb", ["approve", "restore", "hold"])
def test_nobody_gets_it_out_of_the_bin(reader, say, post, verb):
    comment = say(state="approved")
    do(reader, comment, "take-back")
    with pytest.raises(moderation.RefusedError, match="took this back"):
        moderation.moderate(comment, moderation.Verb(verb), by=post.author)


def test_screening_does_not_bring_it_back(reader, say, run_tasks):
    comment = say()
    do(reader, comment, "edit", text="New words.")
    do(reader, comment, "take-back")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "binned"


def test_what_was_taken_back_can_be_said_again(reader, say):
    do(reader, say(), "take-back")
    assert say().state == "held"


# Asking privately


def test_private_comment_is_never_public_whoever_says_so(say):
    comment = say(is_private=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        comment.decide("approved", decider=Decision.Decider.RULE)


def test_coach_cannot_publish_a_private_question(say, post):
    with pytest.raises(moderation.RefusedError, match="never public"):
        moderation.moderate(say(is_private=True), moderation.Verb.APPROVE, by=post.author)


def test_turned_private_it_leaves_the_public_and_waits(reader, say):
    comment = say(state="approved", text="My canary sings.")
    comment.decide("approved", decider="person", person=comment.post.author)
    do(reader, comment, "private")
    assert (comment.state, comment.is_private) == ("held", True)
    assert waiting.due().get() == comment
    assert "canary" not in reader.get("/hips/").text


def test_answered_comment_stays_public(reader, say):
    comment = say(state="approved")
    make_answer(comment)
    assert_refused(do(reader, comment, "private"), "cannot become private")
    assert not comment.is_private


def test_private_question_in_the_form_is_not_sent_to_akismet(reader, post, run_tasks, akismet_server):
    words = {"name": "Nadia", "email": "nadia@example.org", "text": "My canary sings.", "is_private": "on"}
    reader.post("/hips/comments/new/", words)
    run_tasks(raise_failures=True)
    comment = Comment.objects.get()
    assert (comment.state, comment.is_private, comment.screening_due_at) == ("held", True, None)
    assert not akismet_server.asked


def test_known_readers_private_question_is_not_published(reader, say, post, run_tasks):
    say(state="approved", created_at=timezone.now() - timedelta(days=1))
    words = {"name": "Nadia Sommer", "email": "nadia@example.org", "text": "My canary sings.", "is_private": "on"}
    reader.post("/hips/comments/new/", words)
    run_tasks(raise_failures=True)
    assert Comment.objects.get(is_private=True).state == "held"


def test_rules_still_bin_a_private_question(reader, post, run_tasks):
    ScreeningRules.objects.create(pk=1, disallowed_words="pills")
    words = {"name": "Nadia", "email": "nadia@example.org", "text": "Buy pills.", "is_private": "on"}
    reader.post("/hips/comments/new/", words)
    run_tasks(raise_failures=True)
    assert Comment.objects.get().state == "binned"


def test_answer_to_a_private_question_is_private_and_reaches_the_reader(reader, say, post):
    comment = say(is_private=True)
    answer = moderation.answer(comment, by=post.author, text="Let it sing.")
    assert (answer.state, answer.is_private, answer.author) == ("held", True, post.author)
    assert not waiting.due().exists()
    assert "Let it sing." in reader.get(private_url(comment)).text


def test_private_question_turned_from_public_cancels_the_news_that_it_is_public(reader, say, post, run_tasks):
    comment = say()
    Correspondent.objects.meet("nadia@example.org").confirm()
    moderation.moderate(comment, moderation.Verb.APPROVE, by=post.author)
    do(reader, comment, "private")
    assert not OutgoingMail.objects.waiting().exists()


# Answering by mail only


@pytest.fixture
def met():
    """Nadia wrote here herself, so mail may go to her."""
    return Correspondent.objects.meet("nadia@example.org")


@pytest.mark.parametrize("state", ["held", "approved"])
def test_answer_by_mail_only_settles_a_comment_that_stays_where_it_is(client, reader, say, met, state):
    comment = say(state=state)
    client.force_login(comment.post.author)
    words = {"text": "Let it sing.", "by_mail_only": "on"}
    client.post(f"/admin/comments/comment/{comment.pk}/answer/", words)
    comment.refresh_from_db()
    assert (comment.state, comment.is_private) == (state, False)
    assert not waiting.due().exists()
    assert "Let it sing." in reader.get(private_url(comment)).text
    assert "Let it sing." not in reader.get("/hips/").text
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadia@example.org"
    assert hearing.may_leave(mail)


def test_answer_by_mail_only_needs_somebody_to_mail_to(say, post):
    comment = say(state="approved")
    with pytest.raises(moderation.RefusedError, match="no mail goes"):
        moderation.answer(comment, by=post.author, text="Let it sing.", by_mail_only=True)
    assert waiting.due().get() == comment


def test_public_answer_is_not_hidden_by_the_same_by_mail_only(say, post, met):
    comment = say(state="approved")
    answer = moderation.answer(comment, by=post.author, text="Let it sing.")
    with pytest.raises(moderation.RefusedError, match="given before"):
        moderation.answer(comment, by=post.author, text="Let it sing.", by_mail_only=True)
    answer.refresh_from_db()
    assert answer.state == "approved"


@pytest.mark.parametrize("path", ["/", "/hips/", "/feed/", "/sitemap.xml", "/articles/", "/comments/received/"])
def test_nothing_private_is_on_a_public_page(reader, say, post, path):
    comment = say(is_private=True, name="Canary Sommer", text="My canary sings.")
    moderation.answer(comment, by=post.author, text="Let the canary sing.")
    page = reader.get(path, follow=True)
    assert "canary" not in page.text.lower()
    assert "1 comment" not in page.text


def test_private_question_has_no_public_address(reader, say):
    comment = say(is_private=True)
    assert reader.get(f"/comments/{comment.pk}/").status_code == 404
    assert reader.get(f"/comments/{comment.pk}/thread/").status_code == 404


def test_nobody_replies_to_a_private_question(reader, say):
    comment = say(is_private=True)
    words = {"name": "Kim", "email": "kim@example.org", "text": "Me too.", "parent": comment.pk}
    assert reader.post("/hips/comments/new/", words).status_code == 422
