"""What is written at the desk is saved, and nothing that its writer has not seen is overwritten."""

import json
from copy import copy
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from blog.link_replacement import continue_replacement, start, undo
from blog.models import Address, ExternalLink, Page, Post, Revision
from tests.blog.desk.conftest import TEXT, tab_of
from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db


def test_new_article_is_saved_as_a_draft_without_a_title(tab, coach):
    tab.open()
    response = tab.send(body="<p>Lift.</p>")
    assert response.status_code == 200
    post = Post.objects.get()
    assert (post.title, post.body, post.state, post.author) == ("", "<p>Lift.</p>", "draft", coach)
    assert response.json()["errors"] == {"title": "There is no title yet."}
    assert tab.open(post.pk).content["body"] == "<p>Lift.</p>"


def test_everything_that_is_edited_is_in_the_row(tab, other):
    core = make_category()
    tab.open()
    tab.send(**TEXT, teaser="Why.", categories=[core.pk], tags=["hips"], author=other.pk, are_comments_open=False)
    tab.send(shows_health_notice=True, search_title="Hips", search_description="All of them.")
    post = Post.objects.get()
    assert (post.title, post.teaser, post.author, post.are_comments_open) == ("Strong hips", "Why.", other, False)
    assert (post.shows_health_notice, post.search_title, post.search_description) == (True, "Hips", "All of them.")
    assert ([*post.categories.all()], [*post.tags.names()]) == ([core], ["hips"])


def test_page_is_saved_too(coach):
    tab = tab_of(coach, "page").open()
    tab.send(**TEXT)
    assert Page.objects.get().body == "<p>Lift slowly.</p>"
    assert "categories" not in tab.content


def test_repeated_first_request_makes_no_second_article(tab):
    tab.open()
    tab.content |= TEXT
    tab.number = 1
    answers = [tab.repeat().json() for _ in range(3)]
    assert Post.objects.count() == 1
    assert answers[0]["base"] == answers[1]["base"] == answers[2]["base"]


def test_first_request_whose_answer_was_lost_is_followed_by_a_newer_one(tab):
    tab.open()
    tab.content |= TEXT
    tab.number = 1
    tab.repeat()
    assert tab.send(title="Stronger hips").status_code == 200
    assert Post.objects.get().title == "Stronger hips"


def test_save_whose_answer_was_lost_is_followed_by_a_newer_one(tab):
    tab.open()
    tab.send(**TEXT)
    base = tab.base
    tab.send(title="Two")
    tab.base = base
    assert tab.send(title="Three").status_code == 200
    assert Post.objects.get().title == "Three"


def test_late_save_does_not_overwrite_a_newer_one(tab):
    tab.open()
    tab.send(**TEXT)
    late = {"base": tab.base, "device": tab.device, "number": tab.number + 1, "content": {"title": "Late"}}
    tab.number += 1
    tab.send(title="Newer")
    response = tab.post("save", **late)
    assert (response.status_code, response.json()["base"]) == (409, tab.base)
    assert Post.objects.get().title == "Newer"


def test_duplicated_tab_with_the_same_device_loses_nothing(tab):
    tab.open()
    tab.send(**TEXT)
    twin = copy(tab)
    tab.send(title="First")
    assert twin.send(title="Second").status_code == 409
    assert twin.send(title="Third").status_code == 200
    kept = {one.content["title"] for one in Revision.objects.all()}
    assert {"First", "Second", "Third"} <= kept


def test_sitting_is_one_version(tab):
    tab.open()
    for title in ("A", "B", "C"):
        tab.send(title=title)
    assert [one.content["title"] for one in Revision.objects.all()] == ["C"]


def test_pause_begins_another_version(tab, clock):
    tab.open()
    tab.send(title="A")
    clock(minutes=31)
    tab.send(title="B")
    assert [one.content["title"] for one in Revision.objects.all()] == ["B", "A"]


def test_text_of_another_person_is_not_overwritten(tab, other):
    tab.open()
    tab.send(**TEXT)
    others = tab_of(other).open(tab.pk)
    others.send(title="Hers")
    response = tab.send(title="Mine")
    answer = response.json()
    assert response.status_code == 409
    assert (answer["content"]["title"], answer["by"], answer["base"]) == ("Hers", "Ines Falk", others.base)
    assert Post.objects.get().title == "Hers"
    assert Revision.objects.get(pk=answer["kept"]).content["title"] == "Mine"


def test_second_tab_of_the_same_person_is_another_device(tab, coach):
    tab.open()
    tab.send(**TEXT)
    second = tab_of(coach).open(tab.pk)
    second.send(title="Second")
    response = tab.send(title="First")
    assert response.status_code == 409
    assert response.json()["by"].startswith("you")


def test_text_of_one_conflict_is_kept_in_one_version(tab, other):
    tab.open()
    tab.send(**TEXT)
    tab_of(other).open(tab.pk).send(title="Hers")
    kept = tab.send(title="Mine").json()["kept"]
    assert tab.send(title="Mine, longer", kept=kept).json()["kept"] == kept
    assert Revision.objects.get(pk=kept).content["title"] == "Mine, longer"


def test_own_text_is_taken_when_it_is_sent_with_what_was_seen(tab, other):
    tab.open()
    tab.send(**TEXT)
    tab_of(other).open(tab.pk).send(title="Hers")
    tab.base = tab.send(title="Mine").json()["base"]
    assert tab.send().status_code == 200
    assert Post.objects.get().title == "Mine"
    assert Revision.objects.filter(content__title="Hers").exists()


def test_public_article_is_not_changed_by_saving(tab, coach, client):
    post = make_post("hips", title="Hips", body="<p>Lift.</p>", author=coach)
    tab.open(post.pk)
    answer = tab.send(title="Strong hips", body="<p>New.</p>", categories=[make_category().pk]).json()
    assert "changes not public yet" in answer["state"]["sentence"]
    page = client.get("/hips/").content.decode()
    assert "Lift." in page
    assert "New." not in page + client.get("/feed/").content.decode()
    assert (Post.objects.get().title, Post.objects.get().categories.count()) == ("Hips", 0)
    assert tab.open(post.pk).content["title"] == "Strong hips"
    assert Revision.objects.filter(kind="publication", content__title="Hips").exists()


def test_slug_follows_the_title_of_a_draft_and_leaves_nothing_behind(tab):
    tab.open()
    for title in ("H", "Hips", "Strong hips"):
        tab.send(title=title)
    assert list(Address.objects.values_list("slug", flat=True)) == ["strong-hips"]
    assert tab.state["slug"] == "strong-hips"


def test_slug_that_was_chosen_stays(tab):
    tab.open()
    tab.send(**TEXT, slug="hips")
    tab.send(title="Knees")
    assert Post.objects.get().slug == "hips"


@pytest.mark.parametrize("slug", ["about", "articles", "two words"])
def test_slug_that_cannot_be_is_said_and_changes_nothing(tab, slug):
    make_page("about")
    tab.open()
    tab.send(**TEXT)
    answer = tab.send(slug=slug).json()
    assert "slug" in answer["errors"]
    assert Post.objects.get().slug == "strong-hips"


def test_taken_title_gets_another_slug(tab):
    make_page("strong-hips")
    tab.open()
    tab.send(**TEXT)
    assert Post.objects.get().slug == "strong-hips-2"


def test_ended_session_is_told_without_a_redirect(tab):
    tab.open()
    tab.send(**TEXT)
    tab.client.logout()
    response = tab.send(title="Lost?")
    assert response.status_code == 401
    assert "signed out" in response.json()["error"]


def test_second_factor_that_is_due_is_told_without_a_redirect(tab, settings):
    tab.open()
    tab.send(**TEXT)
    settings.SECOND_FACTOR_IS_ASKED_FOR = True
    User.objects.update(second_factor_due_at=timezone.now() - timedelta(days=1))
    response = tab.send(title="Later")
    assert (response.status_code, sorted(response.json())) == (403, ["error", "url"])


def test_person_without_the_right_is_refused(tab):
    tab.open()
    tab.send(**TEXT)
    tab.client.force_login(make_coach(is_superuser=False, role="helper"))
    response = tab.send(title="No")
    assert (response.status_code, list(response.json())) == (403, ["error"])


def test_request_without_a_csrf_token_is_refused(tab, coach):
    tab.open()
    tab.send(**TEXT)
    client = Client(enforce_csrf_checks=True)
    client.force_login(coach)
    tab.client = client
    response = tab.send(title="No")
    assert (response.status_code, list(response.json())) == (403, ["error"])


def test_deleted_and_binned_articles_are_told(tab):
    tab.open()
    tab.send(**TEXT)
    Post.objects.get().put_into_bin()
    assert tab.send(title="A").status_code == 410
    Post.objects.get().delete()
    assert tab.send(title="B").status_code == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"body": "x" * 500_001}, 413),
        ({"title": None}, 400),
        ({"title": ["a"]}, 400),
        ({"cover": "one"}, 400),
        ({"cover": True}, 400),
        ({"categories": "1"}, 400),
        ({"categories": [10**30]}, 400),
        ({"are_comments_open": None}, 400),
        ([], 400),
    ],
)
def test_content_that_is_none_is_refused(tab, content, status):
    tab.open()
    tab.send(**TEXT)
    response = tab.post("save", base=tab.base, device=tab.device, number=9, content=content)
    assert response.status_code == status
    assert Post.objects.get().title == "Strong hips"


@pytest.mark.parametrize("body", ["", "[]", "{", "\ud800".encode(errors="surrogatepass")])
def test_request_that_is_no_json_object_is_refused(tab, body):
    tab.open()
    tab.send(**TEXT)
    response = tab.client.post(tab.addresses["save"], body, content_type="application/json")
    assert response.status_code in ((409,) if body == "" else (400,))


def test_odd_characters_are_stored_as_far_as_a_database_can(tab):
    tab.open()
    assert tab.send(title="a\0b\ud800c", tags=["x" * 300, " "]).status_code == 200
    assert Post.objects.get().title == "ab?c"


def test_too_long_title_is_kept_and_told(tab):
    tab.open()
    answer = tab.send(title="x" * 300, body="<p>Text.</p>").json()
    assert "300 characters" in answer["errors"]["title"]
    assert tab.open(tab.pk).content["title"] == "x" * 300


def test_missing_rows_in_the_content_change_nothing(tab, coach):
    tab.open()
    assert tab.send(**TEXT, cover=999, categories=[999], author=999).status_code == 200
    post = Post.objects.get()
    assert (post.cover, post.author, post.categories.count()) == (None, coach, 0)


def test_renamed_tag_is_followed_where_nobody_changed_it(tab):
    tab.open()
    tab.send(**TEXT, tags=["hips"])
    tag = Post.objects.get().tags.get()
    tag.name = "the hips"
    tag.save()
    answer = tab.send(title="New").json()
    assert answer["content"]["tags"] == ["the hips"]
    assert [*Post.objects.get().tags.names()] == ["the hips"]


def test_text_that_was_changed_by_another_way_is_kept_as_a_version(tab):
    tab.open()
    tab.send(**TEXT)
    Post.objects.update(body="<p>From a shell.</p>")
    answer = tab.send(body="<p>Mine.</p>").json()
    assert (answer["content"]["body"], answer["by"][:13]) == ("<p>From a shell.</p>", "another place")
    tab.base = answer["base"]
    tab.send()
    assert Post.objects.get().body == "<p>Mine.</p>"
    assert Revision.objects.filter(kind="found", content__body="<p>From a shell.</p>").exists()


def test_replaced_link_is_replaced_in_the_working_copy_too(tab, coach):
    text = '<p>Breathe out and lift.</p><p><a href="{}">Join</a></p><p>Then rest for a while.</p>'
    post = make_post("hips", body=text.format("https://old.example/"), author=coach)
    tab.open(post.pk)
    tab.send(body=f"<p>New.</p>{post.body}")
    replacement = start(ExternalLink.objects.get(), "/apply/", "", coach)
    continue_replacement(replacement)
    assert tab.send(title="Unseen").status_code == 409
    assert tab.open(post.pk).content["body"] == f"<p>New.</p>{text.format('/apply/')}"
    undo(replacement)
    continue_replacement(replacement)
    assert tab.open(post.pk).content["body"] == f"<p>New.</p>{post.body}"


def test_version_stays_when_most_of_the_text_is_deleted(tab):
    tab.open()
    tab.send(title="Hips", body=f"<p>{'word ' * 200}</p>")
    tab.send(body="<p></p>")
    assert Revision.objects.filter(content__body__icontains="word word").exists()


def test_numbers_of_queries_are_bounded(tab, django_assert_max_num_queries):
    tab.open()
    tab.send(**TEXT, tags=["a", "b"], categories=[make_category().pk])
    with django_assert_max_num_queries(40):
        tab.send(title="Stronger hips", body='<p><a href="https://example.org/">Link</a></p>')


def test_json_has_no_inline_script(tab):
    tab.open()
    tab.send(title="</script><script>alert(1)</script>", body="<p>Text.</p>")
    page = tab.client.get(f"/admin/blog/post/{tab.pk}/change/").content.decode()
    assert "<script>alert" not in page
    assert json.loads(page.partition('<script id="desk" type="application/json">')[2].partition("</script>")[0])
