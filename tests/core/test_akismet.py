import time

import pytest

from core.outbound import akismet
from core.outbound.akismet import Verdict
from tests import akismet_server as says

ASK = {"comment_type": "comment", "comment_content": "How many sets?"}


@pytest.mark.parametrize(
    ("reply", "verdict"), [(says.HAM, Verdict.HAM), (says.SPAM, Verdict.SPAM), (says.DISCARD, Verdict.DISCARD)]
)
def test_verdict_of_a_check(akismet_server, reply, verdict):
    akismet_server.reply = reply
    assert akismet.check("203.0.113.9", **ASK) == akismet.AkismetAnswer(verdict)


def test_check_sends_site_key_and_visitor(akismet_server, settings):
    akismet.check("203.0.113.9", **ASK)
    assert akismet_server.requests == [{"api_key": "a-key", "blog": settings.SITE_URL, "user_ip": "203.0.113.9", **ASK}]
    assert akismet_server.paths == ["/1.1/comment-check"]


def test_provisional_ham_has_a_time_for_the_next_check(akismet_server):
    akismet_server.reply = says.PROVISIONAL
    answer = akismet.check("203.0.113.9", **ASK)
    assert (answer.verdict, answer.recheck_after, answer.is_provisional) == (Verdict.HAM, 600, True)


def test_message_to_the_owner_comes_with_a_verdict(akismet_server):
    akismet_server.reply = says.ALERT
    answer = akismet.check("203.0.113.9", **ASK)
    assert (answer.verdict, answer.alert) == (Verdict.HAM, "Please upgrade your plan.")


@pytest.mark.parametrize("fault", says.FAULTS)
def test_faulty_response_has_no_verdict(akismet_server, fault):
    akismet_server.reply = says.FAULTS[fault]
    answer = akismet.check("203.0.113.9", **ASK)
    assert answer.verdict is None
    assert answer.error


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("invalid", "Akismet does not accept the key of this site."),
        ("garbage", "Akismet’s answer can’t be understood."),
        ("500", "Akismet has an error."),
        ("429", "Akismet was asked too often in a short time."),
        ("silence", "Akismet did not answer in time."),
    ],
)
def test_fault_has_a_plain_sentence_and_is_logged(akismet_server, caplog, fault, sentence):
    akismet_server.reply = says.FAULTS[fault]
    for error in (akismet.check("203.0.113.9", **ASK).error, _report(akismet_server, says.FAULTS[fault])):
        assert error.startswith(sentence)
        assert "Error" not in error
    assert "Error: " in caplog.text


def _report(server, reply):
    server.reply_to_report = reply
    return akismet.report(Verdict.SPAM, "203.0.113.9", **ASK)


def test_refused_key_is_explained_in_the_log(akismet_server, caplog):
    akismet_server.reply = says.INVALID
    akismet.check("203.0.113.9", **ASK)
    assert "We were unable to parse your key." in caplog.text


def test_silent_server_times_out(akismet_server):
    akismet_server.reply = says.SILENCE
    start = time.monotonic()
    akismet.check("203.0.113.9", **ASK)
    assert time.monotonic() - start < 5


def test_refused_connection_has_no_verdict(settings):
    settings.AKISMET_API_KEY, settings.AKISMET_API_URL = "a-key", "http://127.0.0.1:9/1.1"
    answer = akismet.check("203.0.113.9", **ASK)
    assert (answer.verdict, answer.error) == (None, "Akismet can’t be reached.")


def test_redirect_is_not_followed(akismet_server):
    akismet_server.reply = says.Reply("", status=302, headers={"Location": "http://127.0.0.1:9/"})
    assert akismet.check("203.0.113.9", **ASK).verdict is None


def test_akismet_is_off_without_a_key(settings):
    settings.AKISMET_API_KEY = ""
    assert not akismet.is_configured()
