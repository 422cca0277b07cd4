import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from blog.links import href_piece, links_of, outside_address, put, words_piece
from core.html import clean_article

DEAD = "https://short.example/abc"

# Written in every way that people, editors and importers have of writing one link.
SPELLINGS = [
    f'<a href="{DEAD}">',
    f"<a href='{DEAD}'>",
    f"<a href={DEAD}>",
    f'<A HREF = "{DEAD}" target="_blank">',
    f'<a\n  title="a > b"\n  href="{DEAD}">',
    f"<a/href='{DEAD}'/>",
    '<a href="https://short.example/&#97;bc">',
    f'<a data-href="https://elsewhere.example" href="{DEAD}">',
    f'<a href="{DEAD}" href="https://elsewhere.example">',
]


def targets(html: str) -> list[str]:
    return [link.target for link in links_of(html)]


@pytest.mark.parametrize("tag", SPELLINGS)
def test_link_is_found_and_replaced_and_nothing_else(tag):
    before, after = "<p>é &amp; more <b>", f"</b> {DEAD} &nbsp;</p>\r\n<!-- <a href='{DEAD}'> -->"
    html = f"{before}{tag}Join</a>{after}"
    [link] = links_of(html)
    assert link.target == DEAD
    changed = put(html, [(link.href, href_piece(link.href.of(html), "/go/it/"))])
    assert changed.startswith(before)
    assert changed.endswith(f"Join</a>{after}")
    assert targets(changed) == ["/go/it/"]
    [there] = links_of(changed)
    assert put(changed, [(there.href, link.href.of(html))]) == html


@pytest.mark.parametrize(
    "html",
    [
        f"{DEAD}",
        f'<!-- <a href="{DEAD}"> -->',
        f'<!--><p title="<a href={DEAD}>">',
        f'<textarea><a href="{DEAD}"></textarea>',
        f'<script>"<a href={DEAD}>"</script>',
        f'<img src="{DEAD}">',
        "<a name=top>",
        "<a href>",
        f'<a title="{DEAD}',
        f'<a href="{DEAD}" title="never closed',
        f"< a href={DEAD}>",
        f'<abbr href="{DEAD}">',
        f'</a href="{DEAD}">',
    ],
)
def test_what_only_looks_like_a_link_is_none(html):
    assert targets(html) == []


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&b=2"),
        ("https://x.example/?a=1&copy=2&lang=en", "https://x.example/?a=1&copy=2&lang=en"),
        ("https://x.example/?a&copy2&reg;", "https://x.example/?a&copy2®"),
        ("https://x.example/&#x2F;&notit;", "https://x.example//&notit;"),
    ],
)
def test_value_is_read_as_a_browser_reads_it(value, target):
    assert targets(f'<a href="{value}">') == [target]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (DEAD, DEAD),
        (f" <b>\n{DEAD}/ </b>", f"{DEAD}/"),
        ("short.example/abc", "short.example/abc"),
        ("Join", None),
        (f"Join: {DEAD}", None),
        ("<b>short.example</b>/abc", None),
        ("short.example/ABC", None),
    ],
)
def test_words_that_are_the_address_are_told(words, shown):
    html = f'<p><a href="{DEAD}">{words}</a></p>'
    [link] = links_of(html)
    assert (link.shown and link.shown.of(html)) == shown
    assert link.words.of(html) == words


def test_words_cannot_become_markup():
    html = f'<a href="{DEAD}">{DEAD}</a>'
    [link] = links_of(html)
    changed = put(html, [(link.shown, words_piece("<b>&")), (link.href, href_piece('"', '/x/?"a"&b'))])
    assert changed == '<a href="/x/?&quot;a&quot;&amp;b">&lt;b&gt;&amp;</a>'
    assert targets(changed) == ['/x/?"a"&b']


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://Short.Example/AbC?q#f", "https://short.example/AbC?q#f"),
        ("//short.example/abc", "https://short.example/abc"),
        (" HTTP://short.example ", "http://short.example"),
        ("https:\\\\short.example\\abc?\\", "https://short.example/abc?\\"),
        ("https://straße.example/", "https://straße.example/"),
        ("https://coach.example.org/", None),
        ("https://www.coach.example.org/about/", None),
        ("/about/", None),
        ("#top", None),
        ("about", None),
        ("", None),
        ("mailto:mara@short.example", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("https://x.example:port/", None),
        ("https:///nowhere", None),
        (f"https://x.example/{'a' * 2000}", None),
    ],
)
def test_what_is_outside(target, address):
    assert outside_address(target, {"coach.example.org"}) == address


PIECES = [
    *SPELLINGS, *"</a> <p> </p> <b> </b> <!-- --> <table> <td> <li> <style> </style> < > & \" ' = /".split(),
    '<a href="https://alive.example/?a=1&b=2">', "<img alt='", '<a title="', "<a\t", "words", " ", "\n", "é",
    "<textarea>", "</textarea>", "<!", "--!>", "<?", DEAD,
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_reader_meets_a_link_that_was_replaced_everywhere(pieces):
    """The cleaned text tells what readers meet: what another parser makes of all that."""
    html = "".join(pieces)
    ours = [link for link in links_of(html) if link.target == DEAD]
    changed = put(html, [(link.href, href_piece(link.href.of(html), "/go/it/")) for link in ours])
    met = met_by_readers(html)
    assert ours or DEAD not in met
    assert met_by_readers(changed) == ["/go/it/" if target == DEAD else target for target in met]


def met_by_readers(html: str) -> list[str]:
    return [link.attributes["href"] or "" for link in LexborHTMLParser(clean_article(html)).css("a[href]")]
