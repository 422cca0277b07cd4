"""The versions of an article or page: their list, what changed in one, and how it is brought back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from blog.admin.desk.answers import read_writer
from blog.admin.desk.desk import Desk
from blog.desk import publishing
from blog.desk import versions as stored
from blog.desk.content import TEXTS
from blog.desk.saving import current
from blog.desk.words import format_moment
from blog.models import Entry, Revision
from core.admin.pages import render_admin_page
from core.web.http import SeeOther

VERSIONS_PER_PAGE = 50


def show_list(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    entry = desk.find(request, pk)
    rows = Revision.objects.for_entry(entry).select_related("person").defer("content", "stored").order_by("-pk")
    page = Paginator(rows, VERSIONS_PER_PAGE).get_page(request.GET.get("page"))
    newest = Revision.objects.for_entry(entry).newest()
    context = {"title": _("Versions"), "page": page, "days": stored.by_day(list(page)), "newest": newest}
    return _render(desk, request, entry, "versions", context)


def show(desk: Desk, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what changed from the version before to this one, or from this one to what is saved now."""
    entry = desk.find(request, pk)
    version = _find(entry, number)
    now = current(entry)
    is_with_now = request.GET.get("with") == "now"
    earlier = None if is_with_now else stored.before(version)
    before = earlier.content if earlier else {**version.content, **dict.fromkeys(TEXTS, "")}
    pair = (version.content, now.content) if is_with_now else (before, version.content)
    context = {
        "title": _("Version of %(date)s") % {"date": format_moment(version.saved_at)},
        "version": version,
        "is_with_now": is_with_now,
        "is_newest": now.newest == version,
        "difference": stored.compare(entry, *pair),
        "may_change": desk.admin.has_change_permission(request, entry),
    }
    return _render(desk, request, entry, "version", context)


def restore(desk: Desk, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Go on from an earlier version. What was there stays a version, so this can be undone."""
    with transaction.atomic():
        entry = desk.lock(request, pk)
        version = _find(entry, number)
        newest = current(entry).newest
        result = publishing.restore(entry, version, read_writer(request, {}))
        moment = format_moment(version.saved_at)
        desk.log(request, entry, _("Brought back the version of %(date)s.") % {"date": moment})
    if "application/json" in request.headers.get("Accept", ""):
        return desk.answer(request, entry, result)
    said = _("The version of %(date)s is back.") % {"date": moment}
    if newest:
        link = reverse(f"admin:{desk.url_name('version')}", args=[entry.pk, newest.pk])
        said = format_html('{} <a href="{}">{}</a>', said, link, _("What was there before"))
    messages.success(request, said)
    return SeeOther(desk.edit_url(entry))


def _find(entry: Entry, number: int) -> Revision:
    found = Revision.objects.for_entry(entry).select_related("person", "post", "page").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _render(desk: Desk, request: HttpRequest, entry: Entry, name: str, context: dict[str, Any]) -> HttpResponse:
    shared = {
        "entry": entry,
        "opts": desk.admin.opts,
        "desk_url": desk.edit_url(entry),
        "versions_url": desk.url("versions", entry.pk),
        "version_route": f"admin:{desk.url_name('version')}",
        "restore_route": f"admin:{desk.url_name('version_restore')}",
    }
    return render_admin_page(request, f"admin/blog/desk/{name}.html", {**shared, **context})
