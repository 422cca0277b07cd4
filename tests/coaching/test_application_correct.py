"""Applicants correct their answers. The coach sees the old version."""

import pytest
from django.urls import reverse

from coaching.mail_kinds import MailKind
from coaching.models import Application
from outbox.models import OutgoingMail
from tests.factories import default_questions, make_application, make_asked, make_coach, make_message, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_application(goal="Four flights.", link_number=7)


@pytest.fixture
def correct(applicant, application):
    """``correct(goal="…")`` sends the form with all other fields unchanged."""

    def send(**answers):
        data = make_posted(**{"goal": "Four flights.", **answers})
        return applicant.post(f"{application.private_url}correct/", data)

    return send


def answers_of(application):
    return {answer.wording: answer.value for answer in application.answers.all()}


def test_form_has_the_answers_and_the_wording_at_that_time(applicant, application):
    question = default_questions()["goal"]
    question.text = "What is your goal?"
    question.reword()
    html = applicant.get(f"{application.private_url}correct/").text
    assert "What do you want to achieve?" in html
    assert "Four flights." in html
    assert "What is your goal?" not in html


def test_correction_changes_answers_and_notes_the_earlier_ones(correct, application, applicant):
    response = correct(goal="Five flights.", obstacles="Time.", phone="0123")
    assert response.status_code == 303
    application.refresh_from_db()
    assert application.phone == "0123"
    assert answers_of(application)["What do you want to achieve?"] == "Five flights."
    assert answers_of(application)["What has stopped you before?"] == "Time."
    note = application.notes.get()
    assert note.author is None
    for line in ("Phone: –", "What do you want to achieve? Four flights.", "What has stopped you before? –"):
        assert line in note.text
    page = applicant.get(response["Location"]).text
    assert "Five flights." in page
    assert "Your application has been changed." in page


def test_answer_can_be_removed(applicant):
    application = make_application(goal="Four flights.", obstacles="Time.")
    applicant.post(f"{application.private_url}correct/", make_posted(goal="Four flights."))
    assert "What has stopped you before?" not in answers_of(application)
    assert "What has stopped you before? Time." in application.notes.get().text


def test_unchanged_form_changes_and_notes_nothing(correct, application):
    assert correct().status_code == 303
    assert not application.notes.exists()


def test_question_added_later_may_stay_empty(correct, application):
    make_asked("How did you sleep?", is_required=True)
    assert correct(goal="Five flights.").status_code == 303


def test_missing_required_answer_is_refused_and_changes_nothing(correct, application):
    response = correct(goal="", phone="0123")
    assert response.status_code == 422
    assert "Please check one field." in response.text
    application.refresh_from_db()
    assert application.phone == ""
    assert answers_of(application)["What do you want to achieve?"] == "Four flights."


def test_changed_email_invalidates_old_links_and_gets_a_new_one(correct, application, applicant, settings):
    settings.SITE_URL = "http://testserver"
    old = application.private_url
    response = correct(email="nadia.sommer@example.org")
    assert applicant.get(old).status_code == 404
    assert applicant.get(response["Location"]).status_code == 200
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_LINK)
    assert mail.to == "nadia.sommer@example.org"
    link = next(line for line in mail.text.splitlines() if "/apply/" in line)
    assert applicant.get(link).status_code == 200


def test_queued_mail_is_sent_to_the_changed_email(correct, application):
    message = make_message(application)
    correct(email="nadia.sommer@example.org")
    message.mail.refresh_from_db()
    assert message.mail.to == "nadia.sommer@example.org"


def test_correction_equal_to_another_application_is_refused(correct, application):
    make_application(goal="Five flights.")
    response = correct(goal="Five flights.")
    assert response.status_code == 422
    assert "You have already sent the same answers" in response.text
    assert answers_of(application)["What do you want to achieve?"] == "Four flights."
    assert not application.notes.exists()


def test_eleventh_correction_of_a_day_is_refused(correct, application):
    for number in range(10):
        assert correct(goal=f"{number} flights.").status_code == 303
    response = correct(goal="Ten flights.")
    assert response.status_code == 422
    assert "several times today" in response.text
    assert answers_of(application)["What do you want to achieve?"] == "9 flights."


def test_closed_application_cannot_be_corrected(correct, application, applicant):
    application.move_to("withdrawn", by=None)
    assert applicant.get(f"{application.private_url}correct/").status_code == 303
    assert correct(goal="Five flights.").status_code == 422
    assert not application.notes.exists()


def test_json_file_has_answers_and_sent_mails_but_no_notes(applicant, application):
    message = make_message(application, text="Let’s talk.")
    unsent = make_message(application, text="Not sent yet.")
    message.mail.mark_sent()
    application.notes.create(author=message.person, text="Called her.")
    application.move_to("accepted", by=message.person, message=unsent)
    response = applicant.get(f"{application.private_url}application.json")
    data = response.json()
    assert response["Content-Disposition"] == 'attachment; filename="application.json"'
    assert "no-store" in response["Cache-Control"]
    assert data["stage"] == "new"
    assert data["answers"][0] == {
        "question": "What do you want to achieve?",
        "answer": "Four flights.",
        "text": "Four flights.",
    }
    assert [mail["text"] for mail in data["messages"]] == ["Let’s talk."]
    assert "Called her." not in response.text


def test_html_file_has_the_same_and_is_escaped(applicant):
    application = make_application(name="<b>Nadia</b>", goal="Four <i>flights</i>.")
    response = applicant.get(f"{application.private_url}application.html")
    assert response["Content-Disposition"] == 'attachment; filename="application.html"'
    assert "Four &lt;i&gt;flights" in response.text
    assert "<b>Nadia" not in response.text
    assert "What do you want to achieve?" in response.text


def mails_of_corrections():
    return list(OutgoingMail.objects.filter(kind=MailKind.APPLICATION_CORRECTED))


def test_coach_is_mailed_without_the_answers(correct, application):
    coach = make_coach(email="mara@example.org")
    correct(goal="Five flights.")
    [mail] = mails_of_corrections()
    assert (mail.to, mail.reply_to) == (coach.email, application.email)
    assert mail.subject == "Application corrected: Nadia Sommer"
    assert f"/admin/coaching/application/{application.pk}/change/" in mail.text
    assert "flights" not in mail.subject + mail.text + mail.html


def test_coach_is_mailed_once_until_the_correction_is_seen(correct, application):
    make_coach()
    for goal in ("Five flights.", "Six flights."):
        correct(goal=goal)
    assert len(mails_of_corrections()) == 1
    assert application.mark_seen(str(application.notes.last().pk))
    correct(goal="Seven flights.")
    assert len(mails_of_corrections()) == 2


def test_unchanged_form_or_spam_is_not_mailed(correct, application):
    make_coach()
    correct()
    Application.objects.update(is_suspected_spam=True)
    correct(goal="Five flights.")
    assert not mails_of_corrections()


@pytest.fixture
def mark_seen(client, application):
    """``mark_seen(page)``: a coach presses "Seen" on that page of the application."""

    def mark(page):
        newest = page.split('name="seen" value="')[1].split('"')[0]
        path = reverse("admin:coaching_application_mark_seen", args=[application.pk])
        return client.post(path, {"seen": newest}, follow=True).text

    client.force_login(make_coach())
    return mark


def page_of(client, application):
    return client.get(reverse("admin:coaching_application_change", args=[application.pk])).text


def test_admin_shows_a_correction_until_it_is_seen(correct, application, client, mark_seen):
    assert "The applicant changed this on" not in page_of(client, application)
    correct(goal="Five flights.")
    page = page_of(client, application)
    assert "The applicant changed this on" in page
    assert "The applicant changed this on" not in mark_seen(page)


def test_correction_newer_than_the_page_is_not_marked_as_seen(correct, application, client, mark_seen):
    correct(goal="Five flights.")
    page = page_of(client, application)
    correct(goal="Six flights.")
    after = mark_seen(page)
    assert "The applicant has made another correction since." in after
    assert "The applicant changed this on" in after
