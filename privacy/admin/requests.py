from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin.filters import QuerySetTabs
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from privacy.models import PrivacyRequest


class DoneTabs(QuerySetTabs):
    title = _("status")
    parameter_name = "status"
    navigation_label = _("Which requests")
    options = {
        "all": (_("all"), lambda requests: requests),
        "open": (_("not done yet"), lambda requests: requests.filter(done_at=None)),
        "done": (_("done"), lambda requests: requests.filter(done_at__isnull=False)),
    }


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ReadOnlyAdmin, ListAdmin):
    """Requests are read only. The e-mail address is shown until it is erased."""

    introduction = _(
        "People who asked for a copy of their data, or to have it erased. They confirm by the link "
        "in a mail, and the site does the rest. There is nothing for you to do."
    )
    empty_sentence = _("Nobody has asked yet.")
    list_filter = [DoneTabs]
    actions = None
    fields = ["kind", "email", "created_at", "status"]
