from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.holdings.base import Holding
from privacy.models import PersonRequest
from privacy.models.request import PersonRequestQuerySet
from privacy.person import Person


class Requests(Holding[PersonRequest]):
    model = PersonRequest
    personal = ["email", "address", "report"]
    given = ["get_kind_display", "created_at", "confirmed_at", "email", "address"]
    labels = {"get_kind_display": _("wish")}
    email = "email"

    @property
    def title(self) -> str:
        return str(_("Your requests"))

    def of(self, person: Person) -> PersonRequestQuerySet:
        return PersonRequest.objects.filter(person.has("email"), person.by_then("created_at"))

    def erase(self, person: Person) -> int:
        # What was asked for twice is done by this, too.
        self.of(person).to_erase().update(done_at=timezone.now())
        return self.of(person).update(email="", address=None)
