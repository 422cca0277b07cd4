from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from coaching.models import MailTemplate
from core.admin.lists import OrderedListAdmin


@admin.register(MailTemplate)
class MailTemplateAdmin(OrderedListAdmin):
    list_title = _("Mails to applicants")
    add_label = _("New mail")
    empty_sentence = _("There is no text yet that a mail to an applicant can begin with.")
    fields = ["name", "stage", "subject", "text", "position"]
