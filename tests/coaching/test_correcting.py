"""Applicants change what they sent. The coach sees what stood there before."""

import pytest
from django.urls import reverse

from coaching.models import Application
from outbox.models import OutgoingMail
from tests.factories import default_questions, make_application, make_asked, make_coach, make_message, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_application(goal="Four flights.", link_number=7)


@pytest.fixture
def correct(applicant, application):
    """``correct(goal="…")`` sends the form with everything else as it was."""

    def send(**answers):
        posted = make_posted(**{"goal": "Four flights.", **answers})
        return applicant.post(f"{application.status_url}correct/", posted)

    return send


def answers_of(application):
    return {answer.wording: answer.value for answer in application.answers.all()}


def test_form_has_what_was_sent_in_the_wording_of_then(applicant, application):
    question = default_questions()["goal"]
    question.text = "What is your goal?"
    question.reword()
    html = applicant.get(f"{application.status_url}correct/").text
    assert "What do you want to reach?" in html
    assert "Four flights." in html
    assert "What is your goal?" not in html


def test_answers_and_contact_are_changed_and_the_earlier_ones_noted(correct, application, applicant):
    response = correct(goal="Five flights.", obstacles="Time.", phone="0123")
    assert response.status_code == 303
    application.refresh_from_db()
    assert application.phone == "0123"
    assert answers_of(application)["What do you want to reach?"] == "Five flights."
    assert answers_of(application)["What has stopped you before?"] == "Time."
    note = application.notes.get()
    assert note.author is None
    for words in ("Phone: –", "What do you want to reach? Four flights.", "What has stopped you before? –"):
        assert words in note.text
    page = applicant.get(response["Location"]).text
    assert "Five flights." in page
    assert "It was changed." in page


def test_answer_can_be_taken_out(applicant):
    application = make_application(goal="Four flights.", obstacles="Time.")
    applicant.post(f"{application.status_url}correct/", make_posted(goal="Four flights."))
    assert "What has stopped you before?" not in answers_of(application)
    assert "What has stopped you before? Time." in application.notes.get().text


def test_sent_as_it_was_nothing_is_changed_or_noted(correct, application):
    assert correct().status_code == 303
    assert not application.notes.exists()


def test_question_asked_since_may_stay_empty(correct, application):
    make_asked("How did you sleep?", is_required=True)
    assert correct(goal="Five flights.").status_code == 303


def test_answer_that_is_needed_is_missed_and_nothing_is_changed(correct, application):
    response = correct(goal="", phone="0123")
    assert response.status_code == 422
    assert "One answer needs another look." in response.text
    application.refresh_from_db()
    assert application.phone == ""
    assert answers_of(application)["What do you want to reach?"] == "Four flights."


def test_another_address_ends_the_old_links_and_gets_a_new_one(correct, application, applicant, settings):
    settings.SITE_URL = "http://testserver"
    old = application.status_url
    response = correct(email="nadia.sommer@example.org")
    assert applicant.get(old).status_code == 404
    assert applicant.get(response["Location"]).status_code == 200
    mail = OutgoingMail.objects.get(kind=OutgoingMail.Kind.APPLICATION_LINK)
    assert mail.to == "nadia.sommer@example.org"
    link = next(line for line in mail.text.splitlines() if "/apply/" in line)
    assert applicant.get(link).status_code == 200


def test_mail_that_waits_goes_to_the_new_address(correct, application):
    message = make_message(application)
    correct(email="nadia.sommer@example.org")
    message.mail.refresh_from_db()
    assert message.mail.to == "nadia.sommer@example.org"


def test_same_as_another_application_is_refused_and_nothing_is_changed(correct, application):
    make_application(goal="Five flights.")
    response = correct(goal="Five flights.")
    assert response.status_code == 422
    assert "You have sent the same before" in response.text
    assert answers_of(application)["What do you want to reach?"] == "Four flights."
    assert not application.notes.exists()


def test_ten_corrections_a_day_are_enough(correct, application):
    for number in range(10):
        assert correct(goal=f"{number} flights.").status_code == 303
    response = correct(goal="Ten flights.")
    assert response.status_code == 422
    assert "several times today" in response.text
    assert answers_of(application)["What do you want to reach?"] == "9 flights."


def test_what_is_over_is_not_changed(correct, application, applicant):
    application.move_to("withdrawn", by=None)
    assert applicant.get(f"{application.status_url}correct/").status_code == 303
    assert correct(goal="Five flights.").status_code == 422
    assert not application.notes.exists()


def test_file_has_what_was_sent_and_told_and_nothing_of_the_coachs_own(applicant, application):
    message = make_message(application, text="Let us talk.")
    unsent = make_message(application, text="Not sent yet.")
    message.mail.mark_sent()
    application.notes.create(author=message.person, text="Called her.")
    application.move_to("accepted", by=message.person, message=unsent)
    response = applicant.get(f"{application.status_url}application.json")
    data = response.json()
    assert response["Content-Disposition"] == 'attachment; filename="application.json"'
    assert "no-store" in response["Cache-Control"]
    assert data["stage"] == "new"
    assert data["answers"][0] == {
        "question": "What do you want to reach?",
        "answer": "Four flights.",
        "text": "Four flights.",
    }
    assert [mail["text"] for mail in data["messages"]] == ["Let us talk."]
    assert "Called her." not in response.text


def test_file_to_read_has_the_same_and_is_escaped(applicant):
    application = make_application(name="<b>Nadia</b>", goal="Four <i>flights</i>.")
    response = applicant.get(f"{application.status_url}application.html")
    assert response["Content-Disposition"] == 'attachment; filename="application.html"'
    assert "Four &lt;i&gt;flights" in response.text
    assert "<b>Nadia" not in response.text
    assert "What do you want to reach?" in response.text


def mails_of_corrections():
    return list(OutgoingMail.objects.filter(kind=OutgoingMail.Kind.APPLICATION_CORRECTED))


def test_coach_is_told_without_the_words(correct, application):
    coach = make_coach(email="mara@example.org")
    correct(goal="Five flights.")
    [mail] = mails_of_corrections()
    assert (mail.to, mail.reply_to) == (coach.email, application.email)
    assert mail.subject == "Application corrected: Nadia Sommer"
    assert f"/admin/coaching/application/{application.pk}/change/" in mail.text
    assert "flights" not in mail.subject + mail.text + mail.html


def test_coach_is_mailed_once_until_she_has_seen_it(correct, application):
    make_coach()
    for goal in ("Five flights.", "Six flights."):
        correct(goal=goal)
    assert len(mails_of_corrections()) == 1
    assert application.see(str(application.notes.last().pk))
    correct(goal="Seven flights.")
    assert len(mails_of_corrections()) == 2


def test_nobody_is_told_of_what_stayed_as_it_was_or_is_spam(correct, application):
    make_coach()
    correct()
    Application.objects.update(is_suspected_spam=True)
    correct(goal="Five flights.")
    assert not mails_of_corrections()


@pytest.fixture
def seen_by_a_coach(client, application):
    """A coach presses "Seen" on the page of the application, as it stood there."""

    def see(page):
        newest = page.split('name="seen" value="')[1].split('"')[0]
        path = reverse("admin:coaching_application_see", args=[application.pk])
        return client.post(path, {"seen": newest}, follow=True).text

    client.force_login(make_coach())
    return see


def page_of(client, application):
    return client.get(reverse("admin:coaching_application_change", args=[application.pk])).text


def test_page_of_the_coach_says_so_until_she_has_seen_it(correct, application, client, seen_by_a_coach):
    assert "The applicant changed this on" not in page_of(client, application)
    correct(goal="Five flights.")
    page = page_of(client, application)
    assert "The applicant changed this on" in page
    assert "The applicant changed this on" not in seen_by_a_coach(page)


def test_correction_that_was_not_on_the_page_is_not_seen(correct, application, client, seen_by_a_coach):
    correct(goal="Five flights.")
    page = page_of(client, application)
    correct(goal="Six flights.")
    after = seen_by_a_coach(page)
    assert "It was corrected once more meanwhile." in after
    assert "The applicant changed this on" in after
