from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from coaching import erasing
from coaching.models import SignUp
from core.csv import rows_as_csv

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[SignUp]
else:
    ModelAdmin = admin.ModelAdmin

AT_ONCE = 1000


class ConfirmedFilter(admin.SimpleListFilter):
    title = gettext_lazy("address")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("confirmed")), ("0", gettext_lazy("not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.confirmed() if self.value() == "1" else queryset.unconfirmed()


@admin.register(SignUp)
class SignUpAdmin(ModelAdmin):
    """Who signed up. Rows come through the form alone; who asks to be taken out is deleted."""

    list_display = ["name", "email", "offer", "created_at", "is_confirmed"]
    list_filter = [ConfirmedFilter, ("offer", admin.RelatedOnlyFieldListFilter), "created_at"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "email"]
    fields = ["name", "email", "offer", "post", "created_at", "confirmed_at", "consent_text"]

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(never_cache(self.export))
        return [path("export/", export, name="coaching_signup_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """What the list shows, with its filters and search, for a spreadsheet."""
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignUp | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: SignUp) -> None:
        erasing.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> None:
        for found in queryset:
            erasing.erase(found)


def _rows(sign_ups: QuerySet[SignUp]) -> Iterator[list[Any]]:
    for found in sign_ups.iterator(AT_ONCE):
        confirmed = f"{timezone.localtime(found.confirmed_at):%Y-%m-%d %H:%M}" if found.confirmed_at else ""
        signed_up = f"{timezone.localtime(found.created_at):%Y-%m-%d %H:%M}"
        yield [found.name, found.email, found.offer.name, found.post and found.post.title, signed_up, confirmed]
