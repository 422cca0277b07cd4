"""Whatever is typed is never an error: five hundred queries that were made to break something, each as a page."""

import random
import unicodedata

import pytest
from django.test import Client
from django.urls import reverse

from search.filling import fill
from tests.factories import make_answer, make_comment, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]

# Operators and functions of FTS5 and of to_tsquery, SQL, HTML, control characters, and words of odd scripts.
PIECES = [
    *('"', "'", "*", "^", "(", ")", "-", "+", ":", "!"),
    *("&", "|", "<->", "<2>", "\\", "%", "_", "`", ";", "--", "/*"),
    *("AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)"),
    *("NEAR/3", "title:", "{title text}:", "- title", "^knee", "knee*"),
    *("knee:*", "knee:AB", "knee & !hip", "'knee' <-> 'hip'", "''", '""'),
    *('"""', '" "', '"*"', '*""*', "()", ")("),
    *("' OR 1=1 --", '"; DROP TABLE search_document; --', "%s", "%(x)s"),
    *("{0}", "{row}", "{{ 7|add:7 }}", "$1", "?1"),
    *(
        "<script>",
        "</mark>",
        "&lt;",
        "&#0;",
        "javascript:",
        "../..",
        "\x00",
        "\x01",
        "\x1f",
        "\x7f",
        "\ufeff",
        "\u200b",
    ),
    *(
        "\u202e",
        "\u0301",
        "e\u0301",
        "ﬁ",
        "ß",
        "İ",
        "ı",
        "Σ",
        "ς",
        "ǅ",
        "½",
        "²",
        "Ⅷ",
        "①",
        "٣",
        "१२",
        "𝟘",
        "𝕜𝕟𝕖𝕖",
        "ｋｎｅｅ",
    ),
    *(
        "колено",
        "שלום",
        "مرحبا",
        "สวัสดี",
        "नमस्ते",
        "膝盖",
        "ひざ",
        "무릎",
        "👩🏽‍🦽",
        "🏳️‍🌈",
        "💪",
        "\U0010ffff",
        "\ue000",
        "\ufffe",
        "\ufffd",
    ),
    *("knee", "hip", "kneee", "st", "a", "I", "0", "1e999", "-1", "NaN", "null", "undefined", "None", "true"),
    *(
        "a" * 300,
        "knee " * 100,
        '"knee ' * 50,
        "((((" * 80,
        "a.b.c.d",
        "x@y.z",
        "http://a.b/?c=d",
        "O'Neill’s",
        "step-up",
    ),
]


def made_up() -> list[str]:
    """All pieces, then random joins of them, then a character of each Unicode category."""
    chance = random.Random(13)
    joined = ["".join(chance.choices(PIECES, k=chance.randint(2, 7))) for _number in range(150)]
    spaced = [" ".join(chance.choices(PIECES, k=chance.randint(2, 7))) for _number in range(150)]
    seen: dict[str, str] = {}
    for number in range(0x11000):
        seen.setdefault(unicodedata.category(chr(number)), chr(number))
    categories = [sign for sign in seen.values() if unicodedata.category(sign) != "Cs"]
    noise = ["".join(chr(chance.randint(1, 0xD7FF)) for _letter in range(20)) for _number in range(60)]
    return [*PIECES, *joined, *spaced, *categories, *noise]


@pytest.fixture
def site() -> None:
    text = "<p>Knee and hip, O’Neill’s step-up, колено 膝盖 नमस्ते ½ &lt;mark&gt; 💪 knees AND NOT NEAR title.</p>"
    post = make_post("knee", title='A "knee" & <hip>', body=text)
    make_answer(make_comment(post, text=text), text="Knee.")
    fill()


# PostgreSQL remembers no part of a page within a transaction.
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("site")
def test_nasty_queries(client: Client) -> None:
    queries = made_up()
    assert len(queries) >= 500
    broken = [query for query in queries if is_broken(client, query)]
    assert broken == []


def is_broken(client: Client, query: str) -> bool:
    html = client.get(reverse("search", query={"q": query}))
    return html.status_code != 200 or b"<script>" in html.content or b"</html>" not in html.content


@pytest.mark.parametrize(
    "query",
    [
        *("q=%ff%fe", "q=%", "q=%00", "q=%ed%a0%80", "q", "q=&q=knee", "q[]=knee", "q=knee&page=", "q=knee&page=0"),
        *("q=knee&page=99999999999999999999", "q=knee&page=%D9%A3", "q=knee&page=1e3", "q=knee&kind=%00&topic=%00"),
        *("q=knee&topic=core%2F..%2Fx", "q=knee&kind=article%27", f"q=knee&topic={'x' * 1900}", f"q={'k' * 3000}"),
    ],
)
@pytest.mark.usefixtures("site")
def test_nasty_parameters(client: Client, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("query", ["膝盖", "колено", "नमस्ते", "step-up", "O'Neills", "ＫＮＥＥ", "½", '"knee and hip"'])
def test_odd_scripts_are_found(client: Client, query: str) -> None:
    assert b'class="card hit' in client.get("/search/", {"q": query}).content
