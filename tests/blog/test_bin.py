"""Articles and pages in the bin: hidden, restored, deleted for good."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from blog import tasks
from blog.models import Address, ExternalLink, Page, Post
from comments import unanswered
from comments.models import Comment
from tests.factories import (
    make_application,
    make_category,
    make_coach,
    make_comment,
    make_external_link,
    make_offer,
    make_page,
    make_post,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/post/"
BIN = f"{LIST}bin/"
RESTORE = f"{BIN}restore/"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def delete_url(entry: Post | Page) -> str:
    return f"/admin/blog/{entry._meta.model_name}/{entry.pk}/delete/"


def binned_post(slug: str = "hips", **fields) -> Post:
    post = make_post(slug, **fields)
    post.put_into_bin()
    return post


def test_deleting_an_article_puts_it_into_the_bin_with_its_comments(client, coach):
    post = make_post("hips", title="Strong hips")
    comment = make_comment(post)
    asked = client.get(delete_url(post)).content.decode()
    assert "Put into the bin" in asked
    assert "30 days" in asked
    page = client.post(delete_url(post), follow=True).content.decode()
    assert "“Strong hips” is in the bin, until" in page
    assert "Strong hips</a>" not in page
    assert Post.objects.get().is_binned
    assert Comment.objects.get() == comment


@pytest.mark.parametrize("url", ["/hips/", "/old-hips/", "/hips/feed/", "/2017/11/hips/", "/old-hips/feed/"])
def test_urls_of_a_binned_article_are_gone(client, url):
    post = make_post("old-hips")
    post.move_to("hips")
    make_comment(post)
    post.put_into_bin()
    response = client.get(url)
    assert response.status_code == 410
    assert "This is no longer here." in response.content.decode()


def test_comments_of_a_binned_article_are_gone(client):
    comment = make_comment(make_post("hips"))
    comment.post.put_into_bin()
    assert client.get(comment.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"state": "private"}])
def test_binned_article_that_was_never_public_is_not_found(client, fields):
    binned_post(**fields)
    assert client.get("/hips/").status_code == 404


@pytest.mark.parametrize("url", ["/", "/articles/", "/category/core/", "/feed/", "/comments/feed/", "/other/"])
def test_no_public_page_shows_a_binned_article(client, url):
    core = make_category()
    make_post("other", categories=[core])
    post = make_post("hips", title="Canary", categories=[core], tags=["canary-tag"])
    make_comment(post, text="Canary of a reader.")
    assert "Canary" in client.get(url).content.decode()
    post.put_into_bin()
    response = client.get(url)
    assert response.status_code == 200
    assert "Canary" not in response.content.decode()


def test_sitemap_leaves_out_a_binned_article(client):
    binned_post(tags=["canary-tag"])
    make_page("about").put_into_bin()
    found = client.get("/sitemap.xml").content.decode()
    assert "/hips/" not in found
    assert "/about/" not in found
    assert "canary" not in found


def test_binned_page_is_gone_and_not_in_the_menu(client, coach):
    page = make_page("about")
    assert 'href="/about/"' in client.get("/articles/").content.decode()
    client.post(delete_url(page))
    assert client.get("/about/").status_code == 410
    assert 'href="/about/"' not in client.get("/articles/").content.decode()


def test_undo_restores_the_article_as_it_was(client, coach):
    post = make_post("hips")
    comment = make_comment(post)
    page = client.post(delete_url(post), follow=True)
    assert f'form="undo" name="chosen" value="{post.pk}"' in page.content.decode()
    client.post(RESTORE, {"chosen": post.pk})
    assert client.get("/hips/").status_code == 200
    assert client.get(comment.get_absolute_url()).status_code == 302


def test_articles_are_binned_from_the_list_without_djangos_delete_action(client, coach):
    posts = [make_post(), make_post()]
    assert "Delete selected" not in client.get(LIST).content.decode()
    data = {"action": "delete_selected", "_selected_action": [post.pk for post in posts]}
    page = client.post(LIST, data, follow=True).content.decode()
    assert "2 are in the bin, until" in page
    assert Post.objects.binned().count() == 2


def test_bin_shows_when_each_entry_is_deleted(client, coach):
    post = binned_post(title="Strong hips")
    Post.objects.update(binned_at=timezone.now().replace(year=2026, month=3, day=1))
    page = client.get(BIN).content.decode()
    assert "Strong hips" in page
    assert "deleted for good on 31 Mar 2026" in page
    assert f'value="{post.pk}"' in page


def test_binned_article_is_read_only(client, coach):
    post = binned_post(title="Strong hips")
    url = f"/admin/blog/post/{post.pk}/change/"
    page = client.get(url).content.decode()
    assert "This is in the bin" in page
    save = f"/admin/blog/post/{post.pk}/save/"
    assert client.post(save, {"content": {"title": "Other"}}, content_type="application/json").status_code == 410


def test_confirmation_lists_what_is_deleted_with_the_article(client, coach):
    post = make_post("hips")
    asked, answered = make_comment(post), make_comment(post)
    make_comment(post, author=coach, parent=answered)
    make_comment(post, state="spam")
    make_application(came_from_post=post)
    post.put_into_bin()
    page = client.get(delete_url(post)).content.decode()
    assert "2 readers’ comments will be deleted with it." in page
    assert "1 of them is still unanswered." in page
    assert "1 answer of yours will be deleted with it." in page
    assert "So will 1 more: spam, the bin, pingbacks." in page
    assert "1 application came from it. It is kept" in page
    assert asked in Comment.objects.all()


def test_deleting_for_good_deletes_comments_and_frees_the_slug(client, coach):
    post = make_post("hips")
    make_comment(post)
    application = make_application(came_from_post=post)
    post.put_into_bin()
    client.post(delete_url(post), {"for_good": "1"})
    assert not Post.objects.exists()
    assert not Comment.objects.exists()
    assert not Address.objects.exists()
    assert client.get("/hips/").status_code == 404
    application.refresh_from_db()
    assert application.came_from_post is None


def test_binning_twice_asks_before_deleting_for_good(client, coach):
    post = binned_post()
    page = client.post(delete_url(post)).content.decode()
    assert "Delete for good?" in page
    assert Post.objects.exists()


def test_article_restored_meanwhile_is_not_deleted_for_good(client, coach):
    post = make_post()
    client.post(delete_url(post), {"for_good": "1"})
    assert not Post.objects.get().is_binned


def test_bin_is_emptied_after_30_days(client):
    old, young = binned_post("old"), binned_post("young")
    Post.objects.filter(pk=old.pk).update(binned_at=timezone.now() - timedelta(days=30, minutes=1))
    Post.objects.filter(pk=young.pk).update(binned_at=timezone.now() - timedelta(days=29))
    kept = make_post("kept")
    tasks.empty_bin.call()
    assert set(Post.objects.all()) == {young, kept}


def test_comments_of_a_binned_article_are_unanswered_once_it_is_restored():
    comment = make_comment(make_post())
    comment.post.put_into_bin()
    assert not unanswered.due().exists()
    comment.post.restore()
    assert unanswered.due().get() == comment


def test_comment_on_a_binned_article_is_refused_with_its_text(client):
    binned_post()
    data = {"text": "Long words of mine.", "name": "Nadia", "email": "nadia@example.org"}
    response = client.post("/hips/comments/new/", data, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 410
    assert "Long words of mine." in response.content.decode()
    assert not Comment.objects.exists()


def test_private_page_of_a_comment_says_that_the_article_is_gone(client):

    comment = make_comment(make_post())
    comment.post.put_into_bin()
    page = client.get(comment.private_url).content.decode()
    assert "The article has been taken off the site" in page
    assert "awaiting moderation" not in page


def test_answer_on_a_binned_article_is_not_mailed(coach):
    from comments.notifications import readers as reader_notifications

    comment = make_comment(make_post())
    comment.post.put_into_bin()
    answer = make_comment(comment.post, author=coach, parent=comment)
    reader_notifications.update_notifications(answer)
    assert not answer.reader_mails.exists()
    assert not mail.outbox


def test_links_of_a_binned_article_are_not_checked():
    link = make_external_link()
    assert link in ExternalLink.objects.in_use()
    Page.objects.get().put_into_bin()
    assert link not in ExternalLink.objects.in_use()


def test_page_given_by_an_offer_cannot_be_deleted(client, coach):
    page = make_page("plan", is_published=False, title="The plan")
    offer = make_offer(name="Winter plan", collects_sign_ups=True, target="", page=page)
    asked = client.get(delete_url(page)).content.decode()
    assert f'href="/admin/offers/offer/{offer.pk}/change/"' in asked
    answer = client.post(delete_url(page), follow=True).content.decode()
    assert "“The plan” can’t be deleted, because readers get it from “Winter plan”." in answer
    assert f'href="/admin/offers/offer/{offer.pk}/change/"' in answer
    assert not Page.objects.get().is_binned


def test_binned_page_cannot_be_chosen_for_an_offer(client, coach):
    page = make_page("plan", title="The canary plan")
    page.put_into_bin()
    assert "The canary plan" not in client.get("/admin/offers/offer/add/").content.decode()


def make_staff_with(*codenames: str):
    staff = make_user(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return staff


def test_staff_without_delete_permission_cannot_bin_or_restore(client):
    post = make_post()
    client.force_login(make_staff_with("change_post", "view_post"))
    assert "Put into the bin" not in client.get(f"/admin/blog/post/{post.pk}/change/").content.decode()
    assert client.post(delete_url(post)).status_code == 403
    post.put_into_bin()
    assert "Restore" not in client.get(BIN).content.decode()
    assert client.post(RESTORE, {"chosen": post.pk}).status_code == 403
    assert Post.objects.get().is_binned


def test_bin_needs_permission_to_view_articles(client):
    client.force_login(make_staff_with("view_page"))
    assert client.get(BIN).status_code == 403


def test_get_restores_nothing(client, coach):
    post = binned_post()
    assert client.get(RESTORE, {"chosen": post.pk}).status_code == 405
