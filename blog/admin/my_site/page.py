"""What the pages of "My site" have in common: each is a form for one row, with a preview beside it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.menu import Preview
from blog.models import MenuEntry, SiteTexts
from blog.views.lists import home
from core.admin.stale_forms import VERSION_FIELD, StaleFormAdmin
from media.admin import PictureFormAdmin


class PageWithPreview(StaleFormAdmin, PictureFormAdmin):
    """A page with a form, at ``slug``/ below the admin of the site's texts, and a preview of what readers will see.

    Only ``SiteTextsAdmin`` is registered. It has the URLs of the others.
    """

    change_form_template = "admin/blog/my_site/page.html"
    slug: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[Any]
    introduction: ClassVar[Any] = ""
    # What the preview scrolls to.
    preview_at = ""

    def own_urls(self) -> list[URLPattern]:
        view, preview = self.admin_site.admin_view(self.page), self.admin_site.admin_view(require_POST(self.preview))
        return [
            path(f"{self.slug}/", view, name=self.name),
            path(f"{self.slug}/preview/", preview, name=f"{self.name}_preview"),
        ]

    def page(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def preview(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def previewed(self, request: HttpRequest, row: Any) -> Any:
        """Return ``row`` with the valid values of the form, not saved. Raises ``PermissionDenied``."""
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        request.POST = request.POST.copy()  # type: ignore[assignment]
        request.POST.pop(VERSION_FIELD, None)  # type: ignore[misc]
        form = self.get_form(request, row, change=True)(request.POST, instance=row)
        form.is_valid()
        return form.instance

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context |= {
            "title": self.title,
            "subtitle": None,
            "introduction": self.introduction,
            "preview_url": reverse(f"admin:{self.name}_preview"),
            "preview_at": self.preview_at,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, _("Saved. Readers see it now."))
        return redirect(request.path)


class SitePage(PageWithPreview):
    """A page for some fields of the site's texts, with a preview of the front page."""

    def page(self, request: HttpRequest) -> HttpResponse:
        SiteTexts.objects.get_or_create(pk=1)
        response: HttpResponse = self.changeform_view(request, "1")
        return response

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The front page as it would be with what the form has. Nothing is saved."""
        texts = self.previewed(request, SiteTexts.load())
        request.site_preview = Preview(texts, self.previewed_entries(request, texts))  # type: ignore[attr-defined]
        return front_page_preview(request)

    def previewed_entries(self, request: HttpRequest, texts: SiteTexts) -> list[MenuEntry]:
        return texts.entries

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteTexts | None:
        return SiteTexts.load() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def front_page_preview(request: HttpRequest) -> HttpResponse:
    """Return the front page for a request that has what is not saved."""
    request.path = request.path_info = reverse("home")
    return home(request)
