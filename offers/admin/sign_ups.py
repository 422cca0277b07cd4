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

from core.admin.filters import QuerySetFilter
from core.admin.read_only import ReadOnlyAdmin
from core.web.csv import rows_as_csv
from offers.models import SignUp
from outbox import erasure

BATCH_SIZE = 1000


class ConfirmedFilter(QuerySetFilter):
    title = gettext_lazy("address")
    parameter_name = "confirmed"
    options = {
        "1": (gettext_lazy("confirmed"), lambda sign_ups: sign_ups.confirmed()),
        "0": (gettext_lazy("not confirmed"), lambda sign_ups: sign_ups.unconfirmed()),
    }


@admin.register(SignUp)
class SignUpAdmin(ReadOnlyAdmin):
    """The sign-ups. Rows only come from the form. A person who wants to be removed is deleted here."""

    list_display = ["name", "email", "offer", "created_at", "is_confirmed"]
    list_filter = [ConfirmedFilter, ("offer", admin.RelatedOnlyFieldListFilter), "created_at"]
    is_deletable = True
    search_fields = ["name", "email"]
    fields = ["name", "email", "offer", "post", "created_at", "confirmed_at", "consent_text"]

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(never_cache(self.export))
        return [path("export/", export, name="offers_signup_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Download the rows of the list, with its filters and search, for a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        header = [_("Name"), _("E-mail"), _("Offer"), _("Article"), _("Signed up"), _("Confirmed")]
        found = self.get_changelist_instance(request).get_queryset(request)
        return rows_as_csv(header, _rows(found), "sign-ups.csv")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Sign-ups"), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignUp]:
        return super().get_queryset(request).select_related("offer", "post")

    @admin.display(description=gettext_lazy("confirmed"), boolean=True, ordering="confirmed_at")
    def is_confirmed(self, found: SignUp) -> bool:
        return found.confirmed_at is not None

    def delete_model(self, request: HttpRequest, obj: SignUp) -> None:
        erasure.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> None:
        for found in queryset:
            erasure.erase(found)


def _rows(sign_ups: QuerySet[SignUp]) -> Iterator[list[Any]]:
    for found in sign_ups.iterator(BATCH_SIZE):
        confirmed = f"{timezone.localtime(found.confirmed_at):%Y-%m-%d %H:%M}" if found.confirmed_at else ""
        signed_up = f"{timezone.localtime(found.created_at):%Y-%m-%d %H:%M}"
        yield [found.name, found.email, found.offer.name, found.post and found.post.title, signed_up, confirmed]
