import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutgoingMail
from tests.factories import make_coach, make_mail, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:outbox_outgoingmail_changelist")
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def page(admin, url: str = "/admin/") -> str:
    return " ".join(admin.get(url).content.decode().split())


def act(admin, action: str, *mails: OutgoingMail) -> str:
    data = {"action": action, "_selected_action": [mail.pk for mail in mails]}
    return admin.post(LIST, data, follow=True).content.decode()


def test_list_shows_the_error_of_each_mail(admin):
    make_mail(to="one@example.org", given_up_at=timezone.now(), last_error="550 no such person")
    html = page(admin, LIST)
    assert "one@example.org" in html
    assert "550 no such person" in html


def test_list_takes_the_same_queries_for_any_number_of_mails(admin, django_assert_num_queries):

    make_mail()
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for _ in range(70):
        make_mail()
    with django_assert_num_queries(len(few)):
        admin.get(LIST)


@pytest.mark.parametrize(("state", "expected"), [("waiting", "Waits"), ("failed", "Refused"), ("sent", "Gone")])
def test_list_is_filtered_by_state(admin, state, expected):
    make_mail(subject="Waits")
    make_mail(subject="Refused", given_up_at=timezone.now())
    make_mail(subject="Gone", sent_at=timezone.now())
    html = page(admin, f"{LIST}?state={state}")
    assert [word for word in ("Waits", "Refused", "Gone") if f">{word}</a>" in html] == [expected]


def test_mail_is_shown_as_source(admin):
    mail = make_mail(text="Hello\n<script>1</script>", html="<p>Hi</p><script>2</script>")
    html = page(admin, reverse("admin:outbox_outgoingmail_change", args=[mail.pk]))
    assert "&lt;script&gt;1&lt;/script&gt;" in html
    assert "&lt;script&gt;2&lt;/script&gt;" in html
    assert "<script>2" not in html


@pytest.mark.parametrize("action", ["change", "delete"])
def test_mail_cannot_be_changed_or_deleted(admin, action):
    mail = make_mail()
    url = reverse(f"admin:outbox_outgoingmail_{action}", args=[mail.pk])
    assert admin.post(url, {"subject": "Other", "post": "yes"}).status_code == 403
    assert OutgoingMail.objects.get().subject == mail.subject


def test_retry_queues_failed_mail(admin):
    mail = make_mail(given_up_at=timezone.now(), attempts=12)
    assert "1 mail will be tried again within a minute." in act(admin, "try_again", mail)
    assert OutgoingMail.objects.due().get() == mail


def test_retry_does_not_send_sent_mail_again(admin):
    mail = make_mail(sent_at=timezone.now())
    assert "0 mails will be tried" in act(admin, "try_again", mail)
    assert not OutgoingMail.objects.due().exists()


def test_dismissed_failure_is_removed_from_the_banner(admin):
    mail = make_mail(given_up_at=timezone.now())
    assert "1 mail could not be sent" in page(admin)
    act(admin, "dismiss", mail)
    assert "could not be sent" not in page(admin)


def test_dismissed_failure_is_counted_again_after_undo(admin):
    mail = make_mail(given_up_at=timezone.now())
    assert f'form="undo" name="dismissed" value="{mail.pk}"' in act(admin, "dismiss", mail)
    admin.post(f"{LIST}undo/", {"dismissed": mail.pk})
    assert "1 mail could not be sent" in page(admin)


def test_list_is_filtered_by_kind(admin):
    make_mail(subject="A code", kind="sign-in-code")
    make_mail(subject="A digest", kind="digest")
    html = page(admin, f"{LIST}?kind=digest")
    assert ("A digest" in html, "A code" in html) == (True, False)


def test_staff_who_may_only_view_cannot_retry(client):

    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outgoingmail"))
    client.force_login(viewer)
    mail = make_mail(given_up_at=timezone.now())
    act(client, "try_again", mail)
    assert not OutgoingMail.objects.due().exists()


def test_banner_counts_mail_waiting_for_a_server(admin):
    make_mail()
    make_mail()
    assert "2 mails wait for a mail provider" in page(admin)
    assert f'href="{reverse("admin:outbox_mail")}"' in page(admin)


def test_banner_is_on_every_page_of_the_admin(admin):
    mail = make_mail()
    for url in ("/admin/", LIST, reverse("admin:outbox_outgoingmail_change", args=[mail.pk])):
        assert "1 mail waits for a mail provider" in page(admin, url)


def test_no_banner_while_mail_is_sent(admin, settings):
    settings.MAILERS = MAILERS
    make_mail()
    make_mail(attempts=1, last_error="450 come back later")
    assert "messagelist" not in page(admin)


def test_banner_leads_to_why_mail_is_late(admin, settings):
    settings.MAILERS = MAILERS
    make_mail(attempts=3, last_error="535 wrong <password>")
    assert f'<a href="{LIST}?state=waiting">1 mail is delayed' in page(admin)
    assert "535 wrong &lt;password&gt;" in page(admin, f"{LIST}?state=waiting")


def test_banner_links_to_failures(admin, settings):
    settings.MAILERS = MAILERS
    make_mail(given_up_at=timezone.now())
    assert f'<a href="{LIST}?state=failed">1 mail could not be sent</a>' in page(admin)


def test_banner_needs_permission_to_view_mail(client):
    make_mail()
    assert "mail server" not in page(client, "/account/login/")
    client.force_login(make_user(is_staff=True))
    assert "mail server" not in page(client)


@pytest.mark.parametrize("kind", ["sign-in-code", "password-reset"])
def test_codes_and_links_for_signing_in_are_not_shown(admin, kind):
    mail = make_mail(kind=kind, text="The code is BCDF-GHJK.", html="<p>BCDF-GHJK</p>")
    assert "BCDF-GHJK" not in page(admin, f"{LIST}{mail.pk}/change/")
