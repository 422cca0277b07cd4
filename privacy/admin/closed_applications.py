from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.admin.lists import ListAdmin
from core.admin.pages import render_admin_page
from core.admin.read_only import ReadOnlyAdmin
from outbox.erasure import erase
from privacy.models import ClosedApplication
from privacy.retention import closed_long_ago


@admin.register(ClosedApplication)
class ClosedApplicationAdmin(ReadOnlyAdmin, ListAdmin):
    introduction = _(
        "Applications that were declined or withdrawn a long time ago. They are never deleted "
        "automatically: delete them here, or one by one."
    )
    empty_sentence = _("No application was closed so long ago.")
    fields = ["name", "stage", "created_at"]
    actions = ["delete_for_good"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClosedApplication]:
        return closed_long_ago().order_by("closed_at", "pk")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("coaching.delete_application")

    @admin.action(description=_("Delete for good"), permissions=["erase"])
    def delete_for_good(self, request: HttpRequest, applications: QuerySet[ClosedApplication]) -> HttpResponse | None:
        """Ask for confirmation with the names, then delete."""
        chosen = list(applications)
        if "sure" not in request.POST:
            context = {
                "title": _("Delete for good?"),
                "opts": self.opts,
                "chosen": chosen,
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return render_admin_page(request, "admin/privacy/closedapplication/delete.html", context)
        for application in chosen:
            erase(application)
        said = ngettext("%d application is deleted.", "%d applications are deleted.", len(chosen))
        messages.success(request, said % len(chosen))
        return None
