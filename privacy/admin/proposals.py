from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coaching.erasing import erase
from privacy.admin.looking import LookingAdmin
from privacy.models import ProposedApplication
from privacy.retention import proposed

if TYPE_CHECKING:
    Proposed = QuerySet[ProposedApplication]


@admin.register(ProposedApplication)
class ProposedApplicationAdmin(LookingAdmin):
    lead = _(
        "Applications that were declined or withdrawn long ago. They stay until you delete them, here or one by one: "
        "nothing else does."
    )
    list_display = ["applicant", "stage", "created_at", "closed"]
    fields = ["name", "stage", "created_at"]
    actions = ["delete_for_good"]

    def get_queryset(self, request: HttpRequest) -> "Proposed":
        return proposed().order_by("closed_at", "pk")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("coaching.delete_application")

    @admin.display(description=_("applicant"))
    def applicant(self, application: ProposedApplication) -> SafeString:
        url = reverse("admin:coaching_application_change", args=[application.pk])
        return format_html('<a href="{}">{}</a>', url, application.name)

    @admin.display(description=_("closed"), ordering="closed_at")
    def closed(self, application: Any) -> Any:
        return application.closed_at

    @admin.action(description=_("Delete for good"), permissions=["erase"])
    def delete_for_good(self, request: HttpRequest, applications: "Proposed") -> HttpResponse | None:
        """Asks once more, with the names."""
        chosen = list(applications)
        if "sure" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Delete for good?"),
                "opts": self.opts,
                "chosen": chosen,
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/privacy/proposedapplication/delete.html", context)
        for application in chosen:
            erase(application)
        said = ngettext("%d application is deleted.", "%d applications are deleted.", len(chosen))
        messages.success(request, said % len(chosen))
        return None
