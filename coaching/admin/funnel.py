from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from coaching.charts import step_charts
from coaching.funnel import Period, funnel_for, stage_waits, years
from coaching.models import FunnelPage
from core.admin.pages import render_admin_page


@admin.register(FunnelPage)
class FunnelAdmin(admin.ModelAdmin[FunnelPage]):
    """One page, for staff who may view applications."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.changelist_view)
        return [path("", page, name="coaching_funnelpage_changelist")]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("coaching.view_application")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        choices = years()
        year = next((year for year in choices if str(year) == request.GET.get("year")), None)
        funnel = funnel_for(Period.for_year(year) if year else Period.last_twelve_months())
        context = {
            "title": _("From article to client"),
            "opts": self.opts,
            "years": choices,
            "year": year,
            "funnel": funnel,
            "step_charts": step_charts(funnel),
            "waits": stage_waits(),
        }
        return render_admin_page(request, "admin/coaching/funnel/page.html", context)
