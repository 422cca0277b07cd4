from datetime import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.admin.filters import QuerySetFilter
from privacy.admin.introduced_list import IntroducedListAdmin
from privacy.models import PrivacyRequest


class DoneFilter(QuerySetFilter):
    title = _("status")
    parameter_name = "status"
    options = {
        "open": (_("not done yet"), lambda requests: requests.filter(done_at=None)),
        "done": (_("done"), lambda requests: requests.filter(done_at__isnull=False)),
    }


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(IntroducedListAdmin):
    """Requests are read only. The e-mail address is shown until it is erased."""

    introduction = _(
        "People who asked for a copy of their data, or to have it erased. They confirm by the link "
        "in a mail, and the site does the rest. There is nothing for you to do."
    )
    list_display = ["kind", "created_at", "email", "state"]
    list_filter = ["kind", DoneFilter]
    fields = ["kind", "email", "created_at", "state"]

    @admin.display(description=_("status"))
    def state(self, request: PrivacyRequest) -> str:
        if request.done_at:
            number = sum(request.report.values())
            said = ngettext("Done on %(day)s: %(number)d row.", "Done on %(day)s: %(number)d rows.", number)
            return said % {"day": _day(request.done_at), "number": number}
        if request.confirmed_at:
            return gettext("Confirmed on %(day)s.") % {"day": _day(request.confirmed_at)}
        return gettext("Not confirmed yet.")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment))
