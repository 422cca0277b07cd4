"""Every public page of the sample site, on a phone and at a desk, by day and by night."""

import pytest
from django.core.management import call_command

from blog.models import Category, Post
from comments.models import Comment
from tests.factories import make_coach, make_comment, make_post

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

EVIL = (
    "<script>window.ran = true</script><img src=/static/img/favicon.svg onload='window.ran = true'>"
    "<svg onload='window.ran = true'>"
)


@pytest.fixture
def addresses(transactional_db):
    call_command("load_demo", "--picture-width=90", verbosity=0)
    longest = max(Post.objects.published(), key=lambda post: post.comments.count())
    asked = Comment.objects.approved().filter(post=longest).earliest("created_at")
    return [
        "/",
        "/articles/",
        "/articles/page/2/",
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


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")])
def test_public_pages_hinder_nobody_and_fit(page, axe, addresses, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for address in addresses:
        page.goto(address)
        axe(page)
        assert page.evaluate(SIDEWAYS) <= 0, address


def test_what_a_stranger_wrote_does_not_run(page, transactional_db):
    post = make_post("strong-hips", author=make_coach(), title=EVIL, body=f"<p>Lift</p>{EVIL}", tags=["hips"])
    parent = make_comment(post, name=EVIL, text=EVIL, website="https://example.org/?x=" + EVIL)
    make_comment(post, parent=parent, name=EVIL, text=f"<a href='javascript:window.ran=true' id=trap>x</a> {EVIL}")
    make_comment(post, kind=Comment.Kind.PINGBACK, name=EVIL, website="javascript:window.ran=true", text=EVIL)
    for address in ("/", "/strong-hips/", f"/strong-hips/?replytocom={parent.pk}", "/feed/", "/tag/hips/"):
        page.goto(address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None, address
