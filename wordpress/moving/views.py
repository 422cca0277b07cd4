"""“Move in”: bring an old site in the admin. Owners and coaches may; only owners give its authors access."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.files.base import File
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from core.admin.pages import render_admin_page
from wordpress import runs
from wordpress.lock import ImportRunningError
from wordpress.models import Import, ImportedRow, Move, OldFile
from wordpress.moving import files, missing, report_views, report_words
from wordpress.moving.forms import MoveForm
from wordpress.moving.requests import View, for_movers, take_files

ROWS_PER_PAGE, SHOWN = 50, 20


@for_movers
def move_in(request: HttpRequest) -> HttpResponse:
    """Say how to move in, and list the moves. POST begins one."""
    if request.method == "POST":
        return redirect("admin:move_in_move", Move.objects.create(begun_by=signed_in_user(request)).pk)
    page = Paginator(Import.objects.defer("report"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    current = Move.objects.filter(files__isnull=False).distinct()[:SHOWN]
    context = {"title": _("Move in"), "page": page, "moves": current, "missing": missing.missing_files().count()}
    return render_admin_page(request, "admin/wordpress/move_in.html", context)


@for_movers
def move_in_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move: its files, what is wanted, how far it is. POST rehearses or imports."""
    move = get_object_or_404(Move, pk=pk)
    report: dict[str, Any] = next((one.report for one in move.imports.all()[:SHOWN] if one.report), {})
    form = MoveForm(request.POST or None, instance=move, report=report, by=signed_in_user(request))
    if request.method == "POST" and form.is_valid():
        _begin(request, form.save(), is_rehearsal=request.POST.get("act") != "import")
        return redirect("admin:move_in_move", pk)
    title = _("Move of %(date)s") % {"date": date_format(localtime(move.begun_at))}
    context = {"title": title, "form": form, **_context(move)}
    return render_admin_page(request, "admin/wordpress/move.html", context, status=422 if form.errors else 200)


def _context(move: Move) -> dict[str, Any]:
    added, latest = list(move.files.all()), move.imports.first()
    has_export = any(file.has_export for file in added)
    return {
        "move": move,
        "files": added,
        "latest": latest,
        "has_export": has_export,
        "is_rehearsed": has_export and _is_rehearsed(move),
        "is_running": latest is not None and latest.ended_at is None,
        "kinds": report_words.kind_rows(latest.report) if latest else [],
        "comments": ImportedRow.objects.filter(kind=ImportedRow.Kind.COMMENT).count(),
        "brought": OldFile.objects.exclude(picture=None, document=None).count(),
        "missing": missing.missing_files().count(),
    }


def _is_rehearsed(move: Move) -> bool:
    """Tell whether all of its files were rehearsed to the end."""
    last = move.imports.filter(failure="").exclude(ended_at=None).first()
    newest = max(file.added_at for file in move.files.all())
    return last is not None and last.started_at >= newest and (last.is_complete or not last.is_rehearsal)


def _begin(request: HttpRequest, move: Move, *, is_rehearsal: bool) -> None:
    if not move.files.filter(has_export=True).exists():
        messages.error(request, _("There is no export yet. Please add it first."))
        return
    try:
        runs.ask(move, is_rehearsal=is_rehearsal, by=signed_in_user(request))
    except ImportRunningError as error:
        messages.error(request, str(error))


@require_POST
@for_movers
def move_in_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a move: for a script, or all files that the form sends."""
    move = get_object_or_404(Move, pk=pk)
    url = reverse("admin:move_in_move", args=[pk])

    def add(upload: "File[bytes]") -> str:
        files.add_file(move, upload)
        return url

    return take_files(request, files.UPLOAD_KIND, add, url)


@require_POST
@for_movers
def move_in_stop(request: HttpRequest, pk: int) -> HttpResponse:
    move = get_object_or_404(Move, pk=pk)
    for row in move.imports.unfinished():
        row.ask_to_stop()
    messages.success(request, _("It stops after the article that it is at. What has come stays."))
    return redirect("admin:move_in_move", pk)


@require_POST
@for_movers
def move_in_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete the files of a move."""
    move = get_object_or_404(Move, pk=pk)
    if move.imports.unfinished().exists():
        messages.error(request, _("Its files are being read. Please stop it first."))
        return redirect("admin:move_in_move", pk)
    files.delete_files(move)
    messages.success(request, _("The files are deleted. All that has come from them stays."))
    return redirect("admin:move_in")


def urls_for(site: AdminSite) -> list[URLPattern]:
    routes: dict[str, View] = {
        "move-in/": move_in,
        "move-in/<int:pk>/": move_in_move,
        "move-in/<int:pk>/add/": move_in_add,
        "move-in/<int:pk>/stop/": move_in_stop,
        "move-in/<int:pk>/delete/": move_in_delete,
        "move-in/reports/<int:pk>/": report_views.move_in_report,
        "move-in/reports/<int:pk>/addresses.csv": report_views.move_in_addresses,
        "move-in/missing/": report_views.move_in_missing,
        "move-in/missing/<int:pk>/": report_views.move_in_missing_file,
    }
    return [path(route, site.admin_view(view), name=view.__name__) for route, view in routes.items()]
