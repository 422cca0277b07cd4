"""Read an export to its end before anything is written: it may be broken, and items refer to what comes later."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from wordpress import parse
from wordpress.counter import CountingFile
from wordpress.export_files import Part
from wordpress.records import ARTICLE_KINDS, Author, Item, Site, Term
from wordpress.xml_reader import BrokenXmlError, UnreadableExportError, elements


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the old site: its address, what its media library says of it, and the item that it was uploaded for."""

    id: int
    url: str
    title: str
    alternative_text: str
    caption: str
    description: str
    parent: int


@dataclass(slots=True)
class Overview:
    """The site, and all authors, categories and tags that the file lists or uses.

    Their keys are logins and slugs in one case. ``counts`` come from a counter that knows nothing of the records.
    """

    site: Site = field(default_factory=lambda: Site("", "", ""))
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, Term] = field(default_factory=dict)
    tags: dict[str, Term] = field(default_factory=dict)
    other_terms: Counter[str] = field(default_factory=Counter)
    attachments: dict[int, Attachment] = field(default_factory=dict)
    # Texts that several articles show, by id.
    reusable: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    items: int = 0
    highest_comment_id: int = 0
    notes: list[str] = field(default_factory=list)

    def add_item(self, item: Item) -> None:
        self.items += 1
        self.highest_comment_id = max([self.highest_comment_id, *(comment.id for comment in item.comments)])
        if item.kind == "attachment":
            self.attachments.setdefault(item.id, _attachment(item))
        if item.kind == "wp_block" and item.status == "publish":
            self.reusable[item.id] = item.content
        if item.kind in ARTICLE_KINDS:
            self.authors.setdefault(item.creator.casefold(), Author("", item.creator, "", item.creator))
            for terms, known_terms in ((item.categories, self.categories), (item.tags, self.tags)):
                for term in terms:
                    known_terms.setdefault(term_key(term), term)


def term_key(term: Term) -> str:
    return (term.slug or term.name).casefold()


def _attachment(item: Item) -> Attachment:
    return Attachment(
        id=item.id,
        url=item.attachment_url or item.guid.strip(),
        title=item.title,
        alternative_text=parse.plain(item.value("_wp_attachment_image_alt")),
        caption=_on_one_line(item.excerpt),
        description=_on_one_line(item.content),
        parent=item.parent,
    )


def _on_one_line(html: str) -> str:
    return " ".join(parse.plain(html).split())


def read_overview(parts: list[Part]) -> Overview:
    """Read all parts to their end. What is not well-formed is mended, and ``notes`` say so.

    Raises ``UnreadableExportError`` if a part can't be read even so, or is no export.
    """
    overview = Overview()
    for part in parts:
        try:
            _read_part(part, overview)
        except BrokenXmlError as broken:
            if part.encoding:
                raise
            part.mend()
            overview = _again(parts, part, broken)
    return overview


def _again(parts: list[Part], mended: Part, broken: BrokenXmlError) -> Overview:
    """Begin anew with a part that is mended: what was read before the fault must not count twice."""
    overview = read_overview(parts)
    note = _("“%(file)s” was mended so that it can be read: %(fault)s.")
    overview.notes.insert(0, note % {"file": mended.name, "fault": broken.fault})
    return overview


def _read_part(part: Part, overview: Overview) -> None:
    texts: dict[str, str] = {}
    with part.open() as file:
        counting = CountingFile(file)
        for element in elements(cast(IO[bytes], counting), "channel"):
            _read_element(overview, element, texts)
    overview.counts += counting.counts
    if not any(name.startswith("wp:") for name in texts):
        raise UnreadableExportError(
            _("This is no WordPress export: it has no WXR version. In WordPress, choose Tools → Export → All content.")
        )
    if not overview.site.url:
        url = texts.get("wp:base_blog_url") or texts.get("wp:base_site_url") or texts.get("link", "")
        name, tagline = parse.plain(texts.get("title", "")), parse.plain(texts.get("description", ""))
        overview.site = Site(name, tagline, url.rstrip("/"), parse.date_of_export(texts.get("pubDate", "")))


def _read_element(overview: Overview, element: Element, texts: dict[str, str]) -> None:
    match parse.name_of(element):
        case "item":
            texts |= {parse.name_of(child): "" for child in element if parse.name_of(child) == "wp:post_type"}
            overview.add_item(parse.make_item(element))
        case "wp:author":
            author = parse.make_author(element)
            overview.authors[author.login.casefold()] = author
        case "wp:category" | "wp:tag" | "wp:term" as tag:
            if term := parse.make_term(element):
                _add_term(overview, tag.removeprefix("wp:"), parse.taxonomy_of(element), term)
        case tag:
            texts.setdefault(tag, (element.text or "").strip())


def _add_term(overview: Overview, tag: str, taxonomy: str, term: Term) -> None:
    match "category" if tag == "category" else "post_tag" if tag == "tag" else taxonomy:
        case "category":
            overview.categories[term_key(term)] = term
        case "post_tag":
            overview.tags[term_key(term)] = term
        case other:
            overview.other_terms[other] += 1


def read_items(parts: list[Part]) -> Iterator[Item]:
    """Yield the items in the files' order. One item is in memory at a time."""
    for part in parts:
        with part.open() as file:
            for element in elements(file, "channel"):
                if parse.name_of(element) == "item":
                    yield parse.make_item(element)
