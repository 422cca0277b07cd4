"""What search engines are told: by schema.org, and by what Google asks for each of its rich results.

https://developers.google.com/search/docs/appearance/structured-data/search-gallery
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.models import Profile, ProfileLink
from blog.models import Post, SiteTexts
from blog.share_pictures import draw_missing
from comments.models import Comment
from comments.structured_data import MAX_COMMENTS
from tests.factories import (
    make_answer,
    make_category,
    make_coach,
    make_comment,
    make_page,
    make_picture,
    make_post,
)

pytestmark = pytest.mark.django_db

SITE = "https://coach.example.com"
DATE, LATER = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)
Node = dict[str, Any]
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_url(value: Any) -> bool:
    return is_text(value) and urlsplit(value).scheme == "https" and " " not in value


def is_moment(value: Any) -> bool:
    return is_text(value) and datetime.fromisoformat(value).tzinfo is not None


def is_number(value: Any) -> bool:
    return type(value) is int and value >= 0


def is_a(*kinds: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and value.get("@type") in kinds


def is_list_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(check, value))


# For each type, its properties here: what each must be. Those with a star may be missing.
SCHEMA: dict[str, dict[str, Callable[[Any], bool]]] = {
    "BlogPosting": {
        "headline": is_text,
        "description": is_text,
        "url": is_url,
        "mainEntityOfPage": is_url,
        "author": is_a("Person"),
        "publisher": is_a("Organization"),
        "datePublished": is_moment,
        "dateModified": is_moment,
        "image*": is_a("ImageObject"),
        "commentCount": is_number,
        "comment*": is_list_of(is_a("Comment")),
    },
    "Comment": {
        "text": is_text,
        "datePublished": is_moment,
        "author": is_a("Person"),
        "url": is_url,
    },
    "Person": {
        "name": is_text,
        "url*": is_url,
        "jobTitle*": is_text,
        "description*": is_text,
        "image*": is_url,
        "sameAs*": is_list_of(is_url),
    },
    "Organization": {"name": is_text, "url": is_url, "logo": is_a("ImageObject")},
    "ImageObject": {"url": is_url, "width*": is_number, "height*": is_number},
    "WebSite": {"name": is_text, "url": is_url, "description*": is_text, "potentialAction": is_a("SearchAction")},
    "SearchAction": {"target": is_a("EntryPoint"), "query-input": is_text},
    "EntryPoint": {"urlTemplate": is_text},
    "ProfilePage": {"url": is_url, "mainEntity": is_a("Person")},
    "BreadcrumbList": {"itemListElement": is_list_of(is_a("ListItem"))},
    "ListItem": {"position": is_number, "name": is_text, "item": is_url},
}


def nodes_in(value: Any) -> Iterator[Node]:
    """Every node with a type, the inner ones too."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes_in(inner)


def faults(node: Node) -> list[str]:
    """Each property that is missing, unknown or of another kind."""
    schema = {name.removesuffix("*"): check for name, check in SCHEMA[node["@type"]].items()}
    missing = {name for name in SCHEMA[node["@type"]] if not name.endswith("*")} - node.keys()
    wrong = [name for name, value in node.items() if name != "@type" and not (name in schema and schema[name](value))]
    return [f"{node['@type']}.{name}" for name in [*missing, *wrong]]


@pytest.fixture
def graph(client, settings) -> Callable[[str], list[Node]]:
    settings.SITE_URL = SITE

    def read(url: str) -> list[Node]:
        response = client.get(url)
        assert response.status_code == 200
        blocks = [json.loads(block) for block in BLOCK.findall(response.content.decode())]
        assert [block["@context"] for block in blocks] == ["https://schema.org"] * len(blocks)
        found = [node for block in blocks for node in block["@graph"]]
        assert [fault for node in nodes_in(found) for fault in faults(node)] == []
        return found

    return read


@pytest.fixture
def article() -> Post:
    author = make_coach(display_name="Mara Lindt")
    Profile.objects.update(slug="mara", short_text="Strong since 2011.", photo=make_picture(300, 300))
    ProfileLink.objects.create(profile=author.profile, label="Code", url="https://social.example.org/@mara")
    core = make_category("Core", make_category("Blog"))
    dates = {"published_at": DATE, "updated_at": LATER}
    post = make_post(
        "hips", title="Strong hips", teaser="Why.", author=author, categories=[core], tags=["strong"], **dates
    )
    make_page("about")
    return post


def by_type(nodes: list[Node]) -> dict[str, Node]:
    return {node["@type"]: node for node in nodes}


def trail(nodes: list[Node]) -> list[tuple[str, str]]:
    items = by_type(nodes)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert len(items) > 1
    return [(item["name"], item["item"].removeprefix(SITE)) for item in items]


def test_front_page_is_a_web_site_with_its_publisher(graph):
    SiteTexts(pk=1, name="Strong & Calm", tagline="For good.", logo=make_picture(400, 200)).save()
    found = by_type(graph("/"))
    assert found.keys() == {"WebSite", "Organization"}
    assert found["WebSite"]["name"] == found["Organization"]["name"] == "Strong & Calm"
    assert found["WebSite"]["url"] == f"{SITE}/"
    search = found["WebSite"]["potentialAction"]
    assert search["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"
    assert search["query-input"] == "required name=search_term_string"
    assert (found["Organization"]["logo"]["width"], found["Organization"]["logo"]["height"]) == (400, 200)


def test_without_a_logo_the_icon_is_the_logo(graph, client):
    SiteTexts(pk=1, icon=make_picture(300, 300)).save()
    logo = by_type(graph("/"))["Organization"]["logo"]
    assert logo == {"@type": "ImageObject", "url": f"{SITE}/icon-512.png", "width": 512, "height": 512}
    assert client.get("/icon-512.png").status_code == 200


def test_article_is_a_blog_posting(graph, article):
    posting = by_type(graph("/hips/"))["BlogPosting"]
    assert (posting["headline"], posting["description"]) == ("Strong hips", "Why.")
    assert posting["url"] == posting["mainEntityOfPage"] == f"{SITE}/hips/"
    assert posting["author"] == {"@type": "Person", "name": "Mara Lindt", "url": f"{SITE}/author/mara/"}
    assert posting["publisher"]["name"] == "Sturdy"
    assert (posting["datePublished"], posting["dateModified"]) == (DATE.isoformat(), LATER.isoformat())
    assert posting["commentCount"] == 0
    assert "comment" not in posting


def test_article_that_waited_for_its_date_was_not_modified_before(graph, article):
    Post.objects.update(published_at=LATER, updated_at=DATE)
    posting = by_type(graph("/hips/"))["BlogPosting"]
    assert posting["datePublished"] == posting["dateModified"] == LATER.isoformat()


def test_image_is_the_cover_or_else_what_is_drawn(graph, article):
    draw_missing()
    drawn = by_type(graph("/hips/"))["BlogPosting"]["image"]
    assert (drawn["width"], drawn["height"]) == (1200, 630)
    article.cover = make_picture(900, 600)
    article.save()
    cover = by_type(graph("/hips/"))["BlogPosting"]["image"]
    assert cover == {"@type": "ImageObject", "url": f"{SITE}{article.cover.url}", "width": 900, "height": 600}


def test_article_has_the_comments_on_its_page(graph, article):
    question = make_comment(article, name="Hanne", text="Is it <b>normal</b>?\n\nReally?")
    answer = make_answer(question, text="It is. </script><script>")
    make_comment(article, state=Comment.State.HELD)
    make_comment(article, kind=Comment.Kind.PINGBACK)
    posting = by_type(graph("/hips/"))["BlogPosting"]
    assert posting["commentCount"] == 2
    asked, answered = posting["comment"]
    assert (asked["text"], asked["author"]["name"]) == ("Is it normal? Really?", "Hanne")
    assert asked["url"] == f"{SITE}/comments/{question.pk}/"
    assert asked["datePublished"] == question.created_at.isoformat()
    assert answered["author"]["url"] == f"{SITE}/author/mara/"
    assert answered["datePublished"] == answer.created_at.isoformat()


def test_words_of_few_comments_are_repeated(graph, article):
    for _number in range(MAX_COMMENTS + 2):
        make_comment(article)
    posting = by_type(graph("/hips/"))["BlogPosting"]
    assert (posting["commentCount"], len(posting["comment"])) == (MAX_COMMENTS + 2, MAX_COMMENTS)


TRAILS = {
    "/hips/": [("Blog", "/category/blog/"), ("Core", "/category/blog/core/"), ("Strong hips", "/hips/")],
    "/category/blog/core/": [("Blog", "/category/blog/"), ("Core", "/category/blog/core/")],
    "/category/blog/": [("Blog", "/category/blog/")],
    "/articles/": [("Articles", "/articles/")],
    "/tag/strong/": [("Articles", "/articles/"), ("strong", "/tag/strong/")],
    "/author/mara/": [("Articles", "/articles/"), ("Mara Lindt", "/author/mara/")],
}


@pytest.mark.parametrize("url", TRAILS)
def test_breadcrumbs_lead_from_the_front_page(graph, article, url):
    assert trail(graph(url)) == [("Home", "/"), *TRAILS[url]]


def test_article_without_a_topic_is_below_all_articles(graph):
    make_post("alone", title="Alone")
    assert trail(graph("/alone/")) == [("Home", "/"), ("Articles", "/articles/"), ("Alone", "/alone/")]


def test_page_of_an_author_is_a_profile(graph, article):
    page = by_type(graph("/author/mara/"))["ProfilePage"]
    assert page["url"] == f"{SITE}/author/mara/"
    person = page["mainEntity"]
    assert (person["name"], person["jobTitle"]) == ("Mara Lindt", "Head coach")
    assert person["description"] == "Strong since 2011."
    assert person["image"] == f"{SITE}{Profile.objects.get().photo.url}"
    assert person["sameAs"] == ["https://social.example.org/@mara"]


@pytest.mark.parametrize("url", ["/about/", "/apply/", "/privacy/"])
def test_other_pages_say_nothing_that_is_not_in_their_head(graph, article, url):
    assert graph(url) == []
