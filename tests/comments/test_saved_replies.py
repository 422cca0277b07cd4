import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, SavedReply
from comments.moderation.saved_replies import suggestions
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture
def coach(client):
    coach = make_coach(display_name="Mara Lindt")
    client.force_login(coach)
    return coach


@pytest.fixture
def reply():
    SavedReply.objects.all().delete()
    return SavedReply.objects.create(title="Thanks", text="Hi {first_name}, thanks for reading “{article}”.")


def titles(comment: Comment) -> list[str]:
    return [found.title for found in suggestions(comment, SavedReply.objects.all())]


def test_new_site_has_three_saved_replies():
    assert titles(make_comment()) == ["Tell me more", "Invite to apply"]
    assert SavedReply.objects.count() == 3


def test_placeholders_are_filled_in(settings, reply):
    settings.SITE_URL = "https://coach.example.com"
    reply.text += " {apply_link}"
    reply.save()
    comment = make_comment(make_post(title="Strong {first_name} hips"), name="Nadia Sommer")
    [found] = suggestions(comment, [reply])
    link = f"https://coach.example.com/apply/?comment={comment.pk}"
    assert found.text == f"Hi Nadia, thanks for reading “Strong {{first_name}} hips”. {link}"


def test_red_flag_offers_the_clinician_reply_first_and_no_invitation():
    comment = make_comment(text="How much is it? I have been in constant pain since my surgery.")
    assert titles(comment) == ["Please see a clinician", "Tell me more"]


def test_wish_to_buy_offers_the_invitation_first():
    assert titles(make_comment(text="How do I sign up?")) == ["Invite to apply", "Tell me more"]


def test_any_reply_with_the_apply_link_counts_as_invitation(reply):
    SavedReply.objects.create(title="Apply", text="Apply: {apply_link}")
    assert titles(make_comment(text="After my surgery I sit all day.")) == ["Thanks"]


def test_injury_without_a_red_flag_allows_the_invitation():
    assert "Invite to apply" in titles(make_comment(text="My IT band and hamstring are sore."))


def test_unknown_placeholder_is_refused_and_known_ones_are_listed(reply):
    reply.text = "Hi {firstname}"
    with pytest.raises(ValidationError, match=r"There is no \{firstname\}"):
        reply.full_clean()


def test_reply_is_appended_to_the_text_and_nothing_is_sent(client, coach, reply):
    comment = make_comment(make_post(title="Hips", author=coach), name="Nadia Sommer", state="held")
    data = {"insert": "1", "saved": reply.pk, "text": "Good question!", "next": f"{LIST}?state=held"}
    response = client.post(f"{LIST}{comment.pk}/answer/", data)
    assert response.status_code == 200
    html = response.content.decode()
    assert ">Good question!\n\nHi Nadia, thanks for reading “Hips”.</textarea>" in html
    assert f'name="next" value="{LIST}?state=held"' in html
    assert Comment.objects.get().state == "held"


def test_reply_that_is_not_offered_is_not_inserted(client, coach):
    comment = make_comment(text="In constant pain. How much is it?")
    selling = SavedReply.objects.get(title="Invite to apply")
    data = {"insert": "1", "saved": selling.pk, "text": "Hello"}
    html = client.post(f"{LIST}{comment.pk}/answer/", data).content.decode()
    assert ">Hello</textarea>" in html


def test_answer_box_says_why_no_invitation_is_offered(client, coach):
    comment = make_comment(text="In constant pain. How much is it?")
    html = client.get(f"{LIST}{comment.pk}/change/").content.decode()
    assert "Replies that sell are not offered." in html
    assert "Invite to apply" not in html


def test_answer_box_works_without_saved_replies(client, coach):
    SavedReply.objects.all().delete()
    html = client.get(f"{LIST}{make_comment().pk}/change/").content.decode()
    assert "Publish the answer" in html
    assert "saved reply" not in html


def test_coach_adds_a_saved_reply_in_the_admin(client, coach):
    data = {"title": "Sleep", "text": "Sleep, {first_name}.", "offered": "always", "position": "4"}
    assert client.post("/admin/comments/savedreply/add/", data).status_code == 302
    assert SavedReply.objects.get(title="Sleep").text == "Sleep, {first_name}."


def test_list_reads_the_saved_replies_once(client, coach):
    for _ in range(5):
        make_comment(state="held")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).content.decode().count("Begin with a saved reply") == 5
    assert sum("comments_savedreply" in query["sql"] for query in queries) == 1
