"""The menu of the old site becomes the menu here, if nobody has chosen one yet. What it leads to must be public."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from blog.models import MenuEntry, Page, Post, SiteTexts
from blog.models.menu_entry import default_entries
from core.quotes import quoted
from core.web.site_urls import split_target, validate_target
from wordpress import left_out
from wordpress.file_addresses import bare_host
from wordpress.models import ImportedRow
from wordpress.old_addresses import answer_of_link, find_answer
from wordpress.records import Item

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind
# An export does not say where a menu stood. These are what people and themes call the one on top.
ON_TOP = re.compile(r"main|primary|haupt|top|header|principal", re.IGNORECASE)
MAX_LABEL = 40
MENU = "nav_menu_item"


@transaction.atomic
def import_menu(run: "ImportRun", items: list[Item]) -> None:
    """Import one menu, when all that it may lead to is there. The report names what did not become an entry."""
    texts = SiteTexts.load()
    chosen = _choose(items) if _is_untouched(texts) else []
    entries: list[tuple[Item, MenuEntry]] = []
    for item in items:
        tally = run.report.tally_for(MENU)
        if run.find(Kind.MENU, item.key):
            tally.already_there += 1
        elif item in chosen and (entry := _entry(run, item, texts, len(entries))):
            entries.append((item, entry))
            tally.imported += 1
        else:
            tally.left_out[left_out.why_not_imported(MENU)] += 1
            left_out.note_item(run.report, item)
    if not entries:
        return
    texts.menu.filter(place=MenuEntry.Place.MENU).delete()
    for item, entry in entries:
        entry.save()
        run.remember(Kind.MENU, item.key, entry.pk)
    names = ", ".join(quoted(entry.label) for _item, entry in entries)
    run.report.note(_("The menu is that of the old site now: %(names)s. Change it under My site.") % {"names": names})


def _is_untouched(texts: SiteTexts) -> bool:
    def shown(entries: list[MenuEntry]) -> list[tuple[str, str, str]]:
        return sorted((entry.place, str(entry.label), entry.target) for entry in entries)

    return not texts._state.adding and shown(texts.entries) == shown(default_entries(texts))


def _choose(items: list[Item]) -> list[Item]:
    """Return the entries of one menu in their order: of one that is called the main menu, or else of the largest.

    Entries below others have no place in a menu here.
    """
    menus: dict[str, list[Item]] = {}
    for item in items:
        if item.value("_menu_item_menu_item_parent") in ("", "0") and item.status == "publish":
            for name in dict.fromkeys(name for taxonomy, name in item.other_terms if taxonomy == "nav_menu"):
                menus.setdefault(name, []).append(item)
    name = max(menus, key=lambda name: (bool(ON_TOP.search(name)), len(menus[name])), default="")
    return sorted(menus.get(name, []), key=lambda item: item.position)


def _entry(run: "ImportRun", item: Item, texts: SiteTexts, position: int) -> MenuEntry | None:
    target = _target(run, item)
    label = (item.title or _title(run, item))[:MAX_LABEL]
    try:
        validate_target(target)
    except ValidationError:
        return None
    return MenuEntry(texts=texts, label=label, target=target, position=position) if target and label else None


def _target(run: "ImportRun", item: Item) -> str:
    kind, number = item.value("_menu_item_object"), item.value("_menu_item_object_id")
    match item.value("_menu_item_type"):
        case "post_type":
            return find_answer("/", QueryDict(f"p={number}")) or ""
        case "taxonomy" if kind == "category":
            return find_answer("/", QueryDict(f"cat={number}")) or ""
        case "custom":
            return _target_of_url(run, item.value("_menu_item_url"))
    return ""


def _target_of_url(run: "ImportRun", url: str) -> str:
    parts = split_target(url)
    # “#” stands for an entry that only opens those below it.
    if parts is None or parts.scheme not in ("", "http", "https") or url.startswith("#"):
        return ""
    host = run.site.partition("/")[0]
    if parts.netloc and bare_host(parts.netloc) != host:
        return url
    return answer_of_link(run.site, f"//{host}{parts.path}{f'?{parts.query}' if parts.query else ''}") or ""


def _title(run: "ImportRun", item: Item) -> str:
    """Return the title of the article or page: an entry of WordPress's menu may have none of its own."""
    number = item.value("_menu_item_object_id")
    pairs: list[tuple[str, type[Post | Page]]] = [(Kind.PAGE, Page), (Kind.POST, Post)]
    found = (model.objects.filter(pk=run.find_id(kind, number)).first() for kind, model in pairs)
    return next((entry.title for entry in found if entry), "")
