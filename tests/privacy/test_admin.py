from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from coaching.models import Application
from comments.models import Comment
from privacy.erasure import erase
from privacy.models import Mention, PrivacyRequest, RetentionReport
from tests.factories import make_application, make_coach, make_comment, make_user

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_coach())
    return client


def press(staff, model, action, row, **fields):
    return staff.post(f"/admin/privacy/{model}/", {"action": action, "_selected_action": row.pk, **fields}, follow=True)


@pytest.fixture
def mention(nadia) -> Mention:
    erase(EMAIL)
    return Mention.objects.get()


@pytest.mark.parametrize("model", ["mention", "privacyrequest", "closedapplication", "retentionreport"])
def test_empty_list_has_an_introduction_and_no_actions(staff, model):
    page = staff.get(f"/admin/privacy/{model}/").content.decode()
    assert '<p class="list-introduction">' in page
    assert 'name="action"' not in page


def test_settings_show_the_forecast_and_the_last_report(staff):
    make_comment(ip_address="203.0.113.7", created_at=timezone.now() - timedelta(days=60))
    RetentionReport.objects.create(numbers={"mails": 17, "spam": 0})
    page = staff.get("/admin/privacy/retentionsettings/1/change/").content.decode()
    assert "IP addresses of comments</th><td>30</td><td>1</td>" in page
    assert "Mails, anonymised: 17" in page


def test_settings_refuse_zero_days(staff):
    page = staff.post("/admin/privacy/retentionsettings/1/change/", {"spam_days": 0})
    assert page.status_code == 200
    assert "greater than or equal to 1" in page.content.decode()


def test_mention_is_shown_in_its_text(staff, mention):
    page = staff.get("/admin/privacy/mention/").content.decode()
    assert "Hi <mark>Nadia</mark>!" in page


def test_redacting_replaces_the_name_with_dots(staff, mention):
    press(staff, "mention", "redact", mention)
    assert Comment.objects.get(pk=mention.row_id).text.startswith("Hi …!")
    assert not Mention.objects.exists()


def test_dismissing_keeps_the_text(staff, mention):
    press(staff, "mention", "dismiss", mention)
    assert Comment.objects.get(pk=mention.row_id).text.startswith("Hi Nadia!")
    assert not Mention.objects.exists()


def test_staff_who_may_only_view_cannot_redact_or_dismiss(mention):
    looker = Client()
    person = make_user(is_staff=True)

    person.user_permissions.add(Permission.objects.get(codename="view_mention"))
    looker.force_login(person)
    assert looker.get("/admin/privacy/mention/").status_code == 200
    press(looker, "mention", "redact", mention)
    assert Mention.objects.exists()


def test_request_shows_when_it_was_done_and_its_counts(staff):
    PrivacyRequest.objects.create(kind="erase", done_at=timezone.now(), report={"comments.Comment": 3, "x.Y": 1})
    assert ": 4 entries erased." in staff.get("/admin/privacy/privacyrequest/").content.decode()


@pytest.fixture
def closed() -> Application:
    return make_application(stage="declined", name="Nadia", created_at=timezone.now() - timedelta(days=800))


def test_deleting_closed_applications_needs_confirmation(staff, closed):
    response = press(staff, "closedapplication", "delete_for_good", closed)
    assert "It can’t be restored" in response.content.decode()
    assert Application.objects.exists()
    press(staff, "closedapplication", "delete_for_good", closed, sure="1")
    assert not Application.objects.exists()


def test_open_application_is_not_deleted(staff):
    application = make_application(stage="new", created_at=timezone.now() - timedelta(days=800))
    press(staff, "closedapplication", "delete_for_good", application, sure="1")
    assert Application.objects.exists()


def test_front_page_lists_mentions_until_they_are_settled(staff, mention):
    assert "1 place still seems" in staff.get("/admin/").content.decode()
    press(staff, "mention", "dismiss", mention)
    assert "still seems" not in staff.get("/admin/").content.decode()
