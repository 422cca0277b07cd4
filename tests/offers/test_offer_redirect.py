"""The URL that redirects to an offer's target and counts the click."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from offers.models import Click
from tests.factories import make_offer, make_page, make_post

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TARGET = "https://shop.example.com/join/"


@pytest.fixture
def go(client):
    """``go("challenge", from_="/hips/")`` follows the link of an offer, as a browser does on that page."""

    def follow(slug: str, from_: str = "", method: str = "get", **headers: str):
        referer = {"Referer": f"http://testserver{from_}"} if from_ else {}
        return getattr(client, method)(f"/go/{slug}/", headers={"User-Agent": FIREFOX, **referer, **headers})

    return follow


def clicks():
    return {(click.offer.slug, click.post and click.post.slug, click.count) for click in Click.objects.all()}


def test_offer_redirects_to_its_target(go):
    make_offer("challenge", target=TARGET)
    response = go("challenge")
    assert (response.status_code, response["Location"]) == (302, TARGET)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("query", ["?next=https://evil.example", "?target=//evil.example", "?url=javascript:1"])
def test_query_does_not_change_the_target(client, query):
    make_offer("challenge", target=TARGET)
    assert client.get(f"/go/challenge/{query}")["Location"] == TARGET


def test_unknown_or_planned_offer_is_not_found(go):
    make_offer("later", starts_at=timezone.now() + timedelta(minutes=1))
    assert go("later").status_code == go("nothing").status_code == 404
    assert clicks() == set()


def test_click_is_counted_by_article_and_day(go, clock):
    make_offer("challenge")
    make_post("hips")
    make_page("about")
    for page in ["/hips/", "/hips/", "/hips/comment-page-2/", "/about/", "/", "/category/hips/", ""]:
        go("challenge", from_=page)
    assert clicks() == {("challenge", "hips", 3), ("challenge", None, 4)}
    clock(days=1)
    go("challenge", from_="/hips/")
    assert clicks() == {("challenge", "hips", 3), ("challenge", None, 4), ("challenge", "hips", 1)}


def test_article_is_recognised_by_former_and_non_latin_slugs(go):
    make_offer("challenge")
    make_post("hips").move_to("bécken")
    go("challenge", from_="/hips/")
    go("challenge", from_="/b%C3%A9cken/")
    assert clicks() == {("challenge", "bécken", 2)}


@pytest.mark.parametrize(
    "referer", ["http://evil.example/hips/", "//testserver/hips/", "http://[/hips/", "/hips/", "http://testserver/%00/"]
)
def test_referer_of_another_site_names_no_article(go, referer):
    make_offer("challenge")
    make_post("hips")
    go("challenge", Referer=referer)
    assert clicks() <= {("challenge", None, 1)} or referer.startswith("//")


def test_hidden_article_is_not_recorded(go):
    make_offer("challenge")
    make_post("secret", state="draft")
    go("challenge", from_="/secret/")
    assert clicks() == {("challenge", None, 1)}


@pytest.mark.parametrize(
    "browser",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 Instagram 300.0",
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 [Pinterest/iOS]",
        "Lynx/2.9.0 libwww-FM/2.14 SSL-MM/1.4.1",
    ],
)
def test_browsers_are_counted(go, browser):
    make_offer("challenge")
    go("challenge", **{"User-Agent": browser})
    assert clicks() == {("challenge", None, 1)}


@pytest.mark.parametrize(
    "browser",
    [
        "",
        " ",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
        "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
        "curl/8.5.0",
        "Wget/1.21",
        "python-requests/2.32",
        "Go-http-client/2.0",
        "Java/17.0.1",
    ],
)
def test_bots_are_redirected_and_not_counted(go, browser):
    make_offer("challenge", target=TARGET)
    assert go("challenge", **{"User-Agent": browser})["Location"] == TARGET
    assert clicks() == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ],
)
def test_prefetch_is_not_counted(go, name, value):
    make_offer("challenge", target=TARGET)
    assert go("challenge", **{name: value})["Location"] == TARGET
    assert clicks() == set()


def test_head_is_redirected_and_not_counted(go):
    make_offer("challenge", target=TARGET)
    assert go("challenge", method="head")["Location"] == TARGET
    assert clicks() == set()


def test_post_is_not_allowed(go):
    make_offer("challenge")
    assert go("challenge", method="post").status_code == 405


def test_ended_offer_redirects_to_its_successor_and_counts_for_it(go):
    make_offer("old", ends_at=timezone.now(), successor=make_offer("new", target="/apply/"))
    assert go("old")["Location"] == "/apply/?offer=new"
    assert clicks() == {("new", None, 1)}


def test_ended_offer_without_a_successor_is_gone(go):
    make_offer("old", name="The old challenge", ends_at=timezone.now())
    response = go("old")
    assert response.status_code == 410
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "The old challenge" in response.content.decode()
    assert 'href="/go/coaching/"' in response.content.decode()
    assert clicks() == set()


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/apply/", "/apply/?offer=challenge&article={post}"),
        ("/apply/?a=b#form", "/apply/?a=b&offer=challenge&article={post}#form"),
        ("http://testserver/apply/", "http://testserver/apply/?offer=challenge&article={post}"),
        ("https://evil.example/apply/", "https://evil.example/apply/"),
        ("/about/", "/about/"),
    ],
)
def test_application_form_gets_offer_and_article(go, settings, target, location):
    settings.SITE_URL = "http://testserver"
    make_offer("challenge", target=target)
    post = make_post("hips")
    assert go("challenge", from_="/hips/")["Location"] == location.format(post=post.pk)


def test_clicks_stay_when_the_article_is_deleted(go):
    make_offer("challenge")
    post = make_post("hips")
    go("challenge", from_="/hips/")
    go("challenge")
    post.delete()
    connection.check_constraints()
    assert sorted(Click.objects.values_list("count", flat=True)) == [1, 1]


def test_click_stores_nothing_of_the_visitor():
    kept = {field.name for field in Click._meta.get_fields()}
    assert kept == {"id", "offer", "post", "day", "count"}


def test_robots_txt_disallows_crawlers(client):
    assert "Disallow: /go/" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
@pytest.mark.parametrize("is_from_an_article", [True, False])
def test_concurrent_clicks_are_all_counted(is_from_an_article):
    offer, post = make_offer(), make_post() if is_from_an_article else None
    start = threading.Barrier(20)

    def follow() -> None:
        start.wait()
        try:
            for _ in range(5):
                Click.objects.record(offer, post, timezone.localdate())
        finally:
            connection.close()

    threads = [threading.Thread(target=follow) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Click.objects.values_list("count", flat=True)) == [100]
