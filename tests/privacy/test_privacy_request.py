import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Correspondent
from outbox.models import OutgoingMail
from privacy.models import PersonRequest
from privacy.tasks import finish_erasures
from tests.factories import make_comment, make_mail, make_user

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


@pytest.fixture
def reader() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def ask(reader, kind="export", email=EMAIL, **extra):
    return reader.post("/privacy/request/", {"kind": kind, "email": email, **extra})


def link_of(kind="export"):
    return PersonRequest.objects.filter(kind=kind).latest("pk").private_url


@pytest.fixture
def link(reader, nadia):
    ask(reader)
    return link_of()


def read(response) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return json.loads(archive.read("data.json")), archive.read("data.html").decode()


def test_page_is_the_same_for_everybody_and_linked_from_each(client):
    page = client.get("/privacy/request/")
    assert page.status_code == 200
    assert not page.cookies
    assert 'href="/privacy/request/"' in client.get("/").content.decode()


def test_request_mails_a_link(reader, nadia):
    assert ask(reader)["Location"] == "/privacy/requested/"
    mail = OutgoingMail.objects.get(kind="privacy-confirm")
    assert mail.to == EMAIL
    # What follows is the moment, and its signature.
    assert link_of().partition(".")[0] in mail.text
    assert link_of().partition(".")[0] in mail.html


def test_unknown_address_gets_the_same_answer_by_the_same_queries(reader, nadia):
    answers = []
    for email in (EMAIL, "nobody@elsewhere.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = ask(reader, email=email)
        shapes = [query["sql"].split(" ")[0] for query in queries]
        answers.append((response.status_code, response.content, response["Location"], shapes))
    assert answers[0] == answers[1]
    texts = [mail.text.split("http")[0] for mail in OutgoingMail.objects.filter(kind="privacy-confirm")]
    assert texts[0] == texts[1]


def test_more_than_three_a_day_mail_nothing_and_say_the_same(reader):
    answers = [ask(reader)["Location"] for _again in range(5)]
    assert set(answers) == {"/privacy/requested/"}
    assert OutgoingMail.objects.count() == 3


def test_flood_from_one_place_is_told_to_wait(reader):
    for number in range(10):
        ask(reader, email=f"person{number}@example.org")
    assert ask(reader, email="one-more@example.org").status_code == 429


def test_trap_is_answered_as_ever_and_does_nothing(reader):
    assert ask(reader, homepage_url="https://spam.example")["Location"] == "/privacy/requested/"
    assert not OutgoingMail.objects.exists()


def test_wrong_address_is_said_beside_the_field(reader):
    assert ask(reader, email="nadia").status_code == 422


def test_post_from_another_site_is_given_back(client):
    answer = client.post("/privacy/request/", {"email": EMAIL}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert EMAIL in answer.content.decode()


def test_following_the_link_looks_nothing_up(reader, link):
    page = reader.get(link)
    assert page["Cache-Control"].count("no-store") == 1
    assert page["X-Robots-Tag"] == "noindex"
    assert "Comments" not in page.content.decode()
    assert reader.get(f"{link}file/").status_code == 404


def test_button_leads_to_what_there_is_and_the_file(reader, link):
    assert reader.post(link)["Location"] == link
    assert "Applications" in reader.get(link).content.decode()
    response = reader.get(f"{link}file/")
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    data, html = read(response)
    rows = {one["model"]: one["rows"] for one in data["holdings"] if one["model"] != "comments.Comment"}
    [application] = rows["coaching.Application"]
    assert "Dance tango at eighty." in [answer["text"] for answer in application["answers"]]
    assert application["name"] == "Nadia Sommerfeld"
    for said in ("My tango teacher", "Is tango bad", "Your tango is fine", "203.0.113.77", "Tangophone"):
        assert said in html


def test_file_has_nothing_of_others(reader, link):
    make_comment(name="Otto", email="otto@example.org", text="Ottoman words.")
    reader.post(link)
    assert "Otto" not in read(reader.get(f"{link}file/"))[1]


def test_what_somebody_wrote_is_no_markup_in_the_file(reader, link, post):
    make_comment(post, email=EMAIL, text="<script>alert(1)</script>")
    reader.post(link)
    assert "<script>" not in read(reader.get(f"{link}file/"))[1]


def test_unknown_address_gets_the_request_alone(reader):
    ask(reader)
    reader.post(link_of())
    data, _html = read(reader.get(f"{link_of()}file/"))
    assert [one["model"] for one in data["holdings"]] == ["privacy.PersonRequest"]


def test_link_works_for_seven_days(reader, link, monkeypatch):
    import time

    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + timedelta(days=6, hours=23).total_seconds())
    assert reader.get(link).status_code == 200
    monkeypatch.setattr("time.time", lambda: now + timedelta(days=7, minutes=1).total_seconds())
    assert reader.get(link).status_code == 404


def test_link_of_another_purpose_is_refused(reader, nadia):
    assert reader.get("/privacy/mine/1.abc.def/").status_code == 404


def test_erasing_asks_once_more_and_a_get_does_nothing(reader, nadia, run_tasks):
    ask(reader, "erase")
    link = link_of("erase")
    for path in (link, f"{link}erase/"):
        assert reader.get(path).status_code == 200
    run_tasks(raise_failures=True)
    assert Comment.objects.filter(email=EMAIL).exists()


def test_erasing_is_done_by_a_task_and_its_last_mail_is_forgotten(reader, nadia, run_tasks):
    ask(reader, "erase")
    link = link_of("erase")
    assert reader.post(f"{link}erase/")["Location"] == link
    assert "being erased" in reader.get(link).content.decode()
    run_tasks(raise_failures=True)
    assert "Everything is erased" in reader.get(link).content.decode()
    assert not Comment.objects.filter(email=EMAIL).exists()
    last = OutgoingMail.objects.get(to=EMAIL)
    assert last.kind == "privacy-done"
    last.mark_sent()
    finish_erasures.call()
    assert not OutgoingMail.objects.filter(to=EMAIL).exists()
    wish = PersonRequest.objects.get()
    assert (wish.email, wish.address, wish.report["comments.Comment"]) == ("", None, 3)
    assert reader.get(f"{link}file/").status_code == 404


def test_lost_task_is_made_up_for(reader, nadia):
    PersonRequest.objects.create(kind="erase", email=EMAIL, confirmed_at=timezone.now())
    finish_erasures.call()
    assert not Comment.objects.filter(email=EMAIL).exists()
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1
    finish_erasures.call()
    assert OutgoingMail.objects.filter(kind="privacy-done").count() == 1


def test_what_was_on_its_way_while_all_was_erased_goes_with_the_last_mail(reader, nadia):
    PersonRequest.objects.create(kind="erase", email=EMAIL, confirmed_at=timezone.now())
    begun = timezone.now()
    finish_erasures.call()
    Correspondent.objects.create(email=EMAIL, met_at=begun)
    on_its_way = make_mail(to=EMAIL, created_at=begun)
    later = make_comment(email=EMAIL, created_at=timezone.now())
    OutgoingMail.objects.get(kind="privacy-done").mark_sent()
    finish_erasures.call()
    on_its_way.refresh_from_db()
    later.refresh_from_db()
    assert not Correspondent.objects.filter(email=EMAIL).exists()
    assert (on_its_way.to, later.email) == ("", EMAIL)


def test_erasing_from_another_site_is_refused(client, reader, nadia):
    ask(reader, "erase")
    path = f"{link_of('erase')}erase/"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not PersonRequest.objects.to_erase().exists()


def test_owner_of_an_account_is_told_behind_the_link_alone(reader, post):
    make_user(email="ines@example.org", is_staff=True)
    page = ask(reader, "erase", email="ines@example.org")
    assert page["Location"] == "/privacy/requested/"
    link = link_of("erase")
    assert "works here" in reader.get(link).content.decode()
    reader.post(f"{link}erase/")
    reader.post(link)
    assert not PersonRequest.objects.exclude(confirmed_at=None).exists()
