"""Whether the site is well: a word for everybody, and all that was found for staff."""

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.admin.pages import render_admin_page
from operations.health.examination import examine, examiner


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" with the status 200 or "failing" with 503, as monitors expect. Staff are led to the page."""
    if _is_staff(request):
        return redirect(f"{reverse('admin:health')}?{request.GET.urlencode()}".rstrip("?"))
    is_well = examiner.is_well()
    word, status = ("ok\n", 200) if is_well else ("failing\n", 503)
    response = HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")
    # Else Django would log an error for each answer to whoever asks.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _is_staff(request: HttpRequest) -> bool:
    try:
        return request.user.is_active and request.user.is_staff
    except Error:
        return False


@require_safe
@never_cache
def health_page(request: HttpRequest) -> HttpResponse:
    findings = sorted(examine(), key=lambda finding: finding.is_well)
    wrong = [finding for finding in findings if not finding.is_well]
    if request.GET.get("format") == "json":
        found = {one.name: {"ok": one.is_well, "said": one.said, "to_do": one.to_do} for one in findings}
        status = 503 if wrong else 200
        return JsonResponse({"ok": not wrong, "version": settings.VERSION, "found": found}, status=status)
    context = {"title": _("How the site is"), "findings": findings, "wrong": len(wrong)}
    return render_admin_page(request, "admin/operations/health.html", context)
