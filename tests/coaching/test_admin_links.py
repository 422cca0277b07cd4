import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog.models import OutsideLink, Post, Replacement
from coaching.models import Offer
from tests.factories import make_coach, make_page, make_post, make_user
from tests.outside_server import OutsideServer, Page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:blog_outsidelink_changelist")
CHECK = reverse("admin:blog_outsidelink_check")

DEAD = "https://short.example/abc"
BODY = f'<p>Join &lt;us&gt; — <a href="{DEAD}">{DEAD}</a></p>'
REPLACED = '<p>Join &lt;us&gt; — <a href="/go/challenge/">The 28 days</a></p>'


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


@pytest.fixture
def offer() -> Offer:
    return Offer.objects.create(name="The 28 days", slug="challenge", button="Join", target="/apply/")


@pytest.fixture
def posts() -> list[Post]:
    draft = make_post(title="Draft", body=BODY, state=Post.State.DRAFT, published_at=None)
    return [make_post(title="Glutes", body=BODY), draft]


def address(link: OutsideLink | None = None) -> str:
    return reverse("admin:blog_outsidelink_change", args=[(link or OutsideLink.objects.get(address=DEAD)).pk])


def page(response) -> str:
    return " ".join(response.content.decode().split())


def bodies(posts: list[Post]) -> list[str]:
    return [Post.objects.get(pk=post.pk).body for post in posts]


def replace(admin, **choice: str):
    """As the preview's button does it."""
    shown = admin.get(address(), choice)
    return admin.post(address(), {**choice, "fingerprint": shown.context["fingerprint"]}, follow=True)


def test_list_shows_each_link_with_where_it_stands_the_dead_first(admin, posts):
    make_page(body='<a href="https://alive.example/">x</a> <a href="http://testserver/about/">ours</a>')
    OutsideLink.objects.filter(address=DEAD).update(state="dead", finding="gone", status=404)
    html = page(admin.get(LIST))
    assert html.index(DEAD) < html.index("https://alive.example/")
    assert "The server says that there is nothing at this address. (404)" in html
    assert "Once in one text" in html
    assert "2 times in 2 texts" in html
    assert "testserver/about" not in html


def test_list_can_be_narrowed(admin, posts):
    make_page(body='<a href="https://alive.example/">x</a>')
    OutsideLink.objects.filter(address=DEAD).update(state="dead")
    assert [link.address for link in admin.get(LIST, {"state": "dead"}).context["cl"].result_list] == [DEAD]
    assert [link.address for link in admin.get(LIST, {"q": "alive"}).context["cl"].result_list] == [
        "https://alive.example/"
    ]
    assert "No link here." in page(admin.get(LIST, {"state": "alive"}))


def test_list_costs_the_same_however_long(admin):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            admin.get(LIST)
        return len(captured)

    make_post(body=BODY)
    few = queries()
    make_post(body="".join(f'<a href="https://x{number}.example/">x</a>' for number in range(60)))
    make_post(body="".join(f'<a href="https://x{number}.example/">x</a>' for number in range(60)))
    assert queries() == few


def test_one_link_is_checked_on_demand(admin, outside_server: OutsideServer, run_tasks):
    outside_server.pages["/"] = Page()
    make_post(body=f'<a href="{outside_server.url()}">x</a>')
    link = OutsideLink.objects.get()
    assert outside_server.asked == []
    response = admin.post(CHECK, {"link": link.pk})
    assert response.url == address(link)
    run_tasks()
    assert OutsideLink.objects.get().state == "alive"
    assert "Answers" in page(admin.get(address(link)))


def test_all_links_are_checked_on_demand_and_progress_is_shown(admin, outside_server: OutsideServer, run_tasks):
    make_post(body="".join(f'<a href="{outside_server.url(f"/{number}")}">x</a>' for number in range(2)))
    run_tasks()
    OutsideLink.objects.update(due_at="2100-01-01T00:00Z")
    assert "Check all now" in page(admin.get(LIST))
    admin.post(CHECK)
    assert "2 of 2 wait to be checked." in page(admin.get(LIST))
    run_tasks()
    assert "1 of 2 waits to be checked." in page(admin.get(LIST))


@pytest.mark.parametrize("link", ["0", "x", "²"])
def test_link_that_is_none_is_not_checked(admin, link):
    assert admin.post(CHECK, {"link": link}).status_code == 404


def test_preview_shows_each_place_and_changes_nothing(admin, posts, offer):
    html = page(admin.get(address(), {"offer": offer.slug, "address": "", "words": ""}))
    assert html.count("Join &lt;us&gt; —") == 2
    assert html.count("<ins>The 28 days</ins>") == 2
    assert f"<del>{DEAD}</del>" in html
    assert "/go/challenge/" in html
    assert "not public" in html
    assert bodies(posts) == [BODY] * 2


def test_replaced_by_an_offer_undone_and_done_again(admin, posts, offer):
    html = page(replace(admin, offer=offer.slug))
    assert "Done: the new address stands there." in html
    assert bodies(posts) == [REPLACED] * 2
    turn = reverse("admin:blog_replacement_turn", args=[Replacement.objects.get().pk])
    assert "Undone: the old address stands there again." in page(admin.post(turn, {"undo": "1"}, follow=True))
    assert bodies(posts) == [BODY] * 2
    assert "Done: the new address" in page(admin.post(turn, {"undo": "0"}, follow=True))
    assert bodies(posts) == [REPLACED] * 2
    assert "Replaced lately" in page(admin.get(LIST))


def test_replaced_by_another_address_with_words(admin, posts):
    replace(admin, address="https://alive.example/?a=1&b=2", words="Join here")
    assert bodies(posts) == [BODY.replace(f'"{DEAD}">{DEAD}', '"https://alive.example/?a=1&amp;b=2">Join here')] * 2


def test_many_articles_are_finished_in_the_background(admin, offer, run_tasks, monkeypatch):
    monkeypatch.setattr("blog.replacing.go_on.__defaults__", (2,))
    posts = [make_post(body=BODY) for _number in range(5)]
    html = page(replace(admin, offer=offer.slug))
    assert "2 of 5 texts so far." in html
    assert "Still to come." in html
    run_tasks()
    assert bodies(posts) == [REPLACED] * 5


def test_place_that_was_changed_since_is_left_and_said(admin, posts, offer):
    replace(admin, offer=offer.slug)
    posts[0].body = REPLACED.replace("The 28 days", "My own words")
    posts[0].save()
    turn = reverse("admin:blog_replacement_turn", args=[Replacement.objects.get().pk])
    html = page(admin.post(turn, {"undo": "1"}, follow=True))
    assert "One place was left as it is, because somebody has changed the text there since." in html
    assert bodies(posts) == [posts[0].body, BODY]


def test_what_was_not_previewed_is_not_replaced(admin, posts, offer):
    choice = {"offer": offer.slug, "fingerprint": admin.get(address()).context["fingerprint"]}
    third = make_post(body=BODY)
    assert "Please look again." in page(admin.post(address(), choice))
    assert bodies([*posts, third]) == [BODY] * 3


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"address": ""}, "one of the two"),
        ({"offer": "challenge", "address": "/apply/"}, "one of the two"),
        ({"offer": "nothing"}, "Select a valid choice"),
        ({"address": DEAD}, "This is the address that stands there now."),
        ({"address": "javascript:alert(1)"}, "a whole one with https://"),
        ({"address": "//evil.example"}, "a whole one with https://"),
        ({"address": "https://a@evil.example/"}, "a whole one with https://"),
        ({"address": "/\\evil.example"}, "backslash"),
        ({"address": "data:text/html,x"}, "a whole one with https://"),
    ],
)
def test_what_can_not_stand_there_is_refused(admin, posts, offer, choice, sentence):
    response = replace(admin, **choice)
    assert response.status_code == 422
    assert sentence in page(response)
    assert bodies(posts) == [BODY] * 2


def test_who_may_change_articles_but_no_pages_may_not(client, posts, offer):
    helper = make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_post"))
    client.force_login(helper)
    assert client.get(LIST).status_code == 403
    assert client.get(address()).status_code == 403
    assert client.post(address(), {"offer": offer.slug}).status_code == 403
    assert client.post(CHECK).status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="change_page"))
    assert client.get(LIST).status_code == 200
    assert client.get(address()).status_code == 200


def test_replacement_list_and_what_is_gone(admin, posts, offer):
    replace(admin, offer=offer.slug)
    assert DEAD in page(admin.get(reverse("admin:blog_replacement_changelist")))
    assert admin.get(reverse("admin:blog_replacement_change", args=[0])).status_code == 404
    assert "In no text any more." in page(admin.get(address()))
