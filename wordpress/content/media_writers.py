"""How pictures, galleries, and players are written: blocks for what the library or a player has, else named links."""

import re
from html import escape
from itertools import batched
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from blog.blocks.gallery import MAX_PICTURES
from core.html import block_marker
from wordpress.content import embeds
from wordpress.content.elements import Element
from wordpress.content.files import FileReference, is_picture, name_of
from wordpress.content.inline import inline, link
from wordpress.file_addresses import family_of

if TYPE_CHECKING:
    from wordpress.content.flow import Flow

ATTACHMENT = re.compile(r"(?:wp-image-|attachment_)(\d{1,12})\b")
# Where pages keep the address of a picture that they load later.
LATER = ("data-orig-file", "data-src", "data-lazy-src", "data-original", "data-large-file")
SOURCE = re.compile(r"\s*(\S+)")
EMOJI = re.compile(r"/images/(?:core/emoji|smilies)/|/smilies/")
# The end of a link that stands in the place of a picture: in any language, and however its words are changed.
NAMED_PICTURE = "#picture"


def write_picture(flow: "Flow", image: Element, around: tuple[Element, ...]) -> None:
    """Write a picture with the caption of its figure."""
    address = _address(image)
    words = image.attributes.get("alt", "").strip()
    if EMOJI.search(address) or image.has_class("emoji", "wp-smiley"):
        flow.line.append(escape(words))
        return
    flow.end_line()
    reference = _reference(image, flow.figure)
    if not reference.address and not reference.attachment:
        return
    caption = _linked(flow, flow.take_caption(), around, reference, words)
    picture = flow.place.files.picture(reference)
    if picture is None:
        _write_missing(flow, reference, caption)
    elif flow.place.has_blocks:
        place = _place([image, *around, *([flow.figure] if flow.figure else [])])
        flow.add_html(block_marker("picture", f"{picture.pk}{place}", caption))
    else:
        flow.add_text(f'<img src="{escape(picture.url)}" alt="{escape(words)}">')
        if caption:
            flow.add_text(caption)


def write_gallery(flow: "Flow", element: Element, caption: str) -> None:
    """Write the pictures in the element, or those whose ids it names, as one gallery, or several if they are many."""
    flow.end_line()
    images = [inner for inner in element.walk() if inner.tag == "img"]
    references = [_reference(image, None) for image in images]
    lines = [caption]
    if "data-ids" in element.attributes and not images:
        ids = [*map(int, re.findall(r"\d{1,12}", element.attributes["data-ids"]))] or flow.place.attached
        references = [FileReference(attachment=number) for number in ids]
        of_library = filter(None, (flow.place.captions.get(number) for number in ids))
        lines += [escape(flow.place.notes.add_words(words)) for words in of_library]
        if not references:
            flow.place.notes.without_place["gallery"] += 1
    captions = [inner for inner in element.walk() if inner.tag == "figcaption" and inner not in element.children]
    lines += [inline(inner.children).strip() for inner in captions]
    words = " · ".join(dict.fromkeys(line for line in lines if line))
    found = [picture for reference in references if (picture := flow.place.files.picture(reference))]
    missing = [reference for reference in references if flow.place.files.picture(reference) is None]
    pks = list(dict.fromkeys(picture.pk for picture in found))
    if pks and not flow.place.has_blocks:
        flow.add_text(" ".join(f'<img src="{escape(picture.url)}" alt="">' for picture in found))
    elif pks:
        for number, some in enumerate(batched(pks, MAX_PICTURES)):
            kind = "gallery" if len(some) > 1 else "picture"
            flow.add_html(block_marker(kind, "-".join(map(str, some)), "" if number else words))
    for reference in missing:
        _write_missing(flow, reference, "")
    if words and (not pks or not flow.place.has_blocks):
        flow.add_text(words)


def write_embed(flow: "Flow", element: Element, around: tuple[Element, ...]) -> None:
    """Write a video as a block, and what is shown from other sites as a link."""
    inner = element.find("embed")
    sources = [*(element.attributes.get(name, "") for name in ("src", "data-src", "data")), _address(inner or element)]
    address = next((source.strip() for source in sources if source.strip() and not source.startswith("data:")), "")
    flow.end_line()
    if not address or address == "about:blank":
        flow.place.notes.without_place[_("embedded frame")] += 1
        return
    page = embeds.page_of_player(address)
    kind, key = embeds.video_key(page) if flow.place.has_blocks else ("", "")
    if kind:
        flow.add_html(block_marker(kind, key, flow.take_caption()))
    else:
        words = embeds.link_words(page, element.attributes.get("title", "").strip())
        write_named_embed(flow, page, words)


def write_named_embed(flow: "Flow", address: str, words: str) -> None:
    """Write a link to what was shown or played in the text."""
    flow.place.notes.named_embeds += 1
    flow.add_text(link(address, flow.place.notes.add_words(words)))


def write_player(flow: "Flow", element: Element, around: tuple[Element, ...]) -> None:
    """Write a link to a file that is played in the text."""
    source = element.find("source")
    address = element.attributes.get("src", "") or (source.attributes.get("src", "") if source else "")
    flow.end_line()
    if not address:
        flow.place.notes.without_place[element.tag] += 1
        return
    kind, key = embeds.video_key(address) if flow.place.has_blocks else ("", "")
    if kind:
        flow.add_html(block_marker(kind, key, flow.take_caption()))
        return
    words = embeds.file_words(address, is_audio=element.tag == "audio")
    document = flow.place.files.document(address)
    write_named_embed(flow, document.get_absolute_url() if document else address, words)


def _address(image: Element) -> str:
    """Return the address of the picture, or an empty text if the element has none."""
    own = image.attributes.get("src", "").strip()
    if own and not own.startswith("data:"):
        return own
    later = next((image.attributes[name].strip() for name in LATER if image.attributes.get(name)), "")
    listed = image.attributes.get("srcset", "") or image.attributes.get("data-srcset", "")
    found = SOURCE.match(listed)
    return later or (found[1] if found else "")


def _reference(image: Element, figure: Element | None) -> FileReference:
    names = " ".join([image.attributes.get("class", ""), figure.attributes.get("id", "") if figure else ""])
    found = ATTACHMENT.search(names)
    ids = [image.attributes.get(name, "") for name in ("data-id", "data-attachment-id")]
    ids += [figure.attributes.get("data-id", "") if figure else "", found[1] if found else ""]
    attachment = next((int(number) for number in ids if number.isdecimal() and len(number) <= 12), 0)
    return FileReference(_address(image), attachment, image.attributes.get("alt", "").strip())


def _place(elements: list[Element]) -> str:
    """Return the end of the key that says where the picture stands."""
    classes = set().union(*(element.classes for element in elements))
    if classes & {"alignwide", "alignfull"}:
        return "-wide"
    return "-side" if classes & {"alignleft", "alignright"} else ""


def _linked(flow: "Flow", caption: str, around: tuple[Element, ...], reference: FileReference, words: str) -> str:
    """Return the caption with the link of the picture, unless it leads to the picture itself."""
    for element in around:
        address = element.attributes.get("href", "").strip() if element.tag == "a" else ""
        is_itself = is_picture(address) and family_of(name_of(address)) == family_of(name_of(reference.address))
        if not address or is_itself or "attachment" in element.attributes.get("rel", ""):
            continue
        if caption and "<a " not in caption:
            return f'<a href="{escape(address)}">{caption}</a>'
        named = flow.place.notes.add_words(words or re.sub(r"\A(?:https?:)?//|/\Z", "", address) or address)
        return f"{caption} {link(address, named)}".strip()
    return caption


def _write_missing(flow: "Flow", reference: FileReference, caption: str) -> None:
    """Write a link that names a picture which the library does not have."""
    address = flow.place.files.address_of(reference)
    name = reference.alternative_text or name_of(address) or f"{reference.attachment}"
    words = flow.place.notes.add_words(_("Picture: %(name)s") % {"name": name})
    flow.place.notes.named_pictures += bool(address)
    target = f"{address.partition('#')[0]}{NAMED_PICTURE}"
    flow.add_text(link(target, words) if address else escape(words))
    if caption:
        flow.add_text(caption)
