from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from blog.admin.categories import CategoriesField
from blog.models import Page
from core.admin.filters import QuerySetTabs
from core.admin.lists import ListAdmin
from core.admin.stale_forms import StaleFormAdmin
from core.admin.widgets import DateAndTimeInput
from core.uploads.widgets import PrivateFileInput
from media.admin import PictureFormAdmin, alternative_text
from media.forms import AlternativeTextField, PictureFormField, PictureModelForm
from offers.admin import big_button
from offers.admin.offer_deletion import OfferDeletion
from offers.models import Click, Offer
from offers.placement import count_texts_with, entries_with

RECENT = timedelta(days=30)


class StateTabs(QuerySetTabs):
    title = gettext_lazy("state")
    parameter_name = "state"
    navigation_label = gettext_lazy("Offers by state")
    options = {
        "all": (gettext_lazy("all"), lambda offers: offers),
        "on": (pgettext_lazy("offer", "on"), lambda offers: offers.current()),
        "planned": (gettext_lazy("planned"), lambda offers: offers.planned()),
        "ended": (gettext_lazy("ended"), lambda offers: offers.ended()),
    }


class OfferForm(PictureModelForm):
    picture = PictureFormField()
    picture_alt = AlternativeTextField()
    categories = CategoriesField(label=gettext_lazy("Below all articles of"), required=False)

    class Meta:
        model = Offer
        fields = [
            *"name slug headline line button picture picture_alt target collects_sign_ups page file".split(),
            *"starts_at ends_at successor is_site_wide categories".split(),
        ]
        labels = {"line": gettext_lazy("What it is")}
        widgets = {
            "line": forms.Textarea(attrs={"rows": 2}),
            "file": PrivateFileInput("offer"),
            "starts_at": DateAndTimeInput(),
            "ends_at": DateAndTimeInput(),
        }


@admin.register(Offer)
class OfferAdmin(StaleFormAdmin, PictureFormAdmin, OfferDeletion, ListAdmin):
    form = OfferForm
    change_form_template = "admin/offers/offer/change_form.html"
    picture_alt = alternative_text("picture")
    list_title = gettext_lazy("Offers")
    add_label = gettext_lazy("New offer")
    list_filter = [StateTabs]
    search_fields = ["name", "headline", "line", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None
    fieldsets = [
        (
            gettext_lazy("What readers see"),
            {"fields": [*"name headline line button picture picture_alt".split()]},
        ),
        (
            gettext_lazy("Where it leads"),
            {"fields": [*"target known_of_target slug collects_sign_ups page file".split()]},
        ),
        (gettext_lazy("When"), {"fields": ["starts_at", "ends_at", "successor"]}),
        (gettext_lazy("Where it is shown"), {"fields": ["is_site_wide", "categories"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(never_cache(self.preview))
        big_preview = self.admin_site.admin_view(require_POST(big_button.preview))
        return [
            path("<int:pk>/preview/", preview, name="offers_offer_preview"),
            path("big-button/", self.admin_site.admin_view(big_button.big_button), name="offers_big_button"),
            path("big-button/preview/", big_preview, name="offers_big_button_preview"),
            *super().get_urls(),
        ]

    def view_on_site(self, offer: Offer) -> str:
        return reverse("admin:offers_offer_preview", args=[offer.pk])

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The three ways in which readers see it."""
        offer = self.get_object(request, str(pk))
        if offer is None or not self.has_view_permission(request, offer):
            raise Http404
        return render(request, "admin/offers/offer/preview.html", {"offer": offer})

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Without the icons to add, change and delete another offer or a page from within this one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("successor", "page") and field:
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "page":
            kwargs["queryset"] = Page.objects.not_binned()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        offers = Offer.objects.with_successors().select_related("link", "picture").prefetch_related("categories")
        return offers.annotate(
            lately=_clicks_since(timezone.localdate() - RECENT), texts=count_texts_with(OuterRef("slug"))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Offer | None = None) -> list[str]:
        return ["known_of_target", *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Offer | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    @admin.display(description=gettext_lazy("at the target"))
    def known_of_target(self, offer: Offer) -> str:
        return render_to_string("admin/offers/offer/_target.html", {"link": offer.link})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if offer := context.get("original"):
            context["entries"] = entries_with(offer)
        return super().render_change_form(request, context, *args, **kwargs)


def _clicks_since(day: date) -> Coalesce:
    """How often the offer at hand was followed after this day."""
    clicks = Click.objects.filter(offer=OuterRef("pk"), day__gt=day).order_by().values("offer")
    return Coalesce(Subquery(clicks.annotate(number=Sum("count")).values("number")), 0)
