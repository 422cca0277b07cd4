import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blog.models import ExternalLink, LinkReplacement, Post
from offers.models import Offer
from tests.external_server import ExternalServer, Page
from tests.factories import make_coach, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:blog_externallink_changelist")
CHECK = reverse("admin:blog_externallink_check")

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


def change_url(link: ExternalLink | None = None) -> str:
    return reverse("admin:blog_externallink_change", args=[(link or ExternalLink.objects.get(url=DEAD)).pk])


def page(response) -> str:
    return " ".join(response.content.decode().split())


def bodies(posts: list[Post]) -> list[str]:
    return [Post.objects.get(pk=post.pk).body for post in posts]


def replace(admin, **choice: str):
    """Submit the form of the preview."""
    shown = admin.get(change_url(), choice)
    return admin.post(change_url(), {**choice, "fingerprint": shown.context["fingerprint"]}, follow=True)


def test_list_shows_dead_links_first_and_how_often_each_is_used(admin, posts):
    make_page(body='<a href="https://alive.example/">x</a> <a href="http://testserver/about/">ours</a>')
    ExternalLink.objects.filter(url=DEAD).update(state="dead", finding="gone", status=404)
    html = page(admin.get(LIST, {"state": "all"}))
    assert html.index(DEAD) < html.index("https://alive.example/")
    assert "The server says that there is nothing at this address. (404)" in html
    assert "Once in one text" in html
    assert "2 times in 2 texts" in html
    assert "testserver/about" not in html


def test_list_can_be_filtered_and_searched(admin, posts):
    make_page(body='<a href="https://alive.example/">x</a>')
    ExternalLink.objects.filter(url=DEAD).update(state="dead")
    assert [link.url for link in admin.get(LIST, {"state": "dead"}).context["cl"].result_list] == [DEAD]
    found = admin.get(LIST, {"q": "alive", "state": "all"}).context["cl"].result_list
    assert [link.url for link in found] == ["https://alive.example/"]
    assert "Nothing here matches." in page(admin.get(LIST, {"state": "alive"}))


def test_list_shows_dead_links_unless_asked_for_others(admin, posts):
    assert "No link to another site is dead." in page(admin.get(LIST))
    ExternalLink.objects.filter(url=DEAD).update(state="dead")
    make_page(body='<a href="https://alive.example/">x</a>')
    assert [link.url for link in admin.get(LIST).context["cl"].result_list] == [DEAD]


def test_list_takes_the_same_queries_for_any_number_of_links(admin):
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


def test_one_link_is_checked_on_demand(admin, external_server: ExternalServer, run_tasks):
    external_server.pages["/"] = Page()
    make_post(body=f'<a href="{external_server.url()}">x</a>')
    link = ExternalLink.objects.get()
    assert external_server.requests == []
    response = admin.post(CHECK, {"link": link.pk})
    assert response.url == change_url(link)
    run_tasks()
    assert ExternalLink.objects.get().state == "alive"
    assert "Answers" in page(admin.get(change_url(link)))


def test_all_links_are_checked_on_demand_and_progress_is_shown(admin, external_server: ExternalServer, run_tasks):
    make_post(body="".join(f'<a href="{external_server.url(f"/{number}")}">x</a>' for number in range(2)))
    run_tasks()
    ExternalLink.objects.update(due_at="2100-01-01T00:00Z")
    assert "Check all now" in page(admin.get(LIST))
    admin.post(CHECK)
    assert "2 of 2 wait to be checked." in page(admin.get(LIST))
    run_tasks()
    assert "1 of 2 waits to be checked." in page(admin.get(LIST))


@pytest.mark.parametrize("link", ["0", "x", "²"])
def test_checking_an_unknown_link_is_not_found(admin, link):
    assert admin.post(CHECK, {"link": link}).status_code == 404


def test_preview_shows_each_occurrence_and_changes_nothing(admin, posts, offer):
    html = page(admin.get(change_url(), {"offer": offer.slug, "address": "", "words": ""}))
    assert html.count("Join &lt;us&gt; —") == 2
    assert html.count("<ins>The 28 days</ins>") == 2
    assert f"<del>{DEAD}</del>" in html
    assert "/go/challenge/" in html
    assert "not public" in html
    assert bodies(posts) == [BODY] * 2


def test_link_is_replaced_by_an_offer_and_restored_by_undo(admin, posts, offer):
    html = page(replace(admin, offer=offer.slug))
    assert "Done: the new address is in place." in html
    assert bodies(posts) == [REPLACED] * 2
    undo = reverse("admin:blog_linkreplacement_undo", args=[LinkReplacement.objects.get().pk])
    assert "Undone: the old address is back." in page(admin.post(undo, follow=True))
    assert bodies(posts) == [BODY] * 2
    assert "Recently replaced" in page(admin.get(LIST))


def test_link_is_replaced_by_another_url_and_text(admin, posts):
    replace(admin, address="https://alive.example/?a=1&b=2", words="Join here")
    assert bodies(posts) == [BODY.replace(f'"{DEAD}">{DEAD}', '"https://alive.example/?a=1&amp;b=2">Join here')] * 2


def test_task_finishes_a_replacement_in_many_articles(admin, offer, run_tasks, monkeypatch):
    monkeypatch.setattr("blog.link_replacement.continue_replacement.__defaults__", (2,))
    posts = [make_post(body=BODY) for _number in range(5)]
    html = page(replace(admin, offer=offer.slug))
    assert "2 of 5 texts so far." in html
    assert "Not changed yet." in html
    run_tasks()
    assert bodies(posts) == [REPLACED] * 5


def test_undo_keeps_an_occurrence_edited_since_and_says_so(admin, posts, offer):
    replace(admin, offer=offer.slug)
    posts[0].body = REPLACED.replace("The 28 days", "My own words")
    posts[0].save()
    undo = reverse("admin:blog_linkreplacement_undo", args=[LinkReplacement.objects.get().pk])
    html = page(admin.post(undo, follow=True))
    assert "One place was left as it is, because somebody has changed the text there since." in html
    assert bodies(posts) == [posts[0].body, BODY]


def test_replacement_is_refused_if_occurrences_differ_from_the_preview(admin, posts, offer):
    choice = {"offer": offer.slug, "fingerprint": admin.get(change_url()).context["fingerprint"]}
    third = make_post(body=BODY)
    assert "Please check again." in page(admin.post(change_url(), choice))
    assert bodies([*posts, third]) == [BODY] * 3


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"address": ""}, "one of the two"),
        ({"offer": "challenge", "address": "/apply/"}, "one of the two"),
        ({"offer": "nothing"}, "Select a valid choice"),
        ({"address": DEAD}, "This is the current address."),
        ({"address": "javascript:alert(1)"}, "a full one with https://"),
        ({"address": "//evil.example"}, "a full one with https://"),
        ({"address": "https://a@evil.example/"}, "a full one with https://"),
        ({"address": "/\\evil.example"}, "backslash"),
        ({"address": "data:text/html,x"}, "a full one with https://"),
    ],
)
def test_invalid_replacement_is_refused(admin, posts, offer, choice, sentence):
    response = replace(admin, **choice)
    assert response.status_code == 422
    assert sentence in page(response)
    assert bodies(posts) == [BODY] * 2


def test_links_need_permission_to_publish_articles_and_pages(client, posts, offer):
    helper = make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="publish_post"))
    client.force_login(helper)
    assert client.get(LIST).status_code == 403
    assert client.get(change_url()).status_code == 403
    assert client.post(change_url(), {"offer": offer.slug}).status_code == 403
    assert client.post(CHECK).status_code == 403
    helper.user_permissions.add(Permission.objects.get(codename="publish_page"))
    assert client.get(LIST).status_code == 200
    assert client.get(change_url()).status_code == 200


def test_replacement_is_listed_and_its_link_is_no_longer_used(admin, posts, offer):
    replace(admin, offer=offer.slug)
    assert DEAD in page(admin.get(reverse("admin:blog_linkreplacement_changelist")))
    assert admin.get(reverse("admin:blog_linkreplacement_change", args=[0])).status_code == 404
    assert "No text has it any more." in page(admin.get(change_url()))
