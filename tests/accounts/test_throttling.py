"""Throttling of sign-in attempts: by account and network, by network, by account, and over all processes."""

from threading import Barrier

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from accounts.models import SignInThrottle
from accounts.sign_in import hashing, throttling
from accounts.sign_in.throttling import Pauses
from accounts.tasks import purge
from tests.factories import PASSWORD, make_coach, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara():
    return make_coach(email="mara@example.org", password=PASSWORD)


def guess(email: str, ip: str = "203.0.113.7", password: str = "guess", client: Client | None = None):
    client = client or Client()
    return client.post("/account/login/", {"login": email, "password": password}, REMOTE_ADDR=ip)


def count_allowed(*guesses) -> int:
    return sum(response.status_code != 429 for response in guesses)


def test_sixth_wrong_password_is_refused(mara):
    assert [guess(mara.email).status_code for _ in range(6)] == [200] * 5 + [429]


def test_wait_is_in_the_page_and_in_retry_after(mara):
    response = [guess(mara.email) for _ in range(6)][-1]
    wait = int(response["Retry-After"])
    assert 20 < wait <= 30
    assert f"Please wait {wait} seconds, then try again." in response.text
    assert "no-store" in response["Cache-Control"]


def test_sign_in_works_after_the_wait(mara, clock):
    for _ in range(6):
        guess(mara.email)
    assert guess(mara.email, password=PASSWORD).status_code == 429
    clock(seconds=31)
    assert guess(mara.email, password=PASSWORD).status_code == 302


def test_pauses_grow(mara, clock):
    waits = []
    for _ in range(4):
        while (response := guess(mara.email)).status_code == 200:
            pass
        waits.append(int(response["Retry-After"]))
        clock(seconds=waits[-1] + 1)
    assert waits == pytest.approx([30, 60, 120, 240], abs=10)


def test_correct_password_works_from_another_network_meanwhile(mara):
    for _ in range(20):
        guess(mara.email)
    assert guess(mara.email, ip="198.51.100.4", password=PASSWORD).status_code == 302


def test_unknown_account_is_throttled_in_the_same_way():
    assert [guess("nobody@example.org").status_code for _ in range(6)] == [200] * 5 + [429]


def test_network_is_throttled_over_accounts():
    guesses = [guess(f"person{number}@example.org") for number in range(30)]
    assert count_allowed(*guesses) == 10


def test_ipv6_addresses_are_throttled_by_network(mara):
    guesses = [guess(mara.email, ip=f"2001:db8:1:1::{number:x}") for number in range(1, 20)]
    assert count_allowed(*guesses) == 5


def test_account_is_throttled_over_networks(mara):
    guesses = [guess(mara.email, ip=f"198.51.100.{number}") for number in range(1, 100)]
    # One more is allowed for each pause that ends meanwhile.
    assert 20 <= count_allowed(*guesses) <= 26


def test_throttled_account_can_sign_in_from_a_known_network(mara):
    assert guess(mara.email, ip="192.0.2.1", password=PASSWORD).status_code == 302
    for number in range(1, 60):
        guess(mara.email, ip=f"198.51.100.{number}")
    assert guess(mara.email, ip="192.0.2.9", password=PASSWORD).status_code == 429
    assert guess(mara.email, ip="192.0.2.1", password=PASSWORD).status_code == 302


def test_known_browser_can_sign_in_on_any_network(mara):
    hers = Client()
    assert guess(mara.email, ip="192.0.2.1", password=PASSWORD, client=hers).status_code == 302
    hers.post("/account/logout/")
    for _ in range(8):
        guess(mara.email, ip="203.0.113.7")
    assert guess(mara.email, ip="203.0.113.7", password=PASSWORD, client=hers).status_code == 302


def test_known_browser_is_throttled_too(mara):
    hers = Client()
    guess(mara.email, password=PASSWORD, client=hers)
    hers.post("/account/logout/")
    assert count_allowed(*(guess(mara.email, client=hers) for _ in range(9))) == 5


def test_browser_known_for_one_account_is_unknown_for_another(mara):
    hers, tom = Client(), make_user(is_staff=True, password=PASSWORD)
    guess(tom.email, password=PASSWORD, client=hers)
    hers.post("/account/logout/")
    for number in range(1, 30):
        guess(mara.email, ip=f"198.51.100.{number}")
    assert guess(mara.email, password="guess", client=hers).status_code == 429


def test_successful_sign_in_does_not_reset_the_count_of_its_network(mara):
    """Otherwise somebody with an account would have unlimited guesses."""
    tom = make_user(is_staff=True, password=PASSWORD)
    allowed = 0
    for number in range(30):
        allowed += count_allowed(guess(f"person{number}@example.org"))
        guess(tom.email, password=PASSWORD)
    assert allowed <= 11


def test_rows_contain_no_email(mara):
    guess(mara.email)
    assert not SignInThrottle.objects.filter(key__contains="mara").exists()
    assert {len(row.key) for row in SignInThrottle.objects.all()} == {64}


def test_throttled_guess_writes_nothing(mara, django_assert_max_num_queries):
    for _ in range(5):
        guess(mara.email)
    with django_assert_max_num_queries(12) as queries:
        assert guess(mara.email).status_code == 429
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_expired_rows_are_deleted(mara, clock):
    guess(mara.email)
    guess(mara.email, ip="192.0.2.1", password=PASSWORD)
    clock(days=2)
    purge.func()
    assert SignInThrottle.objects.count() == 1
    clock(days=90)
    purge.func()
    assert not SignInThrottle.objects.exists()


def test_failures_of_yesterday_do_not_count(mara, clock):
    for _ in range(5):
        guess(mara.email)
    clock(days=1, minutes=1)
    assert [guess(mara.email).status_code for _ in range(6)] == [200] * 5 + [429]


def test_third_concurrent_password_is_refused_at_once(mara):
    with hashing.hashing_slot(), hashing.hashing_slot():
        response = guess(mara.email, password=PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert "Please wait 2 seconds" in response.text
    assert not SignInThrottle.objects.filter(failures__gt=0).exists()
    assert guess(mara.email, password=PASSWORD).status_code == 302


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_at_most_two_passwords_are_hashed_at_a_time(mara, settings, monkeypatch):
    """Sixteen passwords come at once, each from another network."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    running, most, together = [], [0], Barrier(16)
    encode = PBKDF2PasswordHasher.encode

    def watched(self, *args, **kwargs):
        running.append(1)
        most[0] = max(most[0], len(running))
        try:
            return encode(self, *args, **kwargs)
        finally:
            running.pop()

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", watched)

    def post(number):
        together.wait()
        try:
            return guess(f"person{number}@example.org", ip=f"198.51.100.{number}").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        statuses = list(threads.map(post, range(16)))
    assert most[0] <= hashing.MAX_PARALLEL_HASHES
    assert set(statuses) == {200, 429}


def test_concurrent_guesses_are_counted_like_sequential_ones(mara, rf):
    """Each guess is counted before it is checked."""
    request = rf.post("/account/login/")
    for _ in range(5):
        throttling.Attempt(throttling.PASSWORD, mara.email, request).begin()
    with pytest.raises(throttling.ThrottledError):
        throttling.Attempt(throttling.PASSWORD, mara.email, request).begin()


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (12, 3600), (10_000, 3600)])
def test_pause_after(failures, seconds):
    assert throttling.PASSWORD.browser.pause_after(failures).total_seconds() == seconds


def test_pauses_never_shrink():
    pauses = Pauses(3, throttling.PASSWORD.browser.first, throttling.PASSWORD.browser.longest)
    lengths = [pauses.pause_after(failures) for failures in range(60)]
    assert lengths == sorted(lengths)


def test_current_password_cannot_be_guessed_in_a_session(client, mara):
    sign_in(client, mara)
    data = {"oldpassword": "guess", "password1": "carry-hinge-row-77", "password2": "carry-hinge-row-77"}
    assert [client.post("/account/password/", data).status_code for _ in range(6)] == [200] * 5 + [429]


def test_password_cannot_be_guessed_at_reauthentication(client, mara):
    client.force_login(mara)
    data = {"password": "guess"}
    assert [client.post("/account/again/", data).status_code for _ in range(6)] == [200] * 5 + [429]
