"""Name what is in an export and is not imported. Nothing is left out unsaid."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wordpress.records import Item
from wordpress.report import Report

# What WordPress itself and its themes keep as items, and nobody wrote.
OF_THE_THEME = {
    "wp_template",
    "wp_template_part",
    "wp_global_styles",
    "wp_navigation",
    "wp_font_face",
    "wp_font_family",
}
OF_THE_THEME |= {"custom_css", "customize_changeset", "oembed_cache", "revision", "user_request"}


def had_page(kind: str) -> bool:
    """Tell whether readers of the old site could open items of this kind."""
    return kind not in OF_THE_THEME | {"nav_menu_item", "wp_block"}


def why_not_imported(kind: str) -> str:
    if kind == "nav_menu_item":
        return _("the site has another menu: choose it under My site")
    if kind == "wp_block":
        return _("it is a reusable block, and stands in the texts that use it")
    if kind in OF_THE_THEME:
        return _("it belongs to WordPress or its theme")
    return _("this kind of content is not imported, unless you choose that it becomes pages")


def note_item(report: Report, item: Item) -> None:
    """Name an item that was left out, unless it has nothing that anybody wrote."""
    if item.kind == "nav_menu_item":
        menus = ", ".join(name for taxonomy, name in item.other_terms if taxonomy == "nav_menu")
        target = f"{item.value('_menu_item_object')} {item.value('_menu_item_object_id')}"
        words = item.title or item.value("_menu_item_url") or target
        report.note(_("The menu “%(menu)s” had the entry “%(entry)s”.") % {"menu": menus, "entry": words.strip()})
    elif item.kind not in OF_THE_THEME | {"wp_block"}:
        title = item.title or item.slug or item.key
        report.note(_("Left out: “%(title)s” (%(kind)s).") % {"title": title, "kind": item.kind})


def note_terms(report: Report, taxonomy: str, number: int) -> None:
    report.note(
        ngettext(
            "%(number)d term of the taxonomy “%(taxonomy)s” was left out.",
            "%(number)d terms of the taxonomy “%(taxonomy)s” were left out.",
            number,
        )
        % {"number": number, "taxonomy": taxonomy}
    )
