"""Titles and descriptions for search engines, as Yoast, Rank Math, All in One SEO and SEOPress keep them."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wordpress.parse import plain
from wordpress.records import Item

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title", "_seopress_titles_title")
DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
)
MAX_TITLE, MAX_DESCRIPTION = 70, 300
# Yoast writes ``%%title%%``, Rank Math ``%title%``, All in One SEO ``#post_title``.
VARIABLE = re.compile(r"%%?([a-z_]+)(?:\([^)]*\))?%%?|#([a-z_]+)")
SEPARATOR = re.compile(r"^[\s|–—•»:·-]+|[\s|–—•»:·-]+$")


def values(run: "ImportRun", item: Item) -> dict[str, str]:
    """Return the columns for search engines. What is too long is cut, and named in the report."""
    found = {
        "search_title": (_filled(run, item, item.value(*TITLES)), MAX_TITLE),
        "search_description": (_filled(run, item, item.value(*DESCRIPTIONS)), MAX_DESCRIPTION),
    }
    for text, most in found.values():
        if len(text) > most:
            run.report.note(
                _("“%(title)s”: a text for search engines was cut to %(most)d characters: %(text)s")
                % {"title": item.title, "most": most, "text": text}
            )
    return {name: text[:most].strip() for name, (text, most) in found.items()}


def _filled(run: "ImportRun", item: Item, text: str) -> str:
    """Fill in what the plugins fill in when they show a page. A variable that is not known is dropped."""
    names = {"title": item.title, "post_title": item.title, "sitename": run.overview.site.title, "sep": "–"}
    names |= {"site_title": run.overview.site.title, "separator_sa": "–", "excerpt": plain(item.excerpt)}
    filled = VARIABLE.sub(lambda found: names.get(found[1] or found[2], ""), plain(text))
    return SEPARATOR.sub("", " ".join(filled.split()))
