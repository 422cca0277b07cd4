"""A language with longer words than English has room on a phone: nothing is cut, and nothing covers another."""

import os
import random

from blog.models import Post
from tests.factories import make_application, make_comment, make_offer, make_post, make_user
from tests.pseudo_locale import pseudo_locale
from tests.test_permissions import OWNER, ROWS, Site, url_of

PUBLIC = ("/", "/articles/", "/hips/", "/apply/", "/apply/status/", "/privacy/", "/search/?q=hip", "/nothing/")
ADMIN = (
    *("/admin/", "/admin/inbox/", "/admin/blog/post/", "/admin/comments/comment/", "/admin/coaching/application/"),
    *("/admin/offers/offer/", "/admin/media/picture/", "/admin/operations/", "/admin/comments/triagewords/1/change/"),
    *("/admin/podcast/show/1/change/", "/admin/privacy/retentionsettings/1/change/"),
)
# The texts that reach beyond the screen, their own box, or a box that cuts. What can be scrolled sideways is not cut.
CUT = """() => {
  const cut = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const box = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || box.matches(".material-icons")) continue;
    if (!box.checkVisibility({ visibilityProperty: true })) continue;
    let [left, right] = [0, innerWidth];
    for (let around = box; around; around = around.parentElement) {
      const { overflowX, display, position } = getComputedStyle(around);
      if (around.offsetWidth <= 1 || overflowX === "auto" || overflowX === "scroll") { right = Infinity; break; }
      const edges = around.getBoundingClientRect();
      if (around === box ? display !== "inline" && display !== "contents" : overflowX !== "visible")
        [left, right] = [Math.max(left, edges.left), Math.min(right, edges.right)];
      if (position === "fixed" && edges.right <= 0) { right = Infinity; break; }
    }
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const part of range.getClientRects())
      if (right !== Infinity && part.width > 1 && (part.right > right + 1 || part.left < left - 1))
        cut.add(`${box.className || box.localName}: ${texts.currentNode.data.trim()}`);
  }
  return [...cut];
}"""


def cut_texts(page, paths):
    found = {}
    with pseudo_locale():
        for path in paths:
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if (cut := page.evaluate(CUT)) or width != 360:
                found[path] = [*cut, f"{width} pixels wide"]
    return found


def test_no_text_of_public_pages_is_cut(page, transactional_db):
    make_comment(make_post("hips", title="Strong hips"))
    page.set_viewport_size({"width": 360, "height": 740})
    assert cut_texts(page, PUBLIC) == {}


def test_no_text_of_the_admin_is_cut(staff, transactional_db):
    post = make_post("hips", title="Strong hips")
    make_comment(post)
    make_post("draft", title="Half a thought", state=Post.State.DRAFT)
    make_application()
    make_offer()
    staff.set_viewport_size({"width": 360, "height": 740})
    assert cut_texts(staff, [*ADMIN, f"/admin/blog/post/{post.pk}/change/"]) == {}


def some_routes() -> list[str]:
    """A few routes of the admin by chance; with ``ALL_PAGES=1`` each that the owner can open."""
    rows = ((route, row) for route, row in ROWS.items() if route.startswith("admin/") and OWNER in row.allowed)
    routes = sorted(route for route, row in rows if row.method == "get")
    return routes if "ALL_PAGES" in os.environ else random.sample(routes, 4)


def is_page(response):
    response.close()
    return response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")


def test_no_text_of_any_page_of_the_admin_is_cut(page, client, sign_in, transactional_db):
    owner = make_user(is_staff=True, role=OWNER)
    site = Site(make_application(name="Nadia"), make_application(name="Kim"), {OWNER: owner})
    urls = [url_of(route, ROWS[route].arguments(site, OWNER)) for route in some_routes()]
    client.force_login(owner)
    pages = [url for url in urls if is_page(client.get(url))]
    sign_in(page.context, owner)
    page.set_viewport_size({"width": 360, "height": 740})
    assert cut_texts(page, pages) == {}
