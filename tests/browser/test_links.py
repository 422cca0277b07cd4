"""A dead link in the admin: found, replaced by an offer everywhere, undone; on a phone and in dark mode too."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.factories import make_coach, make_external_link, make_offer, make_post

LIST = "/admin/blog/externallink/"
DEAD = "https://short.example/abc"
BODY = f'<p>Join my challenge — <a href="{DEAD}">{DEAD}</a>.</p>\r\n<p>It is free.</p>'


@pytest.fixture
def post(transactional_db):
    coach = make_coach(email="mara@example.org", display_name="Mara Lindt")
    make_offer(name="The 28 days", slug="challenge")
    make_external_link(DEAD, state="dead", finding="gone", status=404)
    make_external_link("https://alive.example/" + "a" * 200, state="alive", finding="fine", status=200)
    return make_post(title="Strong hips", author=coach, body=BODY)


@pytest.mark.parametrize("has_script", [True, False])
def test_dead_link_is_replaced_in_all_texts_and_restored(new_context, sign_in, check_page, post, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.set_viewport_size({"width": 320, "height": 740})
    sign_in(page.context, post.author)

    def check() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if has_script:
            check_page(page, 320, 1440)

    page.goto(LIST)
    check()
    page.get_by_role("link", name="Dead 1").click()
    page.get_by_role("link", name=DEAD).click()
    check()
    page.get_by_label("An offer").select_option("The 28 days")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("link", name="Strong hips")).to_be_visible()
    expect(page.get_by_role("insertion").first).to_have_text("The 28 days")
    check()
    page.get_by_role("button", name="Replace everywhere").click()
    expect(page.get_by_text("Done: the new address is in place.")).to_be_visible()
    check()
    post.refresh_from_db()
    assert post.body == BODY.replace(f'"{DEAD}">{DEAD}', '"/go/challenge/">The 28 days')
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: the old address is back.")).to_be_visible()
    assert Post.objects.get(pk=post.pk).body == BODY
