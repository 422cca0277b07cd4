"""Where articles, pages and the site's texts use the library."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Category, MenuEntry, Page, Post, Reference, SiteTexts, UnpublishedPicture
from media.models import Document, Picture
from media.uses import Place, UseSource, place_of, register_foreign_key, register_source

_LOGO = gettext_lazy("as the logo")


def register_uses() -> None:
    on_top = gettext_lazy("on top")
    register_foreign_key(Post, "cover", on_top, is_public=is_public)
    register_foreign_key(Page, "cover", on_top, is_public=is_public)
    register_foreign_key(Category, "picture", gettext_lazy("on the page of the topic"))
    register_foreign_key(SiteTexts, "hero", gettext_lazy("on the front page"))
    for name, where in (("logo", _LOGO), ("dark_logo", _LOGO), ("icon", gettext_lazy("as the icon of the site"))):
        register_foreign_key(SiteTexts, name, where)
    register_source(Picture, UseSource(pictures_in_texts, _rows_with_picture))
    register_source(Picture, UseSource(working_copies_with, _rows_of_working_copies))
    register_source(Document, UseSource(links_to_file, _rows_with_link))


def is_public(entry: Post | Page | SiteTexts) -> bool:
    """Tell whether readers see the entry now."""
    return isinstance(entry, SiteTexts) or (entry.is_public and not entry.binned_at)


def pictures_in_texts(picture: Picture) -> Iterable[Place]:
    """Yield the texts that show the picture, in a block or as an ``<img>``."""
    names = [str(picture.file.name), *picture.former_files.values_list("name", flat=True)]
    shown = Q(kind=Reference.SHOWN, key=str(picture.pk)) | Q(kind=Reference.IMAGE, key__in=names)
    return _texts(Reference.objects.filter(shown))


def working_copies_with(picture: Picture) -> Iterable[Place]:
    """Yield articles and pages with changes that show the picture and are not public yet."""
    rows = UnpublishedPicture.objects.filter(picture=picture).select_related("post", "page").order_by("pk")
    for row in rows:
        yield place_of(row.entry, _("in changes that are not public yet"), is_public=False)


def links_to_file(document: Document) -> Iterable[Place]:
    """Yield the texts and the menu entries that link to the file."""
    yield from _texts(Reference.objects.filter(kind=Reference.LINK, key=document.address))
    for entry in MenuEntry.objects.filter(target=document.address).select_related("texts"):
        yield place_of(entry.texts, _("in the menu"))


def _texts(references: QuerySet[Reference]) -> Iterable[Place]:
    rows = references.select_related("post__address", "page__address", "texts").order_by("-post", "page", "field")
    for entry in dict.fromkeys(reference.entry for reference in rows):
        where = _("in the bin") if getattr(entry, "binned_at", None) else _("in the text")
        yield place_of(entry, where, is_public(entry))


def _rows_with_picture() -> Iterable[QuerySet[Any]]:
    pk = Cast(OuterRef("pk"), CharField(max_length=20))
    yield Reference.objects.filter(kind=Reference.SHOWN, key=pk)
    yield Reference.objects.filter(kind=Reference.IMAGE, key=OuterRef("file"))


def _rows_of_working_copies() -> Iterable[QuerySet[Any]]:
    yield UnpublishedPicture.objects.filter(picture=OuterRef("pk"))


def _rows_with_link() -> Iterable[QuerySet[Any]]:
    yield Reference.objects.filter(kind=Reference.LINK, key=OuterRef("address"))
    yield MenuEntry.objects.filter(target=OuterRef("address"))
