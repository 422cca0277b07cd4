"""A dead link in the admin: found, replaced by an offer everywhere, undone, with a thumb and by night too."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.factories import make_coach, make_offer, make_outside_link, make_post

LIST = "/admin/blog/outsidelink/"
DEAD = "https://short.example/abc"
BODY = f'<p>Join my challenge — <a href="{DEAD}">{DEAD}</a>.</p>\r\n<p>It is free.</p>'


@pytest.fixture
def post(transactional_db):
    coach = make_coach(email="mara@example.org", display_name="Mara Lindt")
    make_offer(name="The 28 days", slug="challenge")
    make_outside_link(DEAD, state="dead", finding="gone", status=404)
    make_outside_link("https://alive.example/" + "a" * 200, state="alive", finding="fine", status=200)
    return make_post(title="Strong hips", author=coach, body=BODY)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1440, "dark")])
def test_dead_link_is_replaced_everywhere_and_put_back(new_context, axe, post, width, scheme, script):
    page = new_context(color_scheme=scheme, java_script_enabled=script).new_page()
    page.set_viewport_size({"width": width, "height": 740})

    def look() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if script:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto(LIST)
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Password").fill("sturdy")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{LIST}")
    look()
    page.get_by_role("link", name="Dead 1").click()
    page.get_by_role("link", name=DEAD).click()
    look()
    page.get_by_label("An offer").select_option("The 28 days")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="Strong hips")).to_be_visible()
    expect(page.get_by_role("insertion").first).to_have_text("The 28 days")
    look()
    page.get_by_role("button", name="Replace everywhere").click()
    expect(page.get_by_text("Done: the new address stands there.")).to_be_visible()
    look()
    post.refresh_from_db()
    assert post.body == BODY.replace(f'"{DEAD}">{DEAD}', '"/go/challenge/">The 28 days')
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: the old address stands there again.")).to_be_visible()
    assert Post.objects.get(pk=post.pk).body == BODY
