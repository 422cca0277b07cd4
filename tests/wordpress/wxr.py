"""Small exports in the format of WordPress, with texts of our own."""

from typing import Any
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Old house</title><link>https://old.example.com</link><description>Lift well</description>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example.com</wp:base_site_url><wp:base_blog_url>https://old.example.com</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>nora</wp:author_login>
<wp:author_email>nora@example.com</wp:author_email>
<wp:author_display_name>Nora Falk</wp:author_display_name></wp:author>
"""


def export(*parts: str, site: str = "https://old.example.com", exported: str = "") -> bytes:
    """``exported`` is the date of the export, as in RFC 822."""
    date = f"<pubDate>{exported}</pubDate>" if exported else ""
    return (HEAD.replace("https://old.example.com", site) + date + "".join(parts) + "</channel></rss>").encode()


def category(slug: str, name: str, parent: str = "", id: int = 0) -> str:
    return (
        f"<wp:category><wp:term_id>{id}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent><wp:cat_name>{escape(name)}</wp:cat_name></wp:category>"
    )


def item(id: int, slug: str, comments: str = "", terms: str = "", **fields: Any) -> str:
    values = {
        "title": slug.title(),
        "kind": "post",
        "status": "publish",
        "content": "<!-- wp:paragraph -->\n<p>Lift.</p>\n<!-- /wp:paragraph -->",
        "date": "2017-11-06 09:00:00",
        "password": "",
        "discussion": "open",
        "creator": "nora",
        "link": "",
        "parent": 0,
        "excerpt": "",
        "sticky": 0,
        "modified": "",
        "url": "",
        "meta": {},
        **fields,
    }
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key><wp:meta_value>{escape(str(value))}</wp:meta_value></wp:postmeta>"
        for name, value in values.pop("meta").items()
    )
    text = {name: escape(str(value)) for name, value in values.items()}
    return f"""<item><title>{text["title"]}</title><dc:creator>{text["creator"]}</dc:creator>
<link>{text["link"]}</link><content:encoded>{text["content"]}</content:encoded>
<excerpt:encoded>{text["excerpt"]}</excerpt:encoded><wp:post_modified_gmt>{text["modified"]}</wp:post_modified_gmt>
<wp:post_parent>{text["parent"]}</wp:post_parent><wp:is_sticky>{text["sticky"]}</wp:is_sticky>
<wp:attachment_url>{text["url"]}</wp:attachment_url>{meta}
<wp:post_id>{id}</wp:post_id><wp:post_date>{text["date"]}</wp:post_date>
<wp:post_date_gmt>{text["date"]}</wp:post_date_gmt><wp:comment_status>{text["discussion"]}</wp:comment_status>
<wp:post_name>{slug}</wp:post_name><wp:status>{text["status"]}</wp:status><wp:post_type>{text["kind"]}</wp:post_type>
<wp:post_password>{text["password"]}</wp:post_password>{terms}{comments}</item>"""


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}">{escape(name)}</category>'


def comment(id: int, **fields: Any) -> str:
    values = {
        "author": f"Reader {id}",
        "email": f"reader{id}@example.org",
        "url": "",
        "ip": "192.0.2.7",
        "date": f"2017-12-01 10:00:{id % 60:02}",
        "text": f"Question {id}?",
        "approved": "1",
        "kind": "comment",
        "parent": 0,
        "user": 0,
        **fields,
    }
    text = {name: escape(str(value)) for name, value in values.items()}
    return f"""<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>{text["author"]}</wp:comment_author>
<wp:comment_author_email>{text["email"]}</wp:comment_author_email>
<wp:comment_author_url>{text["url"]}</wp:comment_author_url><wp:comment_author_IP>{text["ip"]}</wp:comment_author_IP>
<wp:comment_date>{text["date"]}</wp:comment_date><wp:comment_date_gmt>{text["date"]}</wp:comment_date_gmt>
<wp:comment_content>{text["text"]}</wp:comment_content><wp:comment_approved>{text["approved"]}</wp:comment_approved>
<wp:comment_type>{text["kind"]}</wp:comment_type><wp:comment_parent>{text["parent"]}</wp:comment_parent>
<wp:comment_user_id>{text["user"]}</wp:comment_user_id></wp:comment>"""
