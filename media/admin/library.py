"""What pictures and files share in the admin: the list with its upload, other files for rows, and deletion."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.admin.filters import MenuFilter
from core.admin.lists import ListAdmin
from core.admin.pages import render_admin_page
from core.admin.stale_forms import StaleFormAdmin
from core.uploads.views import refusal
from core.uploads.widgets import take_upload
from core.web.primary_keys import read_pk
from media import library, uses
from media.admin import bulk
from media.forms import ReplacementForm
from media.models import Label

View = Callable[..., HttpResponse]


class LabelFilter(MenuFilter):
    title = gettext_lazy("label")
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.model.labels.through.objects.values("label")
        return [(str(label.pk), label.name) for label in Label.objects.filter(pk__in=rows)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        label = read_pk(self.value() or "")
        return queryset.filter(labels=label) if label else queryset


class LibraryAdmin(StaleFormAdmin, ListAdmin):
    """The admin of a model of the library. ``upload_kind`` is its kind of uploads, ``accept`` what its input offers.

    Whoever may only look at a row sees its ``shown_fields`` and labels.
    """

    upload_kind: ClassVar[str]
    accept: ClassVar[str]
    shown_fields: ClassVar[list[str]]
    action_form = bulk.LabelActionForm
    actions = bulk.ACTIONS
    change_list_template = "admin/media/change_list.html"
    list_per_page = 48

    def get_urls(self) -> list[URLPattern]:
        name = f"media_{self.opts.model_name}"
        replace = self.admin_site.admin_view(never_cache(self.replace_view))
        return [
            path("upload/", self.for_scripts(self.upload_view), name=f"{name}_upload"),
            path("<int:pk>/replace/", replace, name=f"{name}_replace"),
            path("undo/", self.admin_site.admin_view(require_POST(self.undo_view)), name=f"{name}_undo"),
            *super().get_urls(),
        ]

    def undo_url(self) -> str:
        return reverse(f"admin:media_{self.opts.model_name}_undo")

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        return bulk.undo(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may not delete from the library may change what nothing public shows."""
        if not super().has_change_permission(request, obj):
            return False
        is_free = obj is None or self.has_delete_permission(request)
        return is_free or not any(place.is_public for place in uses.places_of(obj))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without what only the form has, for somebody who may not change the row."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        labels = ["labels"] if obj.labels.exists() else []
        return [(None, {"fields": [*self.shown_fields, *labels]})]

    def for_scripts(self, view: View) -> View:
        """Guard a view like any other of the admin, but answer with a sentence if nobody is signed in."""
        guarded = self.admin_site.admin_view(never_cache(view))

        @wraps(view)
        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.admin_site.has_permission(request):
                return refusal(403, _("You are no longer signed in. Please sign in in another tab, then try again."))
            return guarded(request, *args, **kwargs)

        return answering

    def add_file(self, request: HttpRequest, upload: "File[bytes]", name: str) -> Any:
        """Add a file to the library. Raises ``ValidationError``."""
        raise NotImplementedError

    def use_file(self, item: Any, upload: "File[bytes]", name: str) -> None:
        """Give ``item`` another file. Raises ``ValidationError``."""
        raise NotImplementedError

    def describe(self, item: Any) -> dict[str, Any]:
        """Return what scripts are told of a row."""
        raise NotImplementedError

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Add the ``file``, or the finished upload with the token ``upload``, for a script."""
        if request.method != "POST":
            return refusal(405, _("Please send a file."))
        if not self.has_add_permission(request):
            return refusal(403, _("You may not add anything to the library."))
        upload = request.FILES.get("file") or take_upload(request.POST.get("upload", ""), self.upload_kind)
        if upload is None:
            return refusal(422, _("The upload of this file has expired. Please choose the file again."))
        try:
            with upload:
                item = self.add_file(request, upload, str(upload.name))
        except ValidationError as error:
            return refusal(422, " ".join(error.messages))
        self.log_addition(request, item, [{"added": {}}])
        return JsonResponse(self.describe(item), status=201)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Add the files that the list's form sends without a script."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        added = sum(self._add(request, upload) for upload in request.FILES.getlist("file"))
        if added:
            said = ngettext("%(number)d file is added.", "%(number)d files are added.", added)
            messages.success(request, said % {"number": added})
        return redirect(f"admin:media_{self.opts.model_name}_changelist")

    def _add(self, request: HttpRequest, upload: "File[bytes]") -> bool:
        try:
            self.log_addition(request, self.add_file(request, upload, str(upload.name)), [{"added": {}}])
        except ValidationError as error:
            messages.error(request, f"{upload.name}: {' '.join(error.messages)}")
            return False
        return True

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"upload_kind": self.upload_kind, "accept": self.accept, "labels": Label.objects.all()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        item = self.get_object(request, unquote(object_id))
        places = _shown_places(request, item) if item else []
        context = {"places": places, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for another file, and say where it will be shown."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        item = self.get_object(request, str(pk))
        if item is None:
            raise Http404
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ReplacementForm(*sent, kind=self.upload_kind, accept=self.accept)
        if request.method == "POST" and form.is_valid() and self._replace(request, form, item):
            messages.success(request, _("The file is replaced wherever it is used."))
            return redirect(f"admin:media_{self.opts.model_name}_change", pk)
        context = {
            "title": _("Replace everywhere"),
            "opts": self.opts,
            "item": item,
            "places": _shown_places(request, item),
            "form": form,
            "media": self.media + form.media,
        }
        return render_admin_page(request, "admin/media/replace.html", context, status=422 if form.errors else 200)

    def _replace(self, request: HttpRequest, form: ReplacementForm, item: Any) -> bool:
        upload = form.cleaned_data["file"]
        try:
            self.use_file(item, upload, str(upload.name))
        except ValidationError as error:
            form.add_error("file", error)
            return False
        self.log_change(request, item, _("Replaced the file."))
        return True

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Say where it is used, which prevents the deletion; otherwise ask, and delete it."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        item = self.get_object(request, unquote(object_id))
        if item is None:
            raise Http404
        if request.method == "POST" and self._delete(request, item):
            return redirect(f"admin:media_{self.opts.model_name}_changelist")
        context = {"title": _("Delete?"), "opts": self.opts, "item": item, "places": _shown_places(request, item)}
        return render_admin_page(
            request, "admin/media/delete.html", context, status=409 if request.method == "POST" else 200
        )

    def _delete(self, request: HttpRequest, item: Any) -> bool:
        name = str(item)
        row = self.get_queryset(request).filter(pk=item.pk)
        try:
            library.delete(item)
        except library.InUseError as error:
            messages.error(request, str(error))
            return False
        self.log_deletions(request, row)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": name})
        return True


def _shown_places(request: HttpRequest, item: Any) -> list[uses.Place]:
    """Return the places of ``item``, without the address of those that this person may not open."""
    places = uses.places_of(item)
    return [place if request.user.has_perm(place.permission) else replace(place, url="") for place in places]
