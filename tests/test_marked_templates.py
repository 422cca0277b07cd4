"""Every word in a template can be translated, also on pages and in mails that no other test opens."""

import re

from django.template.base import Lexer, TokenType
from selectolax.lexbor import LexborHTMLParser

from config.environment import BASE_DIR
from tests.pseudo_locale import NAMES

TEMPLATES = sorted(file for file in (BASE_DIR / "templates").rglob("*.*") if file.suffix in (".html", ".txt"))
WORD = re.compile(r"[A-Za-z]{2,}")
TOLD = ("alt", "title", "aria-label", "placeholder", "value", "label")
# Names of icons, of keys on every keyboard, and what programs read.
NOT_WORDS = "script, style, .material-icons, code, [hidden] datalist"
# A style sheet, and a block that is the class of the page.
FOR_PROGRAMS = {"emails/layout.html", "mfa/index.html"}
NO_WORDS = {*NAMES, "Esc", "nbsp", "AKISMET"}


def unmarked(source: str, *, is_html: bool = True) -> set[str]:
    """Return the words of a template outside of ``translate`` and ``blocktranslate``."""
    shown, skipped = "", 0
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        skipped += name in ("blocktranslate", "comment")
        skipped -= name in ("endblocktranslate", "endcomment")
        if token.token_type == TokenType.TEXT and not skipped:
            shown += token.contents
        elif token.token_type == TokenType.BLOCK:
            # Words of two branches are not one word.
            shown += "\x01" if shown[-1:] not in ("<", "/") else ""
        elif token.token_type == TokenType.VAR:
            shown += "\x01"
    if not is_html:
        return set(WORD.findall(re.sub(r"\S*\x01\S*", "", shown))) - NO_WORDS
    tree = LexborHTMLParser(shown)
    for node in tree.css(NOT_WORDS):
        node.decompose()
    texts = [tree.text(separator="\n")]
    for name in TOLD:
        nodes = tree.css(f"[{name}]" if name != "value" else "input[type=submit][value], input[type=button][value]")
        texts += [node.attributes[name] or "" for node in nodes]
    return {word for text in texts for word in WORD.findall(text)} - NO_WORDS


def test_a_word_that_is_not_marked_is_found():
    source = '{% if a %}<p title="Over">{% translate "Marked" %} bare {{ value }}</p>{% endif %}'
    assert unmarked(source) == {"Over", "bare"}


def test_all_words_of_templates_are_marked():
    found = {
        name: words
        for template in TEMPLATES
        if (name := str(template.relative_to(BASE_DIR / "templates"))) not in FOR_PROGRAMS
        and (words := unmarked(template.read_text(), is_html=template.suffix == ".html"))
    }
    assert found == {"operations/export_readme.txt": {"data", "media", "private", "tables", "wordpress", "xml"}}
