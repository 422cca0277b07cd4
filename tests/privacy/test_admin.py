from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from coaching.models import Application
from comments.models import Comment
from privacy.erasing import erase
from privacy.models import Mention, PersonRequest, RetentionReport
from tests.factories import make_application, make_coach, make_comment, make_user

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_coach())
    return client


def press(desk, model, action, row, **fields):
    return desk.post(f"/admin/privacy/{model}/", {"action": action, "_selected_action": row.pk, **fields}, follow=True)


@pytest.fixture
def mention(nadia) -> Mention:
    erase(EMAIL)
    return Mention.objects.get()


@pytest.mark.parametrize("model", ["mention", "personrequest", "proposedapplication", "retentionreport"])
def test_list_without_rows_says_what_it_is_for_and_offers_nothing_to_run(desk, model):
    page = desk.get(f"/admin/privacy/{model}/").content.decode()
    assert '<p class="looking">' in page
    assert 'name="action"' not in page


def test_settings_say_what_goes_tonight_and_what_went(desk):
    make_comment(address="203.0.113.7", created_at=timezone.now() - timedelta(days=60))
    RetentionReport.objects.create(numbers={"mails": 17, "spam": 0})
    page = desk.get("/admin/privacy/retentionsettings/1/change/").content.decode()
    assert "IP addresses of comments</th><td>30</td><td>1</td>" in page
    assert "Mails, blanked: 17" in page


def test_settings_refuse_not_to_keep_at_all(desk):
    page = desk.post("/admin/privacy/retentionsettings/1/change/", {"spam_days": 0})
    assert page.status_code == 200
    assert "greater than or equal to 1" in page.content.decode()


def test_mention_is_shown_where_it_stands(desk, mention):
    page = desk.get("/admin/privacy/mention/").content.decode()
    assert "Hi <mark>Nadia</mark>!" in page


def test_name_gives_way_to_dots(desk, mention):
    press(desk, "mention", "take_out", mention)
    assert Comment.objects.get(pk=mention.row_id).text.startswith("Hi …!")
    assert not Mention.objects.exists()


def test_mention_is_left_as_it_is(desk, mention):
    press(desk, "mention", "leave", mention)
    assert Comment.objects.get(pk=mention.row_id).text.startswith("Hi Nadia!")
    assert not Mention.objects.exists()


def test_who_may_only_look_settles_nothing(mention):
    looker = Client()
    person = make_user(is_staff=True)

    person.user_permissions.add(Permission.objects.get(codename="view_mention"))
    looker.force_login(person)
    assert looker.get("/admin/privacy/mention/").status_code == 200
    press(looker, "mention", "take_out", mention)
    assert Mention.objects.exists()


def test_request_says_when_it_was_done_and_how_much_it_was(desk):
    PersonRequest.objects.create(kind="erase", done_at=timezone.now(), report={"comments.Comment": 3, "x.Y": 1})
    assert ": 4 rows." in desk.get("/admin/privacy/personrequest/").content.decode()


@pytest.fixture
def closed() -> Application:
    return make_application(stage="declined", name="Nadia", created_at=timezone.now() - timedelta(days=800))


def test_deleting_what_was_closed_long_ago_asks_once_more(desk, closed):
    asked = press(desk, "proposedapplication", "delete_for_good", closed)
    assert "It does not come back" in asked.content.decode()
    assert Application.objects.exists()
    press(desk, "proposedapplication", "delete_for_good", closed, sure="1")
    assert not Application.objects.exists()


def test_open_application_is_not_deleted_there(desk):
    application = make_application(stage="new", created_at=timezone.now() - timedelta(days=800))
    press(desk, "proposedapplication", "delete_for_good", application, sure="1")
    assert Application.objects.exists()


def test_front_page_asks_to_look_until_it_is_settled(desk, mention):
    assert "1 place</a> still seems" in desk.get("/admin/").content.decode()
    press(desk, "mention", "leave", mention)
    assert "name or quote" not in desk.get("/admin/").content.decode()
