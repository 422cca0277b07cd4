from datetime import date, datetime, timedelta
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
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from blog.admin.categories import CategoriesField
from blog.models import ExternalLink, Page
from core.admin.filters import QuerySetFilter
from core.admin.stale_forms import StaleFormAdmin
from core.private_files import PrivateFileInput
from media.admin import PictureFormAdmin, alternative_text
from media.forms import AlternativeTextField, PictureFormField, PictureModelForm
from offers.admin.offer_deletion import OfferDeletion
from offers.models import Click, Offer
from offers.placement import count_texts_with, entries_with

RECENT = timedelta(days=30)


class StateFilter(QuerySetFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = {
        "on": (gettext_lazy("on"), lambda offers: offers.current()),
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
        }


@admin.register(Offer)
class OfferAdmin(StaleFormAdmin, PictureFormAdmin, OfferDeletion):
    form = OfferForm
    picture_alt = alternative_text("picture")
    list_display = ["name", "state", "places", "recent_clicks", "preview_link"]
    list_filter = [StateFilter]
    list_per_page = 50
    show_full_result_count = False
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
        (gettext_lazy("Where it is shown"), {"fields": ["is_site_wide", "categories", "in_texts"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(never_cache(self.preview))
        return [path("<int:pk>/preview/", preview, name="offers_offer_preview"), *super().get_urls()]

    def view_on_site(self, offer: Offer) -> str:
        return reverse("admin:offers_offer_preview", args=[offer.pk])

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The three ways in which readers see it."""
        offer = self.get_object(request, str(pk))
        if offer is None or not self.has_view_permission(request, offer):
            raise Http404
        return render(request, "admin/offers/offer/preview.html", {"offer": offer})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Offers"), **(extra_context or {})})

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
        offers = Offer.objects.with_successors().select_related("link").prefetch_related("categories")
        return offers.annotate(
            lately=_clicks_since(timezone.localdate() - RECENT), texts=count_texts_with(OuterRef("slug"))
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Offer | None = None) -> list[str]:
        return ["known_of_target", "in_texts", *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Offer | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    @admin.display(description=gettext_lazy("state"))
    def state(self, offer: Offer) -> str:
        now = timezone.now()
        state = self._state(offer, now)
        if offer.link and offer.link.state == ExternalLink.State.DEAD and not offer.has_ended(now):
            return format_html('{} <strong class="offer-dead">{}</strong>', state, _("its target is dead"))
        return state

    def _state(self, offer: Offer, now: datetime) -> str:
        if not offer.has_begun(now):
            return _("planned, from %(date)s") % {"date": _moment(offer.starts_at)}
        if not offer.has_ended(now):
            return _("on until %(date)s") % {"date": _moment(offer.ends_at)} if offer.ends_at else _("on")
        standing = offer.shown_offer(now)
        if standing:
            return _("ended, followed by %(name)s") % {"name": standing}
        return _("ended, without a successor")

    @admin.display(description=gettext_lazy("stands"))
    def places(self, offer: Offer) -> str:
        places = [_("on all pages")] if offer.is_site_wide else []
        if names := [category.name for category in offer.categories.all()]:
            places.append(_("below articles of %(names)s") % {"names": ", ".join(names)})
        if number := int(getattr(offer, "texts", 0)):
            places.append(ngettext("in %(number)d text", "in %(number)d texts", number) % {"number": number})
        return "; ".join(places) or self.get_empty_value_display()

    @admin.display(description=gettext_lazy("clicks in 30 days"), ordering="lately")
    def recent_clicks(self, offer: Offer) -> SafeString:
        number = int(getattr(offer, "lately", 0))
        unit = ngettext("click in 30 days", "clicks in 30 days", number)
        return format_html('{} <span class="offer-unit">{}</span>', number, unit)

    @admin.display(description=gettext_lazy("preview"))
    def preview_link(self, offer: Offer) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.view_on_site(offer), _("See it"))

    @admin.display(description=gettext_lazy("at the target"))
    def known_of_target(self, offer: Offer) -> str:
        return render_to_string("admin/offers/offer/_target.html", {"link": offer.link})

    @admin.display(description=gettext_lazy("in the texts of"))
    def in_texts(self, offer: Offer) -> str:
        entries = entries_with(offer) if offer.pk else []
        return render_to_string("admin/offers/offer/_entries.html", {"entries": entries})


def _clicks_since(day: date) -> Coalesce:
    """How often the offer at hand was followed after this day."""
    clicks = Click.objects.filter(offer=OuterRef("pk"), day__gt=day).order_by().values("offer")
    return Coalesce(Subquery(clicks.annotate(number=Sum("count")).values("number")), 0)


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
