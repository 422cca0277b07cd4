import time

import pytest

from core import akismet
from core.akismet import Verdict
from tests import akismet_server as says

ASK = {"comment_type": "comment", "comment_content": "How many sets?"}


@pytest.mark.parametrize(
    ("reply", "verdict"), [(says.HAM, Verdict.HAM), (says.SPAM, Verdict.SPAM), (says.DISCARD, Verdict.DISCARD)]
)
def test_verdict(akismet_server, reply, verdict):
    akismet_server.reply = reply
    assert akismet.check("203.0.113.9", **ASK) == akismet.Answer(verdict)


def test_question_names_site_key_and_visitor(akismet_server, settings):
    akismet.check("203.0.113.9", **ASK)
    assert akismet_server.asked == [{"api_key": "a-key", "blog": settings.SITE_URL, "user_ip": "203.0.113.9", **ASK}]
    assert akismet_server.paths == ["/1.1/comment-check"]


def test_provisional_ham_says_when_to_ask_again(akismet_server):
    akismet_server.reply = says.PROVISIONAL
    answer = akismet.check("203.0.113.9", **ASK)
    assert (answer.verdict, answer.recheck_after, answer.is_provisional) == (Verdict.HAM, 600, True)


def test_word_to_the_owner_comes_with_a_verdict(akismet_server):
    akismet_server.reply = says.ALERT
    answer = akismet.check("203.0.113.9", **ASK)
    assert (answer.verdict, answer.alert) == (Verdict.HAM, "Please upgrade your plan.")


@pytest.mark.parametrize("fault", says.FAULTS)
def test_anything_else_is_no_answer(akismet_server, fault):
    akismet_server.reply = says.FAULTS[fault]
    answer = akismet.check("203.0.113.9", **ASK)
    assert answer.verdict is None
    assert answer.error


def test_invalid_key_says_why(akismet_server):
    akismet_server.reply = says.INVALID
    assert akismet.check("203.0.113.9", **ASK).error == "APIKeyError: We were unable to parse your key."


def test_silence_ends_with_the_time_out(akismet_server):
    akismet_server.reply = says.SILENCE
    start = time.monotonic()
    akismet.check("203.0.113.9", **ASK)
    assert time.monotonic() - start < 5


def test_refused_connection_is_no_answer(settings):
    settings.AKISMET_API_KEY, settings.AKISMET_API_URL = "a-key", "http://127.0.0.1:9/1.1"
    assert akismet.check("203.0.113.9", **ASK).verdict is None


def test_redirect_is_not_followed(akismet_server):
    akismet_server.reply = says.Reply("", status=302, headers={"Location": "http://127.0.0.1:9/"})
    assert akismet.check("203.0.113.9", **ASK).verdict is None


def test_without_a_key_there_is_no_akismet(settings):
    settings.AKISMET_API_KEY = ""
    assert not akismet.is_configured()
