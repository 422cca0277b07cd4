from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from core.admin.singletons import SingletonAdmin
from core.singletons import Singleton
from privacy import retention
from privacy.models import RetentionReport, RetentionSettings

NIGHTS_SHOWN = 7


class RetentionForm(forms.ModelForm[Singleton]):
    class Meta:
        labels = {
            "ip_address_days": _("Days until IP addresses are deleted"),
            "spam_days": _("Days until spam and the bin are emptied"),
            "unconfirmed_days": _("Days until what was never confirmed is deleted"),
            "mail_days": _("Days until the text of a mail is deleted"),
            "proposal_days": _("Days until you are asked about a closed application"),
        }
        help_texts = {
            "proposal_days": _("It was declined, or the person withdrew it. Only you delete it, never the site.")
        }


@admin.register(RetentionSettings)
class RetentionSettingsAdmin(SingletonAdmin):
    """Shows what will be deleted next above the form, and what was deleted below it."""

    title = _("Privacy: what is kept, and for how long")
    form = RetentionForm
    change_form_template = "admin/privacy/retentionsettings/change_form.html"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        nights = RetentionReport.objects.all()[:NIGHTS_SHOWN]
        context |= {
            "tonight": retention.tonight(),
            "forecasts": list(retention.forecast()),
            "nights": [(report.ran_at, retention.summarise(report)) for report in nights],
            "proposed": retention.closed_long_ago().count(),
        }
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(RetentionReport)
class RetentionReportAdmin(ReadOnlyAdmin, ListAdmin):
    list_title = _("What was deleted at night")
    introduction = _("What the site deleted by itself. For how long it keeps things is set on the page Privacy.")
    empty_sentence = _("No night has passed yet.")
    actions = None
    fields = ["ran_at", "told"]

    @admin.display(description=_("deleted"))
    def told(self, report: RetentionReport) -> str:
        return retention.summarise(report)
