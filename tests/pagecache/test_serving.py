"""What is served from memory, how, and what never is."""

import gzip
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import brotli
import pytest
from django.db import connection, connections
from django.http import QueryDict
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Profile
from blog.models import Post
from comments.models import ScreeningRules
from pagecache import triggers
from pagecache.clock import good_until
from pagecache.models import PageToken
from pagecache.pages import best_encoding
from tests.factories import make_answer, make_category, make_comment, make_offer, make_page, make_post
from tests.pagecache.conftest import Reader
from wordpress.middleware import PLAIN


def test_page_is_built_once_and_again_after_a_change(reader: Reader) -> None:
    post = make_post("hips")
    assert reader.get("/hips/").status == 200
    assert reader.is_kept("/hips/")
    make_comment(post, text="New words.")
    assert b"New words." in reader.get("/hips/").body


def test_all_public_pages_are_kept(reader: Reader) -> None:
    comment = make_comment(make_post("hips", categories=[make_category("Core")], tags=["strong"]))
    make_answer(comment)
    make_page("about")
    make_offer("routine", collects_sign_ups=True, target="")
    urls = [
        *("/", "/feed/", "/robots.txt", "/articles/", "/category/core/", "/category/core/feed/", "/tag/strong/"),
        *("/hips/", "/about/", "/sitemap.xml", "/comments/feed/", "/hips/feed/", "/comments/received/"),
        *("/apply/", "/apply/?offer=routine", "/apply/status/", "/apply/status/sent/", "/apply/deleted/"),
        *("/sign-up/routine/", "/sign-up/routine/sent/", "/privacy/request/", "/privacy/requested/"),
        Profile.objects.get().get_absolute_url(),
        f"/hips/?replytocom={comment.pk}",
    ]
    assert [url for url in urls if not reader.is_kept(url)] == []


@pytest.mark.sqlite
def test_kept_page_is_answered_at_once_until_something_changes(reader: Reader) -> None:
    post = make_post("hips")
    environ = reader.environ("/hips/", HTTP_ACCEPT_ENCODING="br")
    assert reader.pages.kept_response(environ) is None
    page = reader.get("/hips/", HTTP_ACCEPT_ENCODING="br")
    response = reader.pages.kept_response(environ)
    assert response == (f"{page.status} OK", page.header_list, page.body)
    unchanged = reader.pages.kept_response({**environ, "HTTP_IF_NONE_MATCH": page.headers["etag"]})
    assert unchanged is not None
    assert (unchanged.code, unchanged.body) == (304, b"")
    make_comment(post)
    assert reader.pages.kept_response(environ) is None


@pytest.mark.sqlite
def test_encoding_that_is_not_made_yet_is_not_made_at_once(reader: Reader) -> None:
    make_post("hips")
    reader.get("/hips/", HTTP_ACCEPT_ENCODING="br")
    assert reader.pages.kept_response(reader.environ("/hips/", HTTP_ACCEPT_ENCODING="gzip")) is None


@pytest.mark.sqlite
def test_page_is_not_answered_at_once_without_a_database(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_post("hips")
    reader.get("/hips/")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "missing.sqlite3"))
    assert reader.pages.kept_response(reader.environ("/hips/")) is None


def test_redirect_of_a_former_slug_and_page_in_the_bin_are_kept(reader: Reader) -> None:
    post = make_post("hips")
    post.move_to("strong-hips")
    post.save()
    assert reader.get("/hips/").status == 301
    assert reader.is_kept("/hips/")
    post.put_into_bin()
    assert reader.get("/strong-hips/").status == 410
    assert reader.is_kept("/strong-hips/")


def test_made_up_addresses_keep_nothing(reader: Reader) -> None:
    make_post("hips")
    make_page("about")
    for number in range(20):
        for url in (
            f"/made-up-{number}/",
            f"/hips/?replytocom={number + 1000}",
            f"/about/?replytocom={number}",
            f"/hips/?made-up={number}",
            f"/apply/?offer=made-up-{number}&article={number}",
            f"/category/made/up/{number}/page/1/",
            f"/{number}/1/hips/",
            f"/articles/page/{number + 2}/",
        ):
            reader.get(url)
    assert len(reader.pages.pages) == 0


@pytest.mark.parametrize("path", ["/%2568ips/", "/hips/comment-page-01/", "//hips/", "/hips//", "/HIPS/", "/hips/;x"])
def test_page_is_kept_under_one_spelling_of_its_path(reader: Reader, path: str) -> None:
    make_post("hips")
    reader.get(path)
    assert len(reader.pages.pages) == 0


@pytest.mark.parametrize("query", ["utm_source=mail&utm_medium=x", "fbclid=1", "gclid=2&mc_cid=3"])
def test_parameters_of_advertisers_are_ignored(reader: Reader, query: str) -> None:
    make_post("hips")
    plain = reader.get("/hips/").body
    assert reader.is_kept(f"/hips/?{query}")
    assert reader.get(f"/hips/?{query}").body == plain
    assert len(reader.pages.pages) == 1


def test_every_parameter_that_a_public_page_reads_is_declared(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that read another one would be built without it, and asked for with it again and again."""
    comment = make_comment(make_post("hips", categories=[make_category("Core")], tags=["strong"]))
    make_offer("routine", collects_sign_ups=True, target="")
    names: set[str] = set()
    get = QueryDict.__getitem__

    def noting(self: Any, name: str) -> Any:
        names.add(name)
        return get(self, name)

    monkeypatch.setattr("django.http.QueryDict.__getitem__", noting)
    found = {}
    for url in ("/", "/hips/", "/articles/", "/apply/", "/sign-up/routine/", f"/comments/{comment.pk}/thread/"):
        names.clear()
        reader.get(url)
        found[url] = set(names)
    assert found["/hips/"] == {"replytocom"}
    assert found["/apply/"] - {"comment"} == {"article", "offer"}
    assert found["/sign-up/routine/"] == {"article"}
    # WordPress's plain links, which are redirects of their own.
    assert found["/"] <= PLAIN
    assert found["/articles/"] == set()


def test_encodings(reader: Reader) -> None:
    make_post("hips", body="<p>Breathe out and lift.</p>" * 50)
    plain = reader.get("/hips/")
    br, zipped = (reader.get("/hips/", HTTP_ACCEPT_ENCODING=name) for name in ("gzip, br", "gzip"))
    assert brotli.decompress(br.body) == gzip.decompress(zipped.body) == plain.body
    assert (br.headers["content-encoding"], zipped.headers["content-encoding"]) == ("br", "gzip")
    assert {one.headers["vary"] for one in (plain, br, zipped)} == {"Accept-Encoding"}
    assert len({one.headers["etag"] for one in (plain, br, zipped)}) == 3
    for one in (plain, br, zipped):
        assert one.headers["content-length"] == str(len(one.body))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0, gzip;q=0", ""),
        ("BR", "br"),
        ("*", ""),
        ("identity", ""),
        ("x;y;z,,;q=", ""),
    ],
)
def test_best_encoding(accepted: str, encoding: str) -> None:
    assert best_encoding(accepted) == encoding


def test_not_modified(reader: Reader) -> None:
    post = make_post("hips")
    etag = reader.get("/hips/", HTTP_ACCEPT_ENCODING="br").headers["etag"]
    for sent in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = reader.get("/hips/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=sent)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert "content-type" not in answer.headers
    assert reader.get("/hips/", HTTP_IF_NONE_MATCH=etag).status == 200
    make_comment(post)
    assert reader.get("/hips/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=etag).status == 200


def test_head(reader: Reader) -> None:
    make_post("hips")
    head, get = reader.get("/hips/", method="HEAD"), reader.get("/hips/")
    assert (head.status, head.header_list, head.body) == (200, get.header_list, b"")


def test_age_that_browsers_are_told(reader: Reader, settings: Settings) -> None:
    make_post("hips")
    assert reader.get("/hips/").headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert reader.get("/nothing/").headers["cache-control"] == "public, max-age=0, must-revalidate"
    settings.PAGE_MAX_AGE = 60
    assert Reader().get("/hips/?a=b").headers["cache-control"] == "public, max-age=60, must-revalidate"


def test_pages_of_kept_views_name_the_speculation_rules(reader: Reader) -> None:
    make_post("hips")
    make_offer("routine")
    for url in ("/", "/hips/", "/articles/"):
        assert reader.get(url).headers["speculation-rules"] == '"/static/prerender.speculationrules"'
        assert reader.is_kept(url)
    for url in ("/feed/", "/nothing/", "/go/routine/", "/account/login/", "/comments/mine/x/"):
        assert "speculation-rules" not in reader.get(url).headers


def test_clock_alone_changes_pages(reader: Reader, clock: Callable[..., None]) -> None:
    now = timezone.now()
    make_post("hips", published_at=now - timedelta(days=2, hours=20))
    make_post("soon", title="Soon there", published_at=now + timedelta(hours=1))
    make_offer("talk", is_site_wide=True, button="Talk to me", starts_at=now + timedelta(hours=2))
    ScreeningRules(pk=1, close_after_days=3).save()
    assert not any(words in reader.get("/").body for words in (b"Soon there", b"Talk to me"))
    assert b"<textarea" in reader.get("/hips/").body
    clock(hours=1, seconds=1)
    assert b"Soon there" in reader.get("/").body
    clock(hours=1)
    assert b"Talk to me" in reader.get("/").body
    clock(hours=2)
    assert b"<textarea" not in reader.get("/hips/").body


def test_clock_that_was_set_back(reader: Reader, clock: Callable[..., None]) -> None:
    make_post("hips", published_at=timezone.now() - timedelta(hours=1))
    assert reader.get("/hips/").status == 200
    clock(hours=-2)
    assert reader.get("/hips/").status == 404


def test_no_page_is_good_beyond_midnight(reader: Reader, settings: Settings) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    until = timezone.localtime(good_until(timezone.now(), {}))
    assert (until.hour, until.minute, until.date()) == (0, 0, timezone.localdate() + timedelta(days=1))


def test_nothing_is_kept_without_a_token(reader: Reader) -> None:
    make_post("hips")
    assert reader.is_kept("/hips/")
    PageToken.objects.all().delete()
    assert reader.get("/hips/").status == 200
    assert not reader.is_kept("/hips/")
    triggers.make_triggers()


def test_django_is_asked_once_without_a_token(reader: Reader) -> None:
    """While the database is gone, each time takes as long as one waits for it."""
    django, asked = reader.pages.django, []

    def unavailable(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        asked.append(environ["PATH_INFO"])
        return django(environ, lambda _status, _headers: start_response("503 Gone", [("Cache-Control", "no-store")]))

    assert reader.get("/articles/").status == 200
    reader.pages.django = unavailable
    PageToken.objects.all().delete()
    assert reader.get("/articles/").status == 503
    assert asked == ["/articles/"]
    triggers.make_triggers()


def test_missing_triggers_are_made_at_the_start(reader: Reader) -> None:
    make_post("hips")
    triggers.remove_triggers()
    assert reader.is_kept("/hips/")
    assert triggers.are_in_place()


def test_page_that_changed_while_it_was_built_is_not_kept(reader: Reader) -> None:
    make_post("hips")
    django = reader.pages.django

    def changing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        response = django(environ, start_response)
        Post.objects.update(title="Changed")
        return response

    reader.pages.django = changing
    reader.get("/hips/")
    reader.pages.django = django
    assert len(reader.pages.pages) == 0
    assert b"Changed" in reader.get("/hips/").body


def test_nothing_is_kept_while_debugging(reader: Reader, settings: Settings) -> None:
    settings.DEBUG = True
    assert not reader.is_kept("/")


def test_memory_is_bounded_and_the_least_used_goes_first(reader: Reader) -> None:
    for slug in ("one", "two", "three"):
        make_post(slug)
        reader.get(f"/{slug}/")
    for slug in ("one", "two", "three"):
        reader.get(f"/{slug}/")
    page = reader.get("/one/")
    reader.pages.pages.max_bytes = 2 * len(page.body) + 5000
    reader.get("/one/", HTTP_ACCEPT_ENCODING="br")
    assert reader.pages.pages.size <= reader.pages.pages.max_bytes
    assert len(reader.pages.pages) == 2
    assert reader.is_kept("/one/")


@pytest.mark.concurrent
def test_one_page_is_built_once_for_many_readers(reader: Reader) -> None:
    make_post("hips")
    together, statuses = Barrier(6), []

    def read() -> None:
        together.wait()
        statuses.append(reader.get("/hips/").status)
        connections.close_all()

    threads = [Thread(target=read) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 6
    assert reader.pages.builds == 1


@pytest.mark.concurrent
def test_no_reader_sees_less_than_was_committed_before(reader: Reader) -> None:
    """Writers count up in a title, readers read. Nobody reads a number below the last committed one."""
    make_post("hips", title="No 0 there")
    committed, stale, seen, is_over = [0], [], set(), []
    reader.get("/hips/")

    def write() -> None:
        deadline = time.monotonic() + 60
        while len(seen) < 10 and time.monotonic() < deadline:
            Post.objects.update(title=f"No {committed[0] + 1} there")
            committed[0] += 1
            time.sleep(0.02)
        is_over.append(True)
        connections.close_all()

    def read() -> None:
        while not is_over:
            least = committed[0]
            body = reader.get("/hips/").body
            number = int(body.split(b"<title>No ")[1].split()[0])
            seen.add(number)
            if number < least:
                stale.append((number, least))
        connections.close_all()

    threads = [Thread(target=write), *(Thread(target=read) for _number in range(3))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stale == []
    assert len(seen) >= 10
    assert f"No {committed[0]} there".encode() in reader.get("/hips/").body
