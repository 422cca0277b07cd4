from pathlib import Path

import pytest
from django.template import Engine

# What a template has in its lines, and what readers get with ``shown`` true and false.
CASES = [
    ("<ul>\n  {% if shown %}\n    <li>a</li>\n  {% endif %}\n</ul>", "<ul>\n<li>a</li>\n</ul>", "<ul>\n</ul>"),
    ("<p>\n  a\n  {% if shown %}\n    b\n  {% endif %}\n  c\n</p>", "<p>\na\nb\nc\n</p>", "<p>\na\nc\n</p>"),
    ("<b>\n{% for one in 'xy' %}\n  {{ one }}\n{% endfor %}\n</b>", "<b>\nx\ny\n</b>", "<b>\nx\ny\n</b>"),
    ("<b>\n  {# Why. #}\n  {{ shown }}\n</b>", "<b>\nTrue\n</b>", "<b>\nFalse\n</b>"),
    # It may be included in a line, after a word.
    ("{% if shown %}\n  b\n{% endif %}", "\nb\n", ""),
    ("a {% if shown %}b{% endif %}\nc", "a b\nc", "a \nc"),
]


@pytest.mark.parametrize(("source", "shown", "hidden"), CASES)
def test_lines_of_tags_alone_are_gone_and_other_space_stays(
    source: str, shown: str, hidden: str, tmp_path: Path
) -> None:
    (tmp_path / "part.html").write_text(source, encoding="utf-8")
    engine = Engine([str(tmp_path)], loaders=["core.compact_templates.Loader"])
    assert engine.render_to_string("part.html", {"shown": True}) == shown
    assert engine.render_to_string("part.html", {"shown": False}) == hidden
