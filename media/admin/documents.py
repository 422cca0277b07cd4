from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from core.admin.filters import QuerySetTabs
from media import library, uses
from media.admin.library import LabelFilter, LibraryAdmin
from media.file_types import TYPES
from media.forms import DocumentForm
from media.models import Document
from media.views import send_document


class DocumentTabs(QuerySetTabs):
    title = gettext_lazy("state")
    parameter_name = "show"
    navigation_label = gettext_lazy("Which files")
    options = {
        "all": (gettext_lazy("all"), lambda documents: documents),
        "unused": (gettext_lazy("linked nowhere"), uses.used_nowhere),
    }


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    form = DocumentForm
    change_form_template = "admin/media/document/change_form.html"
    upload_kind = "document"
    accept = ",".join(f".{ending}" for ending in TYPES)
    shown_fields = ["name"]
    list_filter = [DocumentTabs, LabelFilter]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Name of the file")
    fieldsets = [(None, {"fields": ["name", "labels", "new_labels"]})]

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/file/", download, name="media_document_file"), *super().get_urls()]

    def add_file(self, request: HttpRequest, upload: "File[bytes]", name: str) -> Document:
        document = Document.from_upload(upload, name, added_by=request.user)
        document.save()
        return document

    def use_file(self, item: Document, upload: "File[bytes]", name: str) -> None:
        library.replace_document(item, upload, name)

    def describe(self, item: Document) -> dict[str, Any]:
        page = reverse("admin:media_document_change", args=[item.pk])
        return {"pk": item.pk, "url": item.address, "name": item.name, "page": page}

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the file to staff, whether it is public or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        document = Document.objects.filter(pk=pk).first()
        if document is None:
            raise Http404
        return send_document(document)
