from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.admin import OneRowAdmin
from privacy import retention
from privacy.admin.looking import LookingAdmin
from privacy.models import RetentionReport, RetentionSettings

NIGHTS_SHOWN = 7


@admin.register(RetentionSettings)
class RetentionSettingsAdmin(OneRowAdmin):
    """Above the form stands what goes tonight, and below it what went."""

    change_form_template = "admin/privacy/retentionsettings/change_form.html"

    class Media:
        css = {"all": ["css/admin-privacy.css"]}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        nights = RetentionReport.objects.all()[:NIGHTS_SHOWN]
        context |= {
            "title": capfirst(str(self.opts.verbose_name)),
            "subtitle": None,
            "tonight": retention.tonight(),
            "forecasts": list(retention.forecast()),
            "nights": [(report.ran_at, retention.told(report)) for report in nights],
            "proposed": retention.proposed().count(),
        }
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(RetentionReport)
class RetentionReportAdmin(LookingAdmin):
    lead = _("What the site let go of by itself, night by night. For how long things are kept is yours to set.")
    list_display = ["ran_at", "told"]
    fields = ["ran_at", "told"]

    @admin.display(description=_("let go of"))
    def told(self, report: RetentionReport) -> str:
        return retention.told(report)
