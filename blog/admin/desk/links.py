"""The box for a link: the site's own articles first, then whether an address lives."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.admin.desk.answers import read_json
from blog.desk.words import sentence_of
from blog.html_links import external_url, internal_path
from blog.menu import dead_targets
from blog.models import ExternalLink, Page, Post
from blog.models.external_link import CONFIRM_AFTER
from blog.tasks import check_link
from core.web.site_urls import own_hosts

MAX_FOUND = 8
MAX_QUERY = 2000


def links(request: HttpRequest) -> JsonResponse:
    """Find ``q``. A POST also has an outside address checked that nobody has asked about lately."""
    if not any(request.user.has_perm(f"blog.change_{kind}") for kind in ("post", "page")):
        raise PermissionDenied
    is_asked = request.method == "POST"
    query = str(read_json(request).get("q", "") if is_asked else request.GET.get("q", "")).replace("\0", "")
    query = query.strip()[:MAX_QUERY]
    entries = [] if _is_address(query) else _find_entries(query)
    return JsonResponse({"entries": entries, "address": _describe_address(query, is_asked=is_asked)})


def _is_address(query: str) -> bool:
    return query.startswith(("/", "http://", "https://"))


def _find_entries(query: str) -> list[dict[str, Any]]:
    found: list[Post | Page] = []
    for model in (Post, Page):
        rows: Any = model.objects.not_binned().select_related("address").defer("body", "html")
        for word in query.split()[:10]:
            rows = rows.filter(Q(title__icontains=word) | Q(address__slug__icontains=word))
        found += rows.order_by("-updated_at", "-pk")[:MAX_FOUND]
    # What readers can open comes first.
    found.sort(key=lambda entry: not entry.is_public)
    return [
        {"title": str(entry), "address": entry.get_absolute_url(), "state": sentence_of(entry)}
        for entry in found[:MAX_FOUND]
    ]


def _describe_address(query: str, *, is_asked: bool) -> dict[str, Any] | None:
    own = own_hosts()
    url = external_url(query, own) if _is_address(query) else None
    if url is None:
        path = internal_path(query, own) if _is_address(query) else None
        return _describe_path(path) if path else None
    link = _asked_link(url) if is_asked else ExternalLink.objects.filter(url=url).first()
    if link is None or link.state == ExternalLink.State.UNCHECKED:
        return {"address": url, "is_alive": None, "sentence": _("Not checked yet.")}
    return {"address": url, "is_alive": _is_alive(link), "sentence": link.get_finding_display()}


def _is_alive(link: ExternalLink) -> bool | None:
    """What the last check found, which is not sure yet: ``None`` if it may be a fault that passes."""
    if link.finding == ExternalLink.Finding.FINE:
        return True
    patience = ExternalLink.DEAD_AFTER.get(ExternalLink.Finding(link.finding)) if link.finding else None
    return False if link.state == ExternalLink.State.DEAD or patience == CONFIRM_AFTER else None


def _describe_path(path: str) -> dict[str, Any]:
    is_alive = path not in dead_targets([path])
    sentence = _("A page of this site.") if is_alive else _("There is no public page at this address yet.")
    return {"address": path, "is_alive": is_alive, "sentence": sentence}


def _asked_link(url: str) -> ExternalLink | None:
    """Return the link. If it was never checked, a task checks it."""
    ExternalLink.objects.register([url])
    link = ExternalLink.objects.filter(url=url).first()
    if link and link.state == ExternalLink.State.UNCHECKED and not link.asked_at:
        ExternalLink.objects.filter(pk=link.pk).update(asked_at=timezone.now())
        check_link.enqueue(link.pk)
    return link
