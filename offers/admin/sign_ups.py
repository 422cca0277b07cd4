from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.admin.filters import MenuFilter, QuerySetTabs, SinceFilter
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from core.web.csv import rows_as_csv
from core.web.primary_keys import read_pk
from offers.models import Offer, SignUp
from outbox import erasure

BATCH_SIZE = 1000


class ConfirmedTabs(QuerySetTabs):
    title = gettext_lazy("address")
    parameter_name = "confirmed"
    navigation_label = gettext_lazy("Which sign-ups")
    options = {
        "all": (gettext_lazy("all"), lambda sign_ups: sign_ups),
        "1": (gettext_lazy("confirmed"), lambda sign_ups: sign_ups.confirmed()),
        "0": (gettext_lazy("not confirmed"), lambda sign_ups: sign_ups.unconfirmed()),
    }


class OfferFilter(MenuFilter):
    title = gettext_lazy("offer")
    parameter_name = "offer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        offers = Offer.objects.filter(pk__in=SignUp.objects.order_by().values("offer"))
        return [(str(offer.pk), offer.name) for offer in offers]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        offer = read_pk(self.value() or "")
        return queryset.filter(offer=offer) if offer else queryset


class SignedUpFilter(SinceFilter):
    title = gettext_lazy("signed up")
    parameter_name = "since"
    column = "created_at"


@admin.register(SignUp)
class SignUpAdmin(ReadOnlyAdmin, ListAdmin):
    """The sign-ups. Rows only come from the form. A person who wants to be removed is deleted here."""

    change_list_template = "admin/offers/signup/change_list.html"
    list_title = gettext_lazy("Sign-ups")
    empty_sentence = gettext_lazy("Nobody has signed up yet. An offer that collects sign-ups brings them here.")
    list_filter = [ConfirmedTabs, OfferFilter, SignedUpFilter]
    is_deletable = True
    search_fields = ["name", "email"]
    search_help_text = gettext_lazy("Name or e-mail")
    fields = ["name", "email", "offer", "post", "created_at", "confirmed_at", "consent_text"]

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(never_cache(self.export))
        return [path("export/", export, name="offers_signup_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Download the rows of the list, with its filters and search, for a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return sign_ups_as_csv(self.get_changelist_instance(request).get_queryset(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignUp]:
        return super().get_queryset(request).select_related("offer", "post")

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["subtitle"] = context["original"].name
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        context = {"name": found.name} if found else {}
        return super().delete_view(request, object_id, {**context, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: SignUp) -> None:
        erasure.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> None:
        for found in queryset:
            erasure.erase(found)


def sign_ups_as_csv(sign_ups: QuerySet[SignUp]) -> StreamingHttpResponse:
    header = [_("Name"), _("E-mail"), _("Offer"), _("Article"), _("Signed up"), _("Confirmed")]
    return rows_as_csv(header, _rows(sign_ups), "sign-ups.csv")


def _rows(sign_ups: QuerySet[SignUp]) -> Iterator[list[Any]]:
    for found in sign_ups.iterator(BATCH_SIZE):
        confirmed = f"{timezone.localtime(found.confirmed_at):%Y-%m-%d %H:%M}" if found.confirmed_at else ""
        signed_up = f"{timezone.localtime(found.created_at):%Y-%m-%d %H:%M}"
        yield [found.name, found.email, found.offer.name, found.post and found.post.title, signed_up, confirmed]
