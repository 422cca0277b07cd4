"""The versions of an article: what changed, and one brought back; without script too."""

import pytest
from playwright.sync_api import expect

from blog.models import Post
from tests.blog.desk.conftest import tab_of
from tests.factories import make_category, make_coach, make_picture

BEFORE = "<h2>Why hips</h2><p>Lift the bar slowly, and breathe out.</p><ul><li>Twice a week</li></ul>"
AFTER = "<h2>Why hips</h2><p>Lift the bar quickly, and breathe out.</p><ul><li>Twice a week</li><li>Then rest</li></ul>"


@pytest.fixture
def coach(transactional_db):
    return make_coach(email="mara@example.org", display_name="Mara Lindt")


@pytest.fixture
def tab(coach):
    tab = tab_of(coach).open()
    tab.send(title="Strong hips", body=BEFORE)
    tab.send("publish")
    tab.send(body=AFTER, cover=make_picture(600, 400).pk, categories=[make_category().pk], teaser="All you need.")
    return tab


@pytest.mark.parametrize("has_script", [True, False])
def test_version_is_compared_and_brought_back(new_context, sign_in, check_page, coach, tab, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    sign_in(page.context, coach)

    def check() -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if has_script:
            check_page(page, 360, 768, 1440)

    page.goto(tab.addresses["versions"])
    expect(page.get_by_text("what is there now")).to_be_visible()
    check()
    page.get_by_role("listitem").filter(has_text="published").get_by_role("link").click()
    page.get_by_role("link", name="What changed since").click()
    expect(page.get_by_role("insertion").filter(has_text="quickly,")).to_be_visible()
    expect(page.get_by_role("deletion").filter(has_text="slowly,")).to_be_visible()
    check()
    page.get_by_role("button", name="Bring this version back").click()
    expect(page.get_by_role("link", name="What was there before")).to_be_visible()
    post = Post.objects.get()
    assert post.body == BEFORE
    page.get_by_role("link", name="What was there before").click()
    page.get_by_role("button", name="Bring this version back").click()
    assert tab.open(post.pk).content["body"] == AFTER
