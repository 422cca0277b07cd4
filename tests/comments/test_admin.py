import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Decision, ScreeningRules
from comments.moderation import actions as moderation
from tests.factories import make_coach, make_comment, make_post, make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"
MODERATE = f"{LIST}moderate/"
DELETE = f"{LIST}delete-for-good/"


@pytest.fixture
def coach(client):
    coach = make_coach(display_name="Mara Lindt")
    client.force_login(coach)
    return coach


def page(client, url, **data):
    response = client.get(url, data)
    assert response.status_code == 200
    return response.content.decode()


def state_of(comment):
    return Comment.objects.get(pk=comment.pk).state


def test_list_shows_held_comments_by_default(client, coach):
    make_comment(text="Is that normal?", state="held")
    make_comment(text="Thank you so much")
    html = page(client, LIST)
    assert "Is that normal?" in html
    assert "Thank you so much" not in html


@pytest.mark.parametrize("state", ["held", "approved", "spam", "binned"])
def test_each_tab_lists_its_state_and_all_lists_everything(client, coach, state):
    for other in Comment.State:
        make_comment(text=f"Words that are {other.value}.", state=other)
    html = page(client, LIST, state=state)
    assert [other for other in Comment.State if f"Words that are {other.value}." in html] == [state]
    assert page(client, LIST, state="all").count("Words that are") == 4


def test_tabs_count_matches_of_the_search(client, coach):
    make_comment(text="My hip aches", state="held")
    make_comment(text="My hip is fine")
    make_comment(text="My knee")
    (tabs,) = client.get(LIST, {"q": "hip"}).context["cl"].filter_specs
    counts = {str(tab["display"]): tab["number"] for tab in tabs.choices(client.get(LIST, {"q": "hip"}).context["cl"])}
    assert counts == {"Held": 1, "Approved": 1, "Spam": 0, "Bin": 0, "All": 2}


def test_tabs_count_matches_beyond_the_few_that_are_loaded(client, coach, monkeypatch):
    monkeypatch.setattr("comments.admin.tabs.FEW", 1)
    test_tabs_count_matches_of_the_search(client, coach)


@pytest.mark.parametrize("few", [1, 500])
def test_search_leaves_private_answers_out_of_the_held_ones(client, coach, monkeypatch, few):
    monkeypatch.setattr("comments.admin.tabs.FEW", few)
    question = make_comment(text="My hip", state="held", is_private=True)
    make_comment(text="Your hip", state="held", is_private=True, author=coach, parent=question)
    html = page(client, LIST, q="hip")
    assert "My hip" in html
    assert 'Held <span class="staff-count">1</span>' in html
    assert 'All <span class="staff-count">2</span>' in html


@pytest.mark.parametrize("query", ["nadia", "nadia@example.org", "hip aches"])
def test_search_finds_by_name_email_and_text(client, coach, query):
    make_comment(name="Nadia S.", email="nadia@example.org", text="My hip aches", state="held")
    make_comment(name="Kim", text="Something else", state="held")
    html = page(client, LIST, q=query)
    assert "My hip aches" in html
    assert "Something else" not in html


def test_card_shows_author_article_reason_and_parent(client, coach):
    post = make_post("strong-hips", title="Strong hips")
    above = make_comment(post, name="Kim", text="Same weight for both?")
    comment = make_comment(
        post,
        parent=above,
        name="Nadia S.",
        email="nadia@example.org",
        website="https://nadia.example.org/",
        ip_address="203.0.113.7",
        state="held",
    )
    comment.decide("held", decider=Decision.Decider.RULE, reason="two links")
    html = page(client, LIST)
    for expected in (
        "Nadia S.",
        "nadia@example.org",
        "https://nadia.example.org/",
        "203.0.113.7",
        'href="/strong-hips/"',
        "in reply to Kim: “Same weight for both?”",
        "two links",
    ):
        assert expected in html


def test_script_in_a_comment_is_escaped(client, coach):
    evil = "<script>alert(1)</script>"
    comment = make_comment(name=evil, text=f"Hello {evil}", user_agent=evil, state="held")
    for url in (LIST, f"{LIST}{comment.pk}/change/", f"{LIST}{comment.pk}/answer/"):
        assert "<script>alert" not in page(client, url)


def test_search_shows_the_part_of_a_long_text_that_has_the_words(client, coach):
    make_comment(text="\n\n".join(["word " * 200, "Then my <b>hip</b> clicked"]), state="held")
    html = page(client, LIST, q="hip")
    assert "<summary>Then my <mark>hip</mark> clicked</summary>" in html


def test_long_text_is_shown_in_full(client, coach):
    make_comment(text="word " * 200 + "the last one", state="held")
    assert "the last one" in page(client, LIST)


def test_list_costs_the_same_queries_with_100_comments_as_with_10(client, coach, django_assert_num_queries):
    def add(count):
        for _ in range(count):
            reply = make_comment(parent=make_comment(make_post()), state="held")
            reply.decide("held", decider=Decision.Decider.RULE, reason="first comment")
            moderation.moderate(reply, moderation.Verb.HOLD, by=coach)

    add(10)
    with CaptureQueriesContext(connection) as with_10:
        page(client, LIST)
    add(90)
    with django_assert_num_queries(len(with_10)):
        page(client, LIST)


@pytest.mark.parametrize(
    ("verb", "state"), [("approve", "approved"), ("hold", "held"), ("spam", "spam"), ("bin", "binned")]
)
def test_button_changes_the_state_and_redirects_back(client, coach, verb, state):
    comment = make_comment(state="held")
    response = client.post(MODERATE, {"verb": verb, "comment": comment.pk, "next": f"{LIST}?state=held&p=2"})
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?state=held&p=2")
    assert state_of(comment) == state
    assert comment.decisions.get().person == coach


def test_button_changes_several_comments(client, coach):
    comments = [make_comment(state="held") for _ in range(3)]
    response = client.post(MODERATE, {"verb": "spam", "comment": [c.pk for c in comments[:2]]}, follow=True)
    assert [state_of(comment) for comment in comments] == ["spam", "spam", "held"]
    assert "2 comments marked as spam." in response.content.decode()


def test_undo_restores_each_state(client, coach):
    held, approved = make_comment(state="held"), make_comment(state="approved")
    chosen = {"comment": [held.pk, approved.pk]}
    response = client.post(MODERATE, {"verb": "bin", **chosen}, follow=True)
    assert 'form="undo" name="verb" value="restore"' in response.content.decode()
    client.post(MODERATE, {"verb": "restore", **chosen})
    assert (state_of(held), state_of(approved)) == ("held", "approved")


def test_restoring_a_comment_posted_again_is_refused(client, coach):
    first = make_comment(text="Same words", name="Kim", email="kim@example.org", state="binned")
    make_comment(first.post, text="Same words", name="Kim", email="kim@example.org")
    response = client.post(MODERATE, {"verb": "restore", "comment": first.pk}, follow=True)
    assert "Kim has posted the same text again" in response.content.decode()
    assert state_of(first) == "binned"


def test_moderating_a_deleted_comment_is_no_error(client, coach):
    response = client.post(MODERATE, {"verb": "spam", "comment": ["4711", "x"]}, follow=True)
    assert "Choose comments first." in response.content.decode()


def test_unknown_verb_is_refused(client, coach):
    assert client.post(MODERATE, {"verb": "publish", "comment": make_comment().pk}).status_code == 400


def test_get_changes_no_state(client, coach):
    comment = make_comment(state="held")
    assert client.get(MODERATE, {"verb": "approve", "comment": comment.pk}).status_code == 405
    client.get(f"{LIST}{comment.pk}/answer/", {"text": "Hello"})
    assert state_of(comment) == "held"
    assert not comment.replies.exists()


def test_decision_without_csrf_token_is_refused(coach):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coach)
    comment = make_comment(state="held")
    assert client.post(MODERATE, {"verb": "approve", "comment": comment.pk}).status_code == 403
    assert state_of(comment) == "held"


def test_next_url_of_another_site_is_ignored(client, coach):
    data = {"verb": "spam", "comment": make_comment().pk, "next": "https://evil.example/"}
    assert client.post(MODERATE, data)["Location"] == LIST


def test_answer_is_public_at_once(client, coach):
    comment = make_comment(make_post("strong-hips"), text="Is that normal?", state="held")
    response = client.post(f"{LIST}{comment.pk}/answer/", {"text": "Yes, begin lower.", "next": LIST})
    assert response["Location"] == LIST
    html = page(Client(), "/strong-hips/")
    assert "Is that normal?" in html
    assert "Yes, begin lower." in html


def test_empty_answer_is_refused(client, coach):
    comment = make_comment(state="held")
    response = client.post(f"{LIST}{comment.pk}/answer/", {"text": "  "})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert state_of(comment) == "held"


def test_answer_to_spam_is_refused_with_its_text(client, coach):
    comment = make_comment(state="spam")
    response = client.post(f"{LIST}{comment.pk}/answer/", {"text": "Long and well thought out."})
    assert response.status_code == 422
    assert "Long and well thought out." in response.content.decode()
    assert not comment.replies.exists()


def test_page_of_a_comment_shows_its_thread_decisions_and_other_comments(client, coach):
    root = make_comment(name="Kim", text="The question above")
    comment = make_comment(parent=root, name="Nadia", email="n@example.org", text="<b>Mine</b>", state="held")
    make_comment(parent=comment, text="The words below")
    make_comment(name="Nadia", email="n@example.org", text="Said elsewhere")
    comment.decide("held", decider=Decision.Decider.AKISMET, reason="no answer yet")
    moderation.moderate(comment, moderation.Verb.HOLD, by=coach)
    html = page(client, f"{LIST}{comment.pk}/change/")
    for expected in (
        "The question above",
        "The words below",
        "Said elsewhere",
        "<b>Mine</b>",
        "&lt;b&gt;Mine&lt;/b&gt;",
        "no answer yet",
        "by Mara Lindt",
        "Publish the answer",
    ):
        assert expected in html


def test_signing_in_leads_to_the_page_of_the_comment(client):
    make_coach(email="mara@example.org")
    comment = make_comment(text="Is that normal?", state="held")
    url = f"{LIST}{comment.pk}/change/"
    sign_in = client.get(url, follow=True).redirect_chain[-1][0]
    response = client.post(sign_in, {"login": "mara@example.org", "password": "sturdy"}, follow=True)
    assert response.redirect_chain[-1][0] == url
    assert "Is that normal?" in response.content.decode()


def test_editing_changes_only_the_text(client, coach):
    comment = make_comment(name="Kim", text="Bad word", state="held")
    data = {"text": "Good word", "name": "Kim", "website": "", "state": "approved", "author": coach.pk}
    client.post(f"{LIST}{comment.pk}/change/", data)
    comment.refresh_from_db()
    assert (comment.text, str(comment.html)) == ("Good word", "<p>Good word</p>")
    assert (comment.state, comment.author) == ("held", None)


def test_deleting_for_good_needs_confirmation(client, coach):
    spam, live = make_comment(text="Cheap pills", state="spam"), make_comment(text="A fair question")
    chosen = {"comment": [spam.pk, live.pk]}
    html = client.post(DELETE, chosen).content.decode()
    assert "Cheap pills" in html
    assert "A fair question" not in html
    assert Comment.objects.count() == 2
    response = client.post(DELETE, {**chosen, "confirmed": "1"})
    assert response["Location"] == f"{LIST}?state=spam"
    assert list(Comment.objects.all()) == [live]


def test_delete_page_of_django_redirects_to_ours(client, coach):
    comment = make_comment(state="approved")
    url = f"{LIST}{comment.pk}/delete/"
    assert client.post(url, {"post": "yes"})["Location"] == f"{DELETE}?comment={comment.pk}"
    assert Comment.objects.exists()


def test_screening_rules_are_one_form(client, coach):
    form = client.get("/admin/comments/screeningrules/")["Location"]
    assert "Hold a comment with one of these words" in page(client, form)
    client.post(form, {"max_links": 5, "moderation_words": "casino", "disallowed_words": "", "close_after_days": 0})
    rules = ScreeningRules.load()
    assert (rules.max_links, rules.moderation_words) == (5, "casino")


def test_list_shows_a_problem_of_akismet(client, coach):
    assert "key is suspended" not in page(client, LIST)
    ScreeningRules.load().note_akismet_problem("Your key is suspended.")
    assert "Your key is suspended." in page(client, LIST)


def test_list_marks_a_comment_in_screening(client, coach):
    make_comment(state="held", screening_due_at=timezone.now())
    assert "It is still being screened." in page(client, LIST)


def test_comment_cannot_be_added(client, coach):
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("url", [LIST, MODERATE, DELETE, f"{LIST}1/answer/", f"{LIST}1/change/"])
def test_staff_without_the_permission_is_refused(client, url):
    make_comment(pk=1)
    client.force_login(make_user(is_staff=True))
    assert client.post(url, {"verb": "spam", "comment": "1", "confirmed": "1"}).status_code == 403
    assert Comment.objects.get().state == "approved"


@pytest.mark.parametrize("url", [LIST, MODERATE, DELETE, f"{LIST}1/answer/", f"{LIST}1/change/"])
def test_visitor_is_redirected_to_sign_in(client, url):
    make_comment(pk=1)
    response = client.post(url, {"verb": "spam", "comment": "1", "confirmed": "1"})
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/")
    assert Comment.objects.get().state == "approved"


def test_staff_who_may_only_view_get_no_buttons(client):
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(viewer)
    comment = make_comment(state="held", text="Is that normal?")
    for url in (LIST, f"{LIST}{comment.pk}/change/"):
        html = page(client, url)
        assert "Is that normal?" in html
        assert 'name="verb"' not in html
        assert "Publish the answer" not in html
