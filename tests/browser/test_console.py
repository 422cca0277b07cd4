import time

import pytest

from accounts.roles import Role
from tests.factories import make_comment, make_post, make_user


def test_article_causes_no_console_errors(page):
    make_post("strong-hips", title="Strong hips")
    page.goto("/strong-hips/")
    assert "Strong hips" in page.content()


def test_pages_of_the_inbox_without_its_keys_cause_no_console_errors(page, sign_in):
    comment = make_comment(make_post("strong-hips"))
    sign_in(page.context, make_user(is_staff=True, role=Role.OWNER))
    page.goto(f"/admin/inbox/{comment.pk}/similar/")
    sign_in(page.context, make_user(is_staff=True, role=Role.WRITER))
    page.goto("/admin/")


def test_inline_script_is_refused_and_reported(page, console_errors):
    page.goto("/nothing-here/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    expected, end = ("Content Security Policy", "/nothing-here/x"), time.monotonic() + 10
    while not all(any(words in error for error in console_errors) for words in expected):
        assert time.monotonic() < end, console_errors
        page.wait_for_timeout(50)
    console_errors.clear()
    assert page.title() != "1"


def test_axe_fixture_names_the_violation(page, axe):
    page.goto("/nothing-here/")
    page.evaluate("document.body.innerHTML = '<main><h1>A</h1><button></button></main>'")
    with pytest.raises(AssertionError, match="button-name"):
        axe(page)
