"""What is on both sites: twelve articles of the sample, with comments made of their sentences. Always the same."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.html import html_to_text
from demo.articles import Article as SampleArticle
from demo.articles import read_articles

FEW, MANY = 12, 1000
COUNTS = [FEW, MANY, 7, 0, 3, 11, 5, 1, 9, 4, 8, 2]
DEEPEST = 4
REPLIES = 0.55
BY_COACH = 0.3
NAMES = "Ana Ben Cora Dev Eli Fay Gus Hana Ivo June Kai Lena".split()
SENTENCE = re.compile(r"(?<=[.!?]) ")
BLOCK = re.compile(r"<figure.*?</figure>\s*")
TEST_DAY = datetime.fromisoformat("2026-01-01T12:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Comment:
    """``number`` counts from 1 within the article; ``parent`` is the number of another, or 0."""

    number: int
    parent: int
    depth: int
    name: str
    email: str
    text: str
    is_by_coach: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Article:
    slug: str
    title: str
    teaser: str
    body: str
    categories: list[str]
    tags: list[str]
    at: datetime
    comments: list[Comment]


def articles() -> list[Article]:
    """The articles, the newest first: the first has ``FEW`` comments, the second ``MANY``."""
    published = [one for one in read_articles() if one.state == "published" and one.days is not None and one.days > 0]
    chosen = published[: len(COUNTS)]
    sentences = [one for article in chosen for one in SENTENCE.split(" ".join(html_to_text(article.body).split()))]
    chance = random.Random(42)
    return [
        _article(sample, TEST_DAY - timedelta(days=number), _comments(count, sentences, chance))
        for number, (sample, count) in enumerate(zip(chosen, COUNTS, strict=True))
    ]


def _article(sample: SampleArticle, at: datetime, comments: list[Comment]) -> Article:
    body = BLOCK.sub("", sample.body)
    return Article(sample.slug, sample.title, sample.teaser, body, sample.categories, sample.tags, at, comments)


def _comments(count: int, sentences: Sequence[str], chance: random.Random) -> list[Comment]:
    comments: list[Comment] = []
    for number in range(1, count + 1):
        recent = [one for one in comments[-40:] if one.depth < DEEPEST]
        parent = chance.choice(recent) if recent and chance.random() < REPLIES else None
        reader = chance.randrange(400)
        comments.append(
            Comment(
                number,
                parent=parent.number if parent else 0,
                depth=parent.depth + 1 if parent else 0,
                name=f"{NAMES[reader % len(NAMES)]} {reader}",
                email=f"reader{reader}@example.org",
                text=" ".join(chance.sample(sentences, chance.randint(1, 5))),
                is_by_coach=parent is not None and chance.random() < BY_COACH,
                at=TEST_DAY + timedelta(minutes=number),
            )
        )
    return comments
