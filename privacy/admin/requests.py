from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from privacy.admin.looking import LookingAdmin
from privacy.models import PersonRequest


@admin.register(PersonRequest)
class PersonRequestAdmin(LookingAdmin):
    """Persons see to it themselves. The address is here until it is erased, too."""

    list_display = ["created_at", "kind", "email", "confirmed_at", "done_at", "erased"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    fields = ["kind", "email", "created_at", "confirmed_at", "done_at", "erased"]

    @admin.display(description=_("rows erased"))
    def erased(self, request: PersonRequest) -> int | str:
        return sum(request.report.values()) if request.done_at else self.get_empty_value_display()
