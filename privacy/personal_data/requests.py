from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.models import PrivacyRequest
from privacy.models.request import PrivacyRequestQuerySet
from privacy.person import Person
from privacy.personal_data.base import PersonalData


class Requests(PersonalData[PrivacyRequest]):
    model = PrivacyRequest
    personal_fields = ["email", "ip_address", "report"]
    exported_fields = ["get_kind_display", "created_at", "confirmed_at", "email", "ip_address"]
    labels = {"get_kind_display": _("request")}
    email_field = "email"

    @property
    def title(self) -> str:
        return str(_("Your requests"))

    def rows_for(self, person: Person) -> PrivacyRequestQuerySet:
        return PrivacyRequest.objects.filter(person.matches("email"), person.until_filter("created_at"))

    def erase(self, person: Person) -> int:
        # This erasure also carries out any other request of the same person.
        self.rows_for(person).to_erase().update(done_at=timezone.now())
        return self.rows_for(person).update(email="", ip_address=None)
