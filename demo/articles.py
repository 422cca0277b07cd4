"""The sample articles, one file each under ``texts/articles``: ``Name: value`` lines, then the text."""

from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Article:
    """``days`` is how many days before the sample is loaded the article was published. A negative number is in the
    future."""

    slug: str
    title: str
    teaser: str
    body: str
    categories: list[str]
    tags: list[str]
    picture: str
    alt: str
    days: float | None
    state: str
    author: str


def read_articles() -> list[Article]:
    return [read_article(path) for path in sorted(TEXTS.glob("articles/*.html"))]


def read_article(path: Path) -> Article:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    values = dict(line.split(": ", 1) for line in head.splitlines())
    return Article(
        slug=path.stem,
        title=values["Title"],
        teaser=values["Teaser"],
        body=body.strip(),
        categories=values["Categories"].split(", "),
        tags=values["Tags"].split(", "),
        picture=values.get("Picture", ""),
        alt=values.get("Alt", ""),
        days=float(values["Days"]) if "Days" in values else None,
        state=values.get("State", "published"),
        author=values.get("Author", "Mara Lindt"),
    )
