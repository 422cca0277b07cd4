import time

import pytest

from core.robots import is_allowed, rules_for

RULES = """\ufeff# ours
User-agent: *
Disallow: /private/   # not for programs
Allow: /private/but-this
Disallow: /*.pdf$
Disallow: /*/drafts/*/old
Disallow:

Sitemap: https://example.com/sitemap.xml
User-agent: badbot
User-agent: WorseBot
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/", True),
        ("/private", True),
        ("/private/", False),
        ("/private/x?y", False),
        ("/private/but-this/one", True),
        ("/a.pdf", False),
        ("/a.pdf?page=2", True),
        ("/a.pdfx", True),
        ("/my/drafts/very/old", False),
        ("/drafts/very/old", True),
    ],
)
def test_longest_rule_that_fits_decides(path, may):
    assert is_allowed(rules_for("Sturdy", RULES), path) == may


@pytest.mark.parametrize("agent", ["badbot", "BadBot", "worsebot"])
def test_rules_of_its_own_go_before_those_for_everybody(agent):
    assert not is_allowed(rules_for(agent, RULES), "/")


def test_groups_for_the_same_program_are_one():
    text = "User-agent: sturdy\r\nDisallow: /a\r\n\r\nUser-agent: x\r\nDisallow: /b\r\nUser-agent: Sturdy\rDisallow: /c"
    assert [rule.path for rule in rules_for("Sturdy", text)] == ["/a", "/c"]


def test_rule_that_allows_wins_over_one_as_long():
    assert is_allowed(rules_for("Sturdy", "user-agent:*\ndisallow:/page\nallow:/page"), "/page")


@pytest.mark.parametrize(("rule", "path"), [("/über", "/%C3%BCber"), ("/%C3%BCber", "/%C3%BCber"), ("/$", "/")])
def test_rule_in_other_letters_fits_too(rule, path):
    assert not is_allowed(rules_for("Sturdy", f"User-agent: *\nDisallow: {rule}"), path)


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html>", "Disallow: /", "User-agent: *\nAllow: /", "User-agent: x"])
def test_nothing_that_forbids_is_no_rule(text):
    assert is_allowed(rules_for("Sturdy", text), "/page")


def test_rules_for_too_many_programs_are_read_in_time():
    start = time.monotonic()
    rules = rules_for("Sturdy", "User-agent: a\nUser-agent: *\n" * 10_000 + "Disallow: /a\n" * 20_000)
    assert not is_allowed(rules, "/a")
    assert time.monotonic() - start < 2


def test_rule_made_to_take_for_ever_does_not():
    start = time.monotonic()
    rules = rules_for("Sturdy", f"User-agent: *\nDisallow: /{'*a' * 200}$\n" * 50)
    assert is_allowed(rules, f"/{'a' * 199}b")
    assert time.monotonic() - start < 2
