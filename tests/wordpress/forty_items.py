"""An export of forty items, and the host that it came from: it has most files, and is difficult about the others."""

from tests.external_server import ExternalServer, Page
from tests.wordpress.pictures import jpeg
from tests.wordpress.wxr import category, comment, export, item, term

POSTS, PAGES, FILES, MENU = 16, 4, 16, 4
GOOD = FILES - 8
FOLDER = "/wp-content/uploads/2017/11"


def forty_items(site: str) -> bytes:
    """Return the export of ``site``. Half of the articles show a picture that the site has trouble with."""
    parts = [category("training", "Training"), category("core", "Core", "training", id=2)]
    for number in range(1, FILES + 1):
        parts.append(
            item(
                100 + number,
                f"file-{number}",
                kind="attachment",
                status="inherit",
                url=f"{site}{FOLDER}/{number}.jpg",
                parent=number if number <= POSTS else 0,
                link=f"{site}/article-{number}/file-{number}/",
                meta={"_wp_attachment_image_alt": f"Picture {number}"},
            )
        )
    parts += [_article(number, site) for number in range(1, POSTS + 1)]
    parts += [
        item(50 + number, f"page-{number}", kind="page", parent=50 if number > 1 else 0, comments=comment(900 + number))
        for number in range(1, PAGES + 1)
    ]
    parts += [
        item(
            200 + number,
            f"entry-{number}",
            kind="nav_menu_item",
            terms=term("nav_menu", "main", "Main"),
            meta={
                "_menu_item_type": "post_type",
                "_menu_item_object": "page",
                "_menu_item_object_id": 50 + number,
            },
        )
        for number in range(1, MENU + 1)
    ]
    return export(*parts, site=site)


def _article(number: int, site: str) -> str:
    threads = [comment(number * 10), comment(number * 10 + 1, parent=number * 10)]
    threads += [comment(number * 10 + 2, parent=number * 10 + 1, approved="0"), comment(number * 10 + 3, user=1)]
    terms = term("category", "core", "Core") + term("post_tag", f"tag-{number % 3}", f"Tag {number % 3}")
    return item(
        number,
        f"article-{number}",
        "".join(threads),
        terms,
        content=f'<p>Lift {number}.</p><img class="wp-image-{100 + number}" src="{site}{FOLDER}/{number}-300x200.jpg">',
        link=f"{site}/2017/11/06/article-{number}/",
        status="draft" if number == POSTS else "publish",
        meta={"_thumbnail_id": 101, "_wp_old_slug": f"former-{number}"},
    )


def fill(host: ExternalServer, *, is_endless: bool = False) -> None:
    """Give the host the files that it has, and its troubles with the others; an answer without end takes its time."""
    pages = [Page(content=jpeg(f"#{number * 999999 % 2**24:06x}")) for number in range(1, GOOD + 1)]
    pages += [
        Page(404),
        Page(403),
        Page(500),
        Page(content=b"<!DOCTYPE html><html><form>Password</form></html>"),
        Page(content=b"no picture"),
        Page(drip=True) if is_endless else Page(302, f"{FOLDER}/{GOOD + 6}.jpg"),
        Page(301, "http://127.0.0.9/private.jpg"),
        Page(content=jpeg("navy")[:200]),
    ]
    for number, page in enumerate(pages, start=1):
        host.pages[f"{FOLDER}/{number}.jpg"] = page
