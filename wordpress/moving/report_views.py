"""The report of an import, and the files that it could not have."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.pages import render_admin_page
from core.refusals import RefusedError
from core.web.csv import rows_as_csv
from wordpress import placing
from wordpress.models import Import
from wordpress.moving import missing, report_words
from wordpress.moving.forms import MissingFileForm
from wordpress.moving.requests import for_movers, take_files

ROWS_PER_PAGE = 50


@for_movers
def move_in_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole report of an import or rehearsal."""
    row = get_object_or_404(Import, pk=pk)
    report = row.report
    lists: dict[str, Sequence[Any]] = {
        "notes": report.get("notes", []),
        "addresses": list(report.get("addresses", {}).items()),
        "files": report_words.missing_rows(report),
    }
    unaccounted = report.get("unaccounted", {}).items()
    context = {
        "title": _("What would come") if row.is_rehearsal else _("What came"),
        "import": row,
        "kinds": report_words.kind_rows(report),
        "texts": report_words.text_rows(report),
        "unaccounted": [(report_words.label_of(kind), number) for kind, number in unaccounted],
        **{name: Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get(name)) for name, rows in lists.items()},
    }
    return render_admin_page(request, "admin/wordpress/report.html", context)


@for_movers
def move_in_addresses(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Each old address with what answers it, as a file for spreadsheets."""
    row = get_object_or_404(Import, pk=pk)
    addresses = row.report.get("addresses", {}).items()
    return rows_as_csv([_("Old address"), _("What answers it here")], addresses, f"old-addresses-{pk}.csv")


@for_movers
def move_in_missing(request: HttpRequest) -> HttpResponse:
    """List the files that could not be had. POST supplies files that are found by their names."""
    url = reverse("admin:move_in_missing")
    if request.method == "POST":
        return take_files(request, missing.UPLOAD_KIND, _supply_by_name, url)
    page = Paginator(missing.missing_files(), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    places = missing.places_of(page)
    rows = [(row, places.get(row.pk, [])) for row in page]
    context: dict[str, Any] = {"title": _("Missing pictures and files"), "page": page, "rows": rows}
    context |= {"kind": missing.UPLOAD_KIND, "waiting": placing.waiting().count()}
    return render_admin_page(request, "admin/wordpress/missing.html", context)


@for_movers
def move_in_missing_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Supply one file that could not be had."""
    row = get_object_or_404(missing.missing_files(), pk=pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MissingFileForm(*sent)
    if request.method == "POST" and form.is_valid():
        try:
            missing.supply(row, form.cleaned_data["file"])
        except RefusedError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("It is here now, and is put wherever it was missing."))
            return redirect("admin:move_in_missing")
    context = {"title": row.address.rpartition("/")[2], "row": row, "form": form, "media": form.media}
    context["places"] = missing.places_of([row]).get(row.pk, [])
    return render_admin_page(request, "admin/wordpress/missing_file.html", context, status=422 if form.errors else 200)


def _supply_by_name(upload: "File[bytes]") -> str:
    return missing.page_of(missing.supply_by_name(upload))
