"""The filters of the list of applications."""

from typing import Any

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.coaches import coaches
from coaching.models import Application, StageChange
from core.admin.filters import MenuFilter, QuerySetFilter, SinceFilter, Tabs
from offers.models import Offer

MAX_OFFERS = 50

Clearance = Application.Clearance


class StageTab(Tabs):
    """Tabs above the list: each stage, suspected spam, and all. The first is "new"; a search covers all."""

    title = _("stage")
    parameter_name = "stage"
    navigation_label = _("Stages")
    SPAM, ALL = "spam", "all"

    @classmethod
    def open_in(cls, request: HttpRequest) -> str:
        """Return the tab that the request opens."""
        narrowed = {SEARCH_VAR, *(narrowing.parameter_name for narrowing in MENU_FILTERS)} & request.GET.keys()
        return request.GET.get(cls.parameter_name) or (cls.ALL if narrowed else Application.Stage.NEW.value)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.default = self.open_in(request)
        return [*Application.Stage.choices, (self.SPAM, _("suspected spam")), (self.ALL, _("all"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == self.ALL:
            return queryset
        if self.value() == self.SPAM:
            return queryset.suspected_spam()
        return queryset.not_spam().filter(stage=self.value())

    def numbers(self, changelist: ChangeList) -> dict[str, int]:
        groups = Application.objects.order_by().values_list("stage", "is_suspected_spam").annotate(Count("pk"))
        numbers = {self.SPAM: 0, self.ALL: 0}
        for stage, is_spam, number in groups:
            tab = self.SPAM if is_spam else stage
            numbers[tab] = numbers.get(tab, 0) + number
            numbers[self.ALL] += number
        return numbers


class StepFilter(MenuFilter, QuerySetFilter):
    title = _("next step")
    parameter_name = "step"
    options = {
        "due": (_("due"), lambda applications: applications.filter(next_step_on__lte=timezone.localdate())),
        "planned": (_("planned"), lambda applications: applications.filter(next_step_on__gt=timezone.localdate())),
        "none": (_("not planned"), lambda applications: applications.filter(next_step_on=None)),
    }


class AssignedFilter(MenuFilter):
    title = _("assigned to")
    parameter_name = "coach"
    ME, NOBODY = "me", "nobody"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.me = request.user.pk
        others = [(str(coach.pk), str(coach)) for coach in coaches() if coach.pk != self.me]
        return [(self.ME, _("me")), (self.NOBODY, _("nobody")), *others]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 2

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value not in {str(choice) for choice, _label in self.lookup_choices}:
            return queryset
        return queryset.filter(assigned_to={self.ME: self.me, self.NOBODY: None}.get(value, value))


class ClearanceFilter(MenuFilter, QuerySetFilter):
    title = _("medical clearance")
    parameter_name = "clearance"
    options = {
        Clearance.NOT_NEEDED: (
            Clearance.NOT_NEEDED.label,
            lambda applications: applications.filter(clearance_needed=False),
        ),
        Clearance.MISSING: (
            Clearance.MISSING.label,
            lambda applications: applications.filter(clearance_needed=True, clearance_on=None),
        ),
        Clearance.GIVEN: (
            Clearance.GIVEN.label,
            lambda applications: applications.filter(clearance_needed=True, clearance_on__isnull=False),
        ),
    }


class DecisionFilter(MenuFilter, QuerySetFilter):
    title = _("decision")
    parameter_name = "decision"
    options = {
        "untold": (
            _("not told yet"),
            lambda applications: applications.filter(pk__in=StageChange.objects.untold().values("application")),
        )
    }


class OfferFilter(MenuFilter):
    """Filters by the offer that applicants came from."""

    title = _("offer")
    parameter_name = "offer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        led = Application.objects.order_by().exclude(came_from_offer=None).values("came_from_offer")
        return [(offer.slug, offer.name) for offer in Offer.objects.filter(pk__in=led)[:MAX_OFFERS]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(came_from_offer__slug=self.value()) if self.value() else queryset


class ReceivedFilter(SinceFilter):
    title = _("received")
    parameter_name = "received"
    column = "created_at"


MENU_FILTERS: list[type[MenuFilter]] = [
    StepFilter,
    DecisionFilter,
    AssignedFilter,
    ClearanceFilter,
    OfferFilter,
    ReceivedFilter,
]
