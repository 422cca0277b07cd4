"""What the list of applications can be narrowed to."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.coaches import coaches
from coaching.models import Application, Offer, StageChange

MOST_OFFERS = 50


class StageTab(admin.SimpleListFilter):
    """Tabs over the list: each stage, suspected spam apart, and all. New ones first; a search goes through all."""

    title = _("stage")
    parameter_name = "stage"
    template = "admin/coaching/application/_tabs.html"
    SPAM, ALL = "spam", "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        narrowed = {SEARCH_VAR, *(narrowing.parameter_name for narrowing in NARROWINGS)} & request.GET.keys()
        self.otherwise = self.ALL if narrowed else Application.Stage.NEW.value
        return [*Application.Stage.choices, (self.SPAM, _("suspected spam")), (self.ALL, _("all"))]

    def value(self) -> str:
        return super().value() or self.otherwise

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == self.ALL:
            return queryset
        if self.value() == self.SPAM:
            return queryset.suspected()
        return queryset.credible().filter(stage=self.value())

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        numbers = self.numbers()
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                "display": label,
                "number": numbers.get(str(value), 0),
            }

    def numbers(self) -> dict[str, int]:
        groups = Application.objects.order_by().values_list("stage", "is_suspected_spam").annotate(Count("pk"))
        numbers = {self.SPAM: 0, self.ALL: 0}
        for stage, is_spam, number in groups:
            tab = self.SPAM if is_spam else stage
            numbers[tab] = numbers.get(tab, 0) + number
            numbers[self.ALL] += number
        return numbers


class Narrowing(admin.SimpleListFilter):
    """A menu beside the others, in a line above the list."""

    template = "admin/coaching/application/_narrowing.html"


class StepFilter(Narrowing):
    title = _("next step")
    parameter_name = "step"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("due", _("due")), ("planned", _("planned")), ("none", _("none"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        chosen: dict[str, Any] = {
            "due": {"next_step_on__lte": today},
            "planned": {"next_step_on__gt": today},
            "none": {"next_step_on": None},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


class AssignedFilter(Narrowing):
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


class ClearanceFilter(Narrowing):
    title = _("doctor’s word")
    parameter_name = "clearance"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Application.Clearance.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen: dict[str, Any] = {
            "not-needed": {"clearance_needed": False},
            "missing": {"clearance_needed": True, "clearance_on": None},
            "given": {"clearance_needed": True, "clearance_on__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


class DecisionFilter(Narrowing):
    title = _("decision")
    parameter_name = "decision"
    UNTOLD = "untold"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.UNTOLD, _("not told yet"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != self.UNTOLD:
            return queryset
        return queryset.filter(pk__in=StageChange.objects.untold().values("application"))


class OfferFilter(Narrowing):
    """The offer by which they came."""

    title = _("offer")
    parameter_name = "offer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        led = Application.objects.order_by().exclude(came_from_offer=None).values("came_from_offer")
        return [(offer.slug, offer.name) for offer in Offer.objects.filter(pk__in=led)[:MOST_OFFERS]]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(came_from_offer__slug=self.value()) if self.value() else queryset


NARROWINGS: list[type[Narrowing]] = [StepFilter, DecisionFilter, AssignedFilter, ClearanceFilter, OfferFilter]
