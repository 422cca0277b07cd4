"""The owners' page about backups, about what became of all that was received, and about leaving with everything."""

from pathlib import Path

from django.contrib.admin import AdminSite
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.people import owners_only
from core.admin.pages import render_admin_page
from core.private_files import transient_storage
from operations import account, update
from operations.export import requests
from operations.models import BackupRun, SiteExport, SiteUpdate

RUNS_SHOWN = 10
UPDATES_SHOWN = 5
# While an export is being made, the browser asks again after this many seconds.
REFRESH = "3"


@owners_only
def operations_page(request: HttpRequest) -> HttpResponse:
    export = SiteExport.objects.first()
    accounts = account.read_report()
    context = {
        "title": _("Backup and export"),
        "runs": BackupRun.objects.all()[:RUNS_SHOWN],
        "last_good": BackupRun.objects.good().first(),
        "accounts": account.as_table(accounts),
        "export": export,
        "version": update.this_version_name(),
        "updates": SiteUpdate.objects.all()[:UPDATES_SHOWN],
    }
    response = render_admin_page(request, "admin/operations/operations.html", context)
    if export and export.ended_at is None:
        response["Refresh"] = REFRESH
    return response


@require_POST
@owners_only
def export_create(request: HttpRequest) -> HttpResponse:
    requests.ask()
    return redirect("admin:operations")


@require_safe
@owners_only
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    export = SiteExport.objects.filter(pk=pk).first()
    if export is None or not export.is_ready:
        raise Http404
    name = f"site-{timezone.localtime(export.asked_at):%Y-%m-%d}.zip"
    file = Path(transient_storage().path(export.file)).open("rb")  # noqa: SIM115
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    patch_cache_control(response, no_store=True, private=True)
    return response


def urls_for(site: AdminSite) -> list[URLPattern]:
    return [
        path("operations/", site.admin_view(operations_page), name="operations"),
        path("operations/export/", site.admin_view(export_create), name="operations_export_create"),
        path("operations/export/<int:pk>/", site.admin_view(export_file), name="operations_export_file"),
    ]
