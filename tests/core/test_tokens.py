from datetime import timedelta

import pytest
from django.utils import timezone

from core.tokens import sign, unsign

MONTH = timedelta(days=30)


def test_token_is_valid_for_its_purpose_and_row():
    assert unsign("stop", sign("stop", 12), MONTH) == 12


def test_token_with_a_changed_byte_is_refused():
    token = sign("stop", 12).encode()
    accepted = []
    for place in range(len(token)):
        for byte in range(256):
            changed = token[:place] + bytes([byte]) + token[place + 1 :]
            if changed != token and unsign("stop", changed.decode("latin-1"), MONTH) is not None:
                accepted.append(changed)
    assert accepted == []


def test_token_with_a_missing_or_extra_byte_is_refused():
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
def test_token_expires(monkeypatch, days, pk):
    token = sign("stop", 12)
    later = (timezone.now() + timedelta(days=days)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert unsign("stop", token, MONTH) == pk


def test_token_of_another_secret_key_is_refused(settings):
    token = sign("stop", 12)
    settings.SECRET_KEY = "of another site"
    assert unsign("stop", token, MONTH) is None


@pytest.mark.parametrize("token", ["", ".", "..", "12", "12..", "\0", "ü" * 80, "x" * 100_000])
def test_malformed_token_is_refused(token):
    assert unsign("stop", token, MONTH) is None


def test_token_can_be_part_of_a_url():
    assert not set(sign("stop", 12)) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")
