"""The menu as visitors see it: entries whose target is there."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from blog.models import MenuEntry, Page, Post, SiteTexts


def visible_menu(texts: SiteTexts) -> list[MenuEntry]:
    entries = [entry for entry in texts.entries if entry.target]
    slugs = {entry.target: slug for entry in entries if (slug := _entry_slug(entry.target)) is not None}
    wanted = set(slugs.values())
    there = set(Page.objects.published().filter(address__slug__in=wanted).values_list("address__slug", flat=True))
    there |= set(Post.objects.published().filter(address__slug__in=wanted).values_list("address__slug", flat=True))
    return [entry for entry in entries if entry.target not in slugs or slugs[entry.target] in there]


def _entry_slug(target: str) -> str | None:
    """The slug of an article or page that ``target`` names, or ``None`` for a route or another site."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    return str(match.kwargs["slug"]) if match.url_name == "entry_detail" else None
