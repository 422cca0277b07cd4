from datetime import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from privacy.admin.looking import LookingAdmin
from privacy.models import PersonRequest


@admin.register(PersonRequest)
class PersonRequestAdmin(LookingAdmin):
    """The address is here until it is erased, too."""

    lead = _(
        "Who asked on the site for a copy of all that it has of them, or to have it erased. The button behind the link "
        "in their mail does it: there is nothing for you to do."
    )
    list_display = ["kind", "created_at", "email", "state"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    fields = ["kind", "email", "created_at", "state"]

    @admin.display(description=_("where it stands"))
    def state(self, request: PersonRequest) -> str:
        if request.done_at:
            number = sum(request.report.values())
            said = ngettext("Done on %(day)s: %(number)d row.", "Done on %(day)s: %(number)d rows.", number)
            return said % {"day": _day(request.done_at), "number": number}
        if request.confirmed_at:
            return gettext("Confirmed by its owner on %(day)s.") % {"day": _day(request.confirmed_at)}
        return gettext("Waits for its owner.")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment))
