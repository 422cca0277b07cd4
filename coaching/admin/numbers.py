from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from coaching.models import Numbers
from coaching.numbers import Period, numbers_of, waits, years
from coaching.panels import panels_of

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Numbers]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Numbers)
class NumbersAdmin(ModelAdmin):
    """One page, for those who may see applications."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.changelist_view)
        return [path("", page, name="coaching_numbers_changelist")]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("coaching.view_application")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        choices = years()
        year = next((year for year in choices if str(year) == request.GET.get("year")), None)
        numbers = numbers_of(Period.of_year(year) if year else Period.lately())
        context = {
            **self.admin_site.each_context(request),
            "title": _("From article to client"),
            "opts": self.opts,
            "years": choices,
            "year": year,
            "numbers": numbers,
            "panels": panels_of(numbers),
            "waits": waits(),
        }
        return TemplateResponse(request, "admin/coaching/numbers/page.html", context)
