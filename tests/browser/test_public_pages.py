"""Every public page of the sample site, on a phone and a large screen, in light and dark mode."""

import pytest

from blog.models import Category, Post
from comments.models import Comment
from tests.factories import make_coach, make_comment, make_post

EVIL = (
    "<script>window.ran = true</script><img src=/static/img/favicon.svg onload='window.ran = true'>"
    "<svg onload='window.ran = true'>"
)


@pytest.fixture
def addresses(_sample_site):
    longest = max(Post.objects.published(), key=lambda post: post.comments.count())
    asked = Comment.objects.approved().filter(post=longest).earliest("created_at")
    return [
        "/",
        "/articles/",
        "/articles/page/2/",
        "/articles/archive/",
        f"/{longest.published_at:%Y}/",
        f"/{longest.published_at:%Y/%m}/",
        Category.objects.get(slug="core").get_absolute_url(),
        f"/tag/{longest.tags.first().slug}/",
        "/author/mara-lindt/",
        "/about/",
        "/apply/",
        "/the-dead-bug-done-properly/",
        "/six-minutes-for-a-day-in-a-chair/",
        "/sign-up/chair-routine/",
        "/sign-up/chair-routine/sent/",
        longest.get_absolute_url(),
        f"{longest.get_absolute_url()}?replytocom={asked.pk}",
        "/comments/received/",
        "/nothing-stands-here/",
    ]


def test_public_pages_are_accessible_and_fit_the_width(page, check_page, addresses):
    page.emulate_media(reduced_motion="reduce")
    for address in addresses:
        page.goto(address)
        check_page(page)


def test_markup_in_articles_and_comments_does_not_run(page, transactional_db):
    post = make_post("strong-hips", author=make_coach(), title=EVIL, body=f"<p>Lift</p>{EVIL}", tags=["hips"])
    parent = make_comment(post, name=EVIL, text=EVIL, website="https://example.org/?x=" + EVIL)
    make_comment(post, parent=parent, name=EVIL, text=f"<a href='javascript:window.ran=true' id=trap>x</a> {EVIL}")
    make_comment(post, kind=Comment.Kind.PINGBACK, name=EVIL, website="javascript:window.ran=true", text=EVIL)
    for address in ("/", "/strong-hips/", f"/strong-hips/?replytocom={parent.pk}", "/feed/", "/tag/hips/"):
        page.goto(address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None, address
