"""Who is written to about what. Mail leaves over SMTP, on loopback, with a clock that is moved on."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from comments import hearing, keeping, moderation
from comments.hearing import Outlook
from comments.models import Comment, Correspondent
from comments.moderation import Verb
from outbox.models import OutgoingMail
from outbox.sending import deliver
from outbox.tasks import send_due
from tests.factories import make_answer, make_coach, make_comment, make_post, make_question
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db

NADIA = "nadia@example.org"


@pytest.fixture
def server(settings):
    settings.SITE_URL = "http://testserver"
    settings.DEFAULT_FROM_EMAIL = "Sturdy <hello@coach.example.com>"
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        yield server


@pytest.fixture
def coach():
    return make_coach(display_name="Mara Lindt")


@pytest.fixture
def post(coach):
    return make_post("strong-hips", title="Strong hips", author=coach)


@pytest.fixture
def question(post):
    return make_question(post, email=NADIA, name="Nadia S.", text="Why does my knee click?", state="held")


@pytest.fixture
def nadia(question):
    return Correspondent.objects.get(email=NADIA)


@pytest.fixture
def answer(coach):
    def write(comment, text="Squat lower. It is only air."):
        return moderation.answer(comment, by=coach, text=text)

    return write


@pytest.fixture
def later(clock):
    """Let so many minutes pass, with the sweep that each of them brings."""

    def pass_(minutes=3):
        for _ in range(minutes):
            clock(minutes=1)
            send_due.func()

    return pass_


def text_of(mail):
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def link(mail, page):
    return re.search(rf"http://testserver(/hearing/{page}/\S+)", text_of(mail)).group(1)


def test_first_answer_is_mailed_in_the_coachs_name(server, later, question, answer):
    reply = answer(question)
    later()
    [mail] = server.mails
    assert mail["To"] == NADIA
    assert mail["From"] == "Mara Lindt <hello@coach.example.com>"
    assert mail["Reply-To"] is None
    assert mail["Subject"] == "Mara Lindt answered your comment on “Strong hips”"
    assert f"http://testserver/comments/{reply.pk}/" in text_of(mail)
    assert "one-click" in mail["List-Unsubscribe"]


def test_first_mail_quotes_nothing_that_was_written_here(server, later, question, answer):
    """Anybody can type anybody's address: nobody has words of his own mailed to a stranger."""
    answer(question)
    later()
    for part in server.mails[0].iter_parts():
        for words in ("Nadia", "knee", "Squat", "air"):
            assert words not in part.get_content()


def test_one_such_mail_goes_to_an_address(server, later, post, question, answer):
    answer(question)
    later()
    answer(question, "And twice a week.")
    answer(make_question(post, email=NADIA, text="And my hip?"))
    answer(make_question(make_post(), email=NADIA.upper(), text="And my neck?"))
    later(30)
    assert len(server.mails) == 1


def test_two_answers_at_once_are_one_first_mail(server, later, post, question, answer):
    answer(question)
    answer(make_question(post, email=NADIA, text="And my hip?"))
    later()
    assert len(server.mails) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_ten_workers_send_one_first_mail_to_an_address(server, clock, post, answer):
    for number in range(10):
        answer(make_question(post, email=NADIA, text=f"Question {number}?"))
    clock(minutes=3)
    mails = list(OutgoingMail.objects.all())
    start = threading.Barrier(len(mails))

    def work(mail):
        start.wait()
        try:
            deliver(mail)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[mail]) for mail in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails) == 10
    assert len(server.mails) == 1


def test_of_two_answers_at_once_the_one_that_stays_is_mailed(server, later, coach, post, question, answer):
    first = answer(question)
    second = answer(make_question(post, email=NADIA, text="And my hip?"))
    moderation.moderate(first, Verb.BIN, by=coach)
    later()
    [mail] = server.mails
    assert f"/comments/{second.pk}/" in text_of(mail)


def test_confirmed_reader_gets_answers_with_their_text(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question, "Squat <em>lower</em>.\n\nSee <a href='https://example.org/hips'>this film</a> & rest.")
    later()
    [mail] = server.mails
    assert mail["Subject"] == "Mara Lindt answered you: “Strong hips”"
    assert "Squat lower.\n\nSee this film (https://example.org/hips) & rest." in text_of(mail)
    assert "<em>lower</em>" in mail.get_body(["html"]).get_content()
    assert "knee" not in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_whole_talk(server, later, client, post, question, answer):
    reply = answer(question)
    later()
    client.post(link(server.mails[0], "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    again = make_question(post, email=NADIA, text="How low?", parent=reply)
    answer(again, "To the floor.")
    later()
    assert "To the floor." in text_of(server.mails[1])
    client.post(link(server.mails[1], "thread"), headers={"Sec-Fetch-Site": "same-origin"})
    answer(make_question(post, email=NADIA, text="Still clicks.", parent=reply), "Write to me.")
    later(20)
    assert len(server.mails) == 2
    answer(make_question(post, email=NADIA, text="Another matter."), "Gladly.")
    later()
    assert "Gladly." in text_of(server.mails[2])
    client.post(link(server.mails[2], "stop"), headers={"Sec-Fetch-Site": "same-origin"})
    answer(make_question(post, email=NADIA, text="One more."), "Here.")
    later(20)
    assert len(server.mails) == 3
    assert not OutgoingMail.objects.waiting().exists()


def test_answers_between_the_first_mail_and_the_yes_are_made_up_for(server, later, post, nadia, question, answer):
    answer(question)
    answer(make_question(post, email=NADIA, text="And my hip?"), "Bridges.")
    later()
    nadia.refresh_from_db()
    assert hearing.confirm(nadia)
    later()
    assert ["Bridges." in text_of(mail) for mail in server.mails] == [False, True]


def test_nothing_leaves_for_two_minutes(server, later, question, answer):
    answer(question)
    later(1)
    assert server.mails == []


def test_same_answer_sent_twice_is_mailed_once(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    answer(question)
    later(20)
    assert len(server.mails) == 1


def test_answer_and_its_mail_are_one_transaction(question, answer):
    with transaction.atomic():
        answer(question)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.SPAM, Verb.BIN])
def test_answer_taken_back_was_never_sent(server, later, coach, question, answer, verb):
    moderation.moderate(answer(question), verb, by=coach)
    assert not OutgoingMail.objects.waiting().exists()
    later(20)
    assert server.mails == []


def test_undone_answer_does_not_use_up_the_first_mail(server, later, coach, question, answer):
    moderation.moderate(answer(question, "Tpyo"), Verb.BIN, by=coach)
    later(5)
    answer(question)
    later()
    assert len(server.mails) == 1


def test_answer_put_back_is_mailed_after_all(server, later, coach, question, answer):
    reply = answer(question)
    moderation.moderate(reply, Verb.BIN, by=coach)
    moderation.moderate(reply, Verb.RESTORE, by=coach)
    later(20)
    assert len(server.mails) == 1


def test_answer_that_was_mailed_and_put_back_is_not_mailed_again(server, later, coach, nadia, question, answer):
    nadia.confirm()
    reply = answer(question)
    later()
    assert not hearing.take_back(reply)
    moderation.moderate(reply, Verb.HOLD, by=coach)
    moderation.moderate(reply, Verb.APPROVE, by=coach)
    later(20)
    assert len(server.mails) == 1


def hide_behind_its_back(question, reply):
    Comment.objects.filter(pk=reply.pk).update(state="binned")


def delete_answer(question, reply):
    reply.delete()


def delete_article(question, reply):
    question.post.delete()


def take_article_offline(question, reply):
    type(question.post).objects.filter(pk=question.post_id).update(state="private")


def hide_question(question, reply):
    Comment.objects.filter(pk=question.pk).update(state="spam")


def give_another_address(question, reply):
    Comment.objects.filter(pk=question.pk).update(email="kim@example.org")


def stop(question, reply):
    Correspondent.objects.get(email=NADIA).stop()


def mute(question, reply):
    Correspondent.objects.get(email=NADIA).mute(question)


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    "event",
    [
        hide_behind_its_back,
        delete_answer,
        delete_article,
        take_article_offline,
        hide_question,
        give_another_address,
        stop,
        mute,
    ],
)
def test_mail_does_not_leave_after(server, later, nadia, question, answer, event, confirmed):
    if confirmed:
        nadia.confirm()
    event(question, answer(question))
    later(20)
    assert [mail["Subject"] for mail in server.mails if "answered" in mail["Subject"]] == []
    assert not OutgoingMail.objects.waiting().exists()


def test_what_no_reader_wrote_here_again_is_not_mailed(server, later, post, answer):
    """An import leaves comments, and nobody to write to."""
    answer(make_comment(post, email=NADIA))
    later(20)
    assert server.mails == []


def test_staff_are_no_correspondents(server, later, coach, post, answer):
    make_coach(email="lena@example.org")
    assert Correspondent.objects.meet("Lena@example.org") is None
    answer(make_question(post, email="lena@example.org", author=None))
    later(20)
    assert server.mails == []


def test_who_came_to_work_here_is_not_written_to_as_a_reader(server, later, question, answer):
    make_coach(email=NADIA)
    answer(question)
    later(20)
    assert server.mails == []


def test_answer_to_the_coach_herself_or_to_nobody_is_not_mailed(coach, post):
    assert hearing.announce_answer(make_answer(make_answer(make_question(post)))) is None
    assert hearing.announce_answer(make_comment(post, author=coach)) is None


def test_readers_answer_to_a_reader_is_not_mailed(post, nadia, question):
    nadia.confirm()
    assert hearing.announce_answer(make_question(post, parent=question)) is None


def test_approved_comment_is_announced_to_who_confirmed(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(15)
    [mail] = server.mails
    assert mail["Subject"] == "Your comment on “Strong hips” is public"
    assert "knee" not in text_of(mail)


def test_approved_comment_is_announced_to_nobody_else(server, later, coach, question):
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(15)
    assert server.mails == []


def test_approved_and_answered_is_one_mail(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    later(20)
    assert [mail["Subject"] for mail in server.mails] == ["Mara Lindt answered you: “Strong hips”"]


def test_approved_and_soon_answered_is_one_mail(server, later, coach, nadia, question, answer):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(5)
    answer(question)
    later(20)
    assert [mail["Subject"] for mail in server.mails] == ["Mara Lindt answered you: “Strong hips”"]


def test_approved_and_hidden_again_is_no_mail(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    moderation.moderate(question, Verb.HOLD, by=coach)
    later(20)
    assert server.mails == []


@pytest.fixture
def secret(post):
    return make_question(post, email=NADIA, text="Between us: it hurts.", state="held", is_private=True)


def test_private_answer_waits_for_a_yes(server, later, client, secret, answer):
    """Neither its words nor a page with them may reach a mailbox that is perhaps somebody else's."""
    answer(secret, "See a doctor.")
    later()
    [first] = server.mails
    assert first["Subject"] == "Mara Lindt answered you"
    assert "See a doctor" not in text_of(first)
    assert "/comments/" not in text_of(first)
    client.post(link(first, "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    later()
    [_, second] = server.mails
    assert "See a doctor." in text_of(second)
    [page] = re.findall(r"http://testserver(/comments/mine/\S+)", text_of(second))
    assert "See a doctor." in client.get(page).text


def test_private_answer_is_mailed_once_to_who_confirmed(server, later, secret, answer):
    Correspondent.objects.get().confirm()
    answer(secret, "See a doctor.")
    later(20)
    [mail] = server.mails
    assert "See a doctor." in text_of(mail)
    assert "it hurts" not in text_of(mail)


def test_answer_by_mail_only_is_mailed_also_where_the_comment_stays_held(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.answer(question, by=coach, text="Between us.", by_mail_only=True)
    later(20)
    assert ["Between us." in text_of(mail) for mail in server.mails] == [True]


def test_comment_answered_by_mail_only_and_approved_is_one_mail(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    moderation.answer(question, by=coach, text="Between us.", by_mail_only=True)
    later(20)
    assert len(server.mails) == 1


def test_private_answer_taken_back_was_never_sent(server, later, coach, secret, answer):
    Correspondent.objects.get().confirm()
    moderation.moderate(answer(secret), Verb.BIN, by=coach)
    later(20)
    assert server.mails == []


def test_question_taken_back_by_its_reader_is_not_answered_by_mail(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    keeping.take_back(question)
    later(20)
    assert server.mails == []


def test_answer_goes_to_the_address_as_it_was_put_right(server, later, question, answer):
    keeping.fix_email(question, "nadia.sommer@example.org")
    answer(question)
    later()
    assert [mail["To"] for mail in server.mails] == ["nadia.sommer@example.org"]


def test_link_to_a_comment_can_be_the_last_mail(server, later, client, nadia, question):
    keeping.mail_link(question)
    later()
    [mail] = server.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.post(link(mail, "stop"), headers={"Sec-Fetch-Site": "same-origin"})
    assert hearing.will_hear(question) == Outlook.STOPPED


def test_link_to_a_comment_is_not_mailed_to_who_stopped(server, later, nadia, question):
    keeping.mail_link(question)
    nadia.stop()
    later()
    assert server.mails == []


def test_yes_after_a_stop_is_none(nadia):
    nadia.stop()
    assert not hearing.confirm(nadia)
    nadia.resume()
    assert not nadia.confirmed_at


def test_stop_can_be_undone(nadia):
    nadia.confirm()
    nadia.disown()
    nadia.resume()
    assert (nadia.stopped_at, nadia.disowned_at) == (None, None)
    assert nadia.confirmed_at


@pytest.mark.parametrize("reply", ["550 no such person", "554 5.7.1 not wanted"])
def test_address_that_is_refused_for_good_is_shown_and_left_alone(server, later, nadia, question, answer, reply):
    server.replies["RCPT"] = reply
    nadia.confirm()
    answer(question)
    later(10)
    assert Correspondent.objects.with_failing_since().get().failing_since
    assert hearing.will_hear(question) == Outlook.REFUSED
    server.replies.clear()
    answer(question, "Once more.")
    later(10)
    assert server.mails == []


def test_dismissed_failure_lets_the_next_mail_go(server, later, nadia, question, answer):
    server.replies["RCPT"] = "550 no such person"
    nadia.confirm()
    answer(question)
    later()
    server.replies.clear()
    OutgoingMail.objects.failed().update(dismissed_at=timezone.now())
    answer(question, "Once more.")
    later()
    assert len(server.mails) == 1


@pytest.mark.parametrize("verb", ["CONNECT", "RCPT", "DATA"])
def test_first_mail_that_is_put_off_for_an_hour_arrives_once(server, later, clock, question, answer, verb):
    server.replies[verb] = "421 try later"
    answer(question)
    later(60)
    assert server.mails == []
    server.replies.clear()
    later(240)
    assert len(server.mails) == 1


@pytest.mark.parametrize("verb", ["CONNECT", "RCPT", "DATA"])
def test_server_that_hangs_delays_the_mail_and_repeats_nothing(settings, server, later, question, answer, verb):
    server.timeout_of_client = 0.2
    settings.MAILERS = server.mailers
    server.replies[verb] = ""
    answer(question)
    later(10)
    assert server.mails == []
    server.replies.clear()
    later(60)
    assert len(server.mails) == 1


def test_server_down_for_an_hour_loses_and_repeats_nothing(settings, later, post, answer):
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        port = server.port
    asked = [make_question(post) for _ in range(12)]
    for comment in asked:
        answer(comment)
    later(60)
    with running_mail_server(port) as server:
        later(240)
        assert sorted(mail["To"] for mail in server.mails) == sorted(comment.email for comment in asked)


def test_stop_while_the_server_is_down_holds(server, later, nadia, question, answer):
    server.replies["CONNECT"] = "421 try later"
    answer(question)
    later(10)
    nadia.refresh_from_db()
    nadia.stop()
    server.replies.clear()
    later(240)
    assert server.mails == []


@pytest.mark.parametrize(
    ("change", "outlook"),
    [
        (lambda nadia, question: None, Outlook.FIRST),
        (lambda nadia, question: nadia.confirm(), Outlook.MAIL),
        (lambda nadia, question: nadia.stop(), Outlook.STOPPED),
        (lambda nadia, question: nadia.disown(), Outlook.DISOWNED),
        (lambda nadia, question: nadia.mute(question), Outlook.MUTED),
        (lambda nadia, question: nadia.delete(), Outlook.UNKNOWN),
        (lambda nadia, question: make_coach(email=NADIA), Outlook.STAFF),
    ],
)
def test_coach_sees_who_will_hear(nadia, question, change, outlook):
    change(nadia, question)
    assert hearing.will_hear(question) == outlook


def test_who_was_told_and_did_not_ask_for_more_will_not_hear(server, later, question, answer):
    answer(question)
    later()
    assert hearing.will_hear(question) == Outlook.UNCONFIRMED
    assert not Outlook.UNCONFIRMED.is_yes


def test_outlook_of_many_costs_the_same(post, django_assert_num_queries):
    comments = [make_question(post) for _ in range(20)]
    with django_assert_num_queries(3):
        assert set(hearing.outlook(comments).values()) == {Outlook.FIRST}


def test_outlook_without_an_address():
    comment = make_comment(email="")
    assert hearing.will_hear(comment) == Outlook.UNKNOWN


@pytest.mark.parametrize("fields", [{"email": "Nadia@example.org"}, {"email": NADIA, "disowned_at": timezone.now()}])
def test_database_refuses(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correspondent.objects.create(**fields)


def test_comment_by_the_form_makes_a_correspondent(reader, post):
    said = {"name": "Nadia", "email": "Nadia@Example.org", "text": "Hello there."}
    assert reader.post("/strong-hips/comments/new/", said).status_code == 303
    assert Correspondent.objects.get().email == NADIA


def test_bot_in_the_trap_makes_none(reader, post):
    said = {"name": "Bot", "email": NADIA, "text": "Buy this.", "homepage_url": "https://example.org"}
    reader.post("/strong-hips/comments/new/", said)
    assert not Correspondent.objects.exists()


def test_links_of_a_mail_last_as_long_as_they_should(server, later, client, monkeypatch, question, answer):
    answer(question)
    later()
    [mail] = server.mails
    after = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: after)
    assert client.get(link(mail, "confirm")).status_code == 404
    assert client.get(link(mail, "stop")).status_code == 200
