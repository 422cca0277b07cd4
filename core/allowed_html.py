"""The tags and attributes that cleaned HTML may have. They are applied in ``core.html`` alone."""

import nh3

# By default, nh3 keeps ``lang`` and ``title`` on every tag.
NO_ATTRIBUTES: dict[str, set[str]] = {"*": set()}
SCHEMES = {"http", "https", "mailto", "tel"}

ARTICLE = nh3.Cleaner(
    tags=set(
        "a abbr blockquote br code del em figcaption figure h2 h3 h4 hr i b img ins li ol p pre q s strong sub sup "
        "table tbody td th thead tr u ul".split()
    ),
    attributes={
        **NO_ATTRIBUTES,
        "a": {"href", "title"},
        "abbr": {"title"},
        "figure": {"data-block", "data-key"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes=SCHEMES,
    link_rel=None,
)

COMMENT = nh3.Cleaner(
    tags=set("a abbr b blockquote br code del em i p q s strong".split()),
    attributes={**NO_ATTRIBUTES, "a": {"href", "title"}, "abbr": {"title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)

INLINE = set("a abbr b br code del em i ins q s strong sub sup u".split())
INLINE_ATTRIBUTES = {**NO_ATTRIBUTES, "a": {"href", "title"}, "abbr": {"title"}}

# What may be written in a block: a caption, or paragraphs and lists.
CAPTION = nh3.Cleaner(tags=INLINE, attributes=INLINE_ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
TEXT = nh3.Cleaner(
    tags=INLINE | set("li ol p ul".split()),
    attributes={**INLINE_ATTRIBUTES, "ol": {"start"}},
    url_schemes=SCHEMES,
    link_rel=None,
)
