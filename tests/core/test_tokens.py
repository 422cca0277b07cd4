from datetime import timedelta

import pytest
from django.utils import timezone

from core.tokens import sign, unsign

MONTH = timedelta(days=30)


def test_token_opens_what_it_was_made_for():
    assert unsign("stop", sign("stop", 12), MONTH) == 12


def test_no_byte_of_it_can_be_changed():
    token = sign("stop", 12).encode()
    accepted = []
    for place in range(len(token)):
        for byte in range(256):
            changed = token[:place] + bytes([byte]) + token[place + 1 :]
            if changed != token and unsign("stop", changed.decode("latin-1"), MONTH) is not None:
                accepted.append(changed)
    assert accepted == []


def test_no_byte_can_be_left_out_or_added():
    token = sign("stop", 12)
    for place in range(len(token)):
        assert unsign("stop", token[:place] + token[place + 1 :], MONTH) is None
        assert unsign("stop", token[:place] + "A" + token[place:], MONTH) is None


def test_another_purpose_is_refused():
    assert unsign("confirm", sign("stop", 12), MONTH) is None


def test_another_row_is_refused():
    mine, other = sign("stop", 12), sign("stop", 13)
    assert unsign("stop", other.replace("13", "12", 1), MONTH) is None
    assert unsign("stop", f"13{mine.removeprefix('12')}", MONTH) is None


@pytest.mark.parametrize(("days", "pk"), [(29, 12), (31, None)])
def test_it_does_not_last_for_ever(monkeypatch, days, pk):
    token = sign("stop", 12)
    later = (timezone.now() + timedelta(days=days)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert unsign("stop", token, MONTH) == pk


def test_another_site_has_another_key(settings):
    token = sign("stop", 12)
    settings.SECRET_KEY = "of another site"
    assert unsign("stop", token, MONTH) is None


@pytest.mark.parametrize("token", ["", ".", "..", "12", "12..", "\0", "ü" * 80, "x" * 100_000])
def test_what_is_no_token_is_refused(token):
    assert unsign("stop", token, MONTH) is None


def test_it_can_stand_in_an_address():
    assert not set(sign("stop", 12)) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
