"""Each kind of page at 320 pixels, and with letters twice as large (WCAG 1.4.4, 1.4.10)."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.roles import Role
from blog.models import Post
from privacy.models import PrivacyRequest
from tests.browser.conftest import FITS
from tests.factories import (
    make_answer,
    make_application,
    make_category,
    make_coach,
    make_comment,
    make_offer,
    make_page,
    make_post,
    make_user,
)
from tests.waiting import wait_for

# A box whose text is wider or higher than itself, and hides it. Boxes of one line that end in "…" do so on purpose.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((box) => {
  const { overflowX, overflowY, textOverflow, clipPath } = getComputedStyle(box);
  const hidesX = ["hidden", "clip"].includes(overflowX) && box.scrollWidth > box.clientWidth + 1;
  const hidesY = ["hidden", "clip"].includes(overflowY) && box.scrollHeight > box.clientHeight + 1;
  return (hidesX || hidesY) && box.innerText?.trim() && textOverflow === "clip" && clipPath === "none" &&
    !box.matches(".visually-hidden");
}).map((box) => box.outerHTML.slice(0, 200))"""


@pytest.fixture
def post(transactional_db: None) -> Post:
    post = make_post("hips", title="Strengthening Donaudampfschifffahrt hips", author=make_coach())
    asked = make_comment(post, name="Wolfeschlegelsteinhausenbergerdorff", text="Which one first?")
    make_comment(parent=make_answer(asked), name="Kim")
    return post


@pytest.fixture
def paths(post: Post) -> list[str]:
    make_offer("routine", collects_sign_ups=True, page=make_page("routine", title="Routine"), target="")
    application = make_application(name="Nadia Sommer")
    question = make_comment(post, state="held", is_private=True)
    topic = make_category("Donaudampfschifffahrtsgesellschaften")
    post.categories.add(topic)
    post.tags.add("hips")
    request = PrivacyRequest.objects.create(email="nadia@example.org", confirmed_at=timezone.now())
    return [
        "/",
        "/articles/",
        topic.get_absolute_url(),
        "/tag/hips/",
        post.author.profile.get_absolute_url(),
        "/routine/",
        "/search/?q=hips",
        "/search/?q=nothing-stands-here",
        "/hips/",
        f"/hips/?replytocom={post.comments.earliest('pk').pk}",
        "/apply/",
        "/apply/status/",
        application.private_url,
        f"{application.private_url}correct/",
        f"{application.private_url}withdraw/",
        f"{application.private_url}delete/",
        question.private_url,
        f"{question.private_url}take-back/",
        f"/comments/{post.comments.earliest('pk').pk}/thread/",
        "/sign-up/routine/",
        "/sign-up/routine/sent/",
        "/privacy/",
        "/privacy/request/",
        request.private_url,
        "/mail/stop/made-up/",
        "/account/login/",
        "/nothing-stands-here/",
    ]


def check_fit(page: Page, path: str) -> None:
    page.goto(path)
    assert page.viewport_size
    wait_for(page, FITS, page.viewport_size["width"])
    assert page.evaluate(CUT_OFF) == [], path


def at_320_pixels(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})


def with_letters_twice_as_large(page: Page) -> None:
    """As by the browser's setting, which media queries follow too."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


@pytest.mark.parametrize("zoom", [at_320_pixels, with_letters_twice_as_large])
def test_pages_fit(page: Page, paths: list[str], zoom: Callable[[Page], None]) -> None:
    zoom(page)
    for path in paths:
        check_fit(page, path)


@pytest.mark.parametrize("zoom", [at_320_pixels, with_letters_twice_as_large])
def test_pages_of_the_admin_fit(staff: Page, post: Post, zoom: Callable[[Page], None]) -> None:
    zoom(staff)
    application = make_application(name="Nadia Sommer")
    invited = make_user(is_staff=True, role=Role.HELPER)
    for path in (
        "/admin/",
        "/admin/inbox/",
        f"/admin/inbox/{post.comments.earliest('pk').pk}/",
        "/admin/find/?q=hips",
        "/admin/blog/post/",
        f"/admin/blog/post/{post.pk}/change/",
        "/admin/media/picture/",
        f"/admin/coaching/application/{application.pk}/change/",
        f"/admin/coaching/application/{application.pk}/message/",
        "/admin/coaching/question/",
        "/admin/coaching/funnelpage/",
        "/admin/people/",
        f"/admin/people/{invited.pk}/",
        "/admin/blog/sitetexts/front/",
        "/admin/blog/sitetexts/menu/",
        "/admin/comments/screeningrules/1/change/",
        "/admin/privacy/retentionsettings/1/change/",
        "/admin/outbox/outgoingmail/mail/",
    ):
        check_fit(staff, path)
