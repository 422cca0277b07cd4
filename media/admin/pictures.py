from typing import Any

from django.contrib import admin
from django.core.files.base import File
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.filters import QuerySetTabs
from core.images.formats import ACCEPT
from core.uploads.views import refusal
from media import library, uses
from media.admin import details, picker
from media.admin.library import LabelFilter, LibraryAdmin
from media.forms import PictureForm
from media.models import Picture


class PictureTabs(QuerySetTabs):
    title = gettext_lazy("state")
    parameter_name = "show"
    navigation_label = gettext_lazy("Which pictures")
    options = {
        "all": (gettext_lazy("all"), lambda pictures: pictures),
        "undescribed": (gettext_lazy("without description"), lambda pictures: pictures.without_description()),
        "unused": (gettext_lazy("used nowhere"), uses.used_nowhere),
        "small": (gettext_lazy("too small"), lambda pictures: pictures.too_small()),
    }


@admin.register(Picture)
class PictureAdmin(LibraryAdmin):
    form = PictureForm
    change_form_template = "admin/media/picture/change_form.html"
    upload_kind = "picture"
    accept = ACCEPT
    shown_fields = ["alternative_text", "credit"]
    list_filter = [PictureTabs, LabelFilter]
    search_fields = ["alternative_text"]
    search_help_text = gettext_lazy("Description, credit, label or name of the file")
    fieldsets = [
        (None, {"fields": ["alternative_text", "credit", "labels", "new_labels"]}),
        (gettext_lazy("What stays in sight where the picture is cut"), {"fields": ["focal_x", "focal_y"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("choose/", self.admin_site.admin_view(self.choose_view), name="media_picture_choose"),
            path("<int:pk>/details/", self.for_scripts(self.details_view), name="media_picture_details"),
            *super().get_urls(),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        return super().get_queryset(request).select_related("added_by")

    def add_file(self, request: HttpRequest, upload: "File[bytes]", name: str) -> Picture:
        """Add the picture; ``alternative_text`` is kept if it has no description yet."""
        picture = library.add_once(upload, name, added_by=request.user)
        words = request.POST.get("alternative_text", "").strip()[:300]
        if words and not picture.alternative_text:
            picture.alternative_text = words
            picture.save(update_fields=["alternative_text"])
        return picture

    def use_file(self, item: Picture, upload: "File[bytes]", name: str) -> None:
        library.replace(item, upload, name)

    def describe(self, item: Picture) -> dict[str, Any]:
        return picker.describe(item)

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        return picker.choose(request, self.has_view_permission(request))

    def details_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show or change what is said of a picture, for a script."""
        if not self.has_view_permission(request):
            return refusal(403, _("You may not see the library."))
        picture = self.get_object(request, str(pk))
        if picture is None:
            return refusal(404, _("This picture is no longer in the library."))
        if request.method != "POST":
            return details.show(picture)
        if not self.has_change_permission(request, picture):
            return refusal(403, _("You may not change pictures of the library."))
        return details.change(request, picture)
