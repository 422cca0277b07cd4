import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from blog.html_links import external_url, find_links, format_href, format_text, replace_spans
from core.html import clean_article

DEAD = "https://short.example/abc"

# One link in each notation that people, editors and importers use.
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
    return [link.target for link in find_links(html)]


@pytest.mark.parametrize("tag", SPELLINGS)
def test_link_is_found_and_replaced_and_nothing_else(tag):
    before, after = "<p>é &amp; more <b>", f"</b> {DEAD} &nbsp;</p>\r\n<!-- <a href='{DEAD}'> -->"
    html = f"{before}{tag}Join</a>{after}"
    [link] = find_links(html)
    assert link.target == DEAD
    changed = replace_spans(html, [(link.href, format_href(link.href.text_in(html), "/go/it/"))])
    assert changed.startswith(before)
    assert changed.endswith(f"Join</a>{after}")
    assert targets(changed) == ["/go/it/"]
    [there] = find_links(changed)
    assert replace_spans(changed, [(there.href, link.href.text_in(html))]) == html


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
def test_text_that_only_resembles_a_link_is_ignored(html):
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
def test_href_is_decoded_as_browsers_decode_it(value, target):
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
def test_link_text_that_is_the_url_is_recognised(words, shown):
    html = f'<p><a href="{DEAD}">{words}</a></p>'
    [link] = find_links(html)
    assert (link.shown and link.shown.text_in(html)) == shown
    assert link.words.text_in(html) == words


def test_replacement_is_escaped():
    html = f'<a href="{DEAD}">{DEAD}</a>'
    [link] = find_links(html)
    changed = replace_spans(html, [(link.shown, format_text("<b>&")), (link.href, format_href('"', '/x/?"a"&b'))])
    assert changed == '<a href="/x/?&quot;a&quot;&amp;b">&lt;b&gt;&amp;</a>'
    assert targets(changed) == ['/x/?"a"&b']


@pytest.mark.parametrize(
    ("target", "url"),
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
def test_external_url_is_normalised_and_others_are_none(target, url):
    assert external_url(target, {"coach.example.org"}) == url


PIECES = [
    *SPELLINGS, *"</a> <p> </p> <b> </b> <!-- --> <table> <td> <li> <style> </style> < > & \" ' = /".split(),
    '<a href="https://alive.example/?a=1&b=2">', "<img alt='", '<a title="', "<a\t", "words", " ", "\n", "é",
    "<textarea>", "</textarea>", "<!", "--!>", "<?", DEAD,
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_replaced_link_is_in_no_cleaned_text(pieces):
    """The cleaned text is parsed by another parser: it has the links that readers see."""
    html = "".join(pieces)
    ours = [link for link in find_links(html) if link.target == DEAD]
    changed = replace_spans(html, [(link.href, format_href(link.href.text_in(html), "/go/it/")) for link in ours])
    hrefs = hrefs_after_cleaning(html)
    assert ours or DEAD not in hrefs
    assert hrefs_after_cleaning(changed) == ["/go/it/" if target == DEAD else target for target in hrefs]


def hrefs_after_cleaning(html: str) -> list[str]:
    return [link.attributes["href"] or "" for link in LexborHTMLParser(clean_article(html)).css("a[href]")]
