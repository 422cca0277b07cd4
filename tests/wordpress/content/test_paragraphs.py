"""The paragraphs of plain lines, as WordPress 6.1 makes them. The expected results are its own."""

import pytest

from wordpress.content.paragraphs import add_paragraphs

CASES = [
    ("One\n\nTwo\nlines", "<p>One</p>\n<p>Two<br />\nlines</p>\n"),
    ("One\r\n\r\nTwo", "<p>One</p>\n<p>Two</p>\n"),
    ("  \n ", ""),
    ("One<br><br />Two", "<p>One</p>\n<p>Two</p>\n"),
    (
        "<h2>Head</h2>\nText\n<ul>\n<li>One</li>\n<li>Two\nlines</li>\n</ul>\nEnd",
        "<h2>Head</h2>\n<p>Text</p>\n<ul>\n<li>One</li>\n<li>Two<br />\nlines</li>\n</ul>\n<p>End</p>\n",
    ),
    ("<div>One\n\nTwo</div>", "<div>One</p>\n<p>Two</p></div>\n"),
    (
        "<blockquote>Said\n\nagain</blockquote>\nAfter",
        "<blockquote><p>Said</p>\n<p>again</p></blockquote>\n<p>After</p>\n",
    ),
    ("Before\n<pre>a\n\n  b <b>c</b>\n</pre>\nAfter", "<p>Before</p>\n<pre>a\n\n  b <b>c</b>\n</pre>\n<p>After</p>\n"),
    ("<p>Own</p>\n\nPlain", "<p>Own</p>\n<p>Plain</p>\n"),
    ('<img src="a.jpg"\nalt="A">\nbelow', '<p><img src="a.jpg"\nalt="A"><br />\nbelow</p>\n'),
    (
        "<table>\n<tr>\n<td>One\n\nTwo</td>\n</tr>\n</table>",
        "<table>\n<tr>\n<td>One</p>\n<p>Two</td>\n</tr>\n</table>\n",
    ),
    ("A <b>bold\n\nword</b>", "<p>A <b>bold</p>\n<p>word</b></p>\n"),
    ("<!-- note -->\n\nText", "<p><!-- note --></p>\n<p>Text</p>\n"),
    ("Line<br />\nnext<br>third", "<p>Line<br />\nnext<br />third</p>\n"),
    (
        '<figure>\n<img src="a.jpg">\n<figcaption>Words</figcaption>\n</figure>',
        '<figure>\n<img src="a.jpg"><figcaption>Words</figcaption></figure>\n',
    ),
    ("<hr>\nAfter <hr /> more", "<hr>\n<p>After </p>\n<hr />\n<p> more</p>\n"),
    ("<DIV>Upper</DIV>\n\nText", "<p><DIV>Upper</DIV></p>\n<p>Text</p>\n"),
    ("<form>\nName\n</form>", "<form>\nName<br />\n</form>\n"),
    ("<li>Item", "<li>Item<br />\n"),
    ('[gallery ids="1"]\n\nText [sic]', '<p>[gallery ids="1"]</p>\n<p>Text [sic]</p>\n'),
    (
        "Before\n<blockquote>One line</blockquote>\nAfter",
        "<p>Before</p>\n<blockquote><p>One line</p></blockquote>\n<p>After</p>\n",
    ),
]


@pytest.mark.parametrize(("text", "html"), CASES)
def test_paragraphs_are_those_of_wordpress(text: str, html: str) -> None:
    assert add_paragraphs(text) == html
