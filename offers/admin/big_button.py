"""The page on which one chooses the offer on all pages, and sees which offers no page shows."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.my_site.page import front_page_preview
from core.admin.pages import render_admin_page
from offers.models import Offer
from offers.placement import PageOffers, count_texts_with

SHOWN = 100


class OfferField(forms.ModelChoiceField[Offer]):
    def label_from_instance(self, obj: Offer) -> str:
        return _("“%(button)s”: %(title)s") % {"button": obj.button, "title": obj.title}


class BigButtonForm(forms.Form):
    offer = OfferField(
        Offer.objects.none(),
        label=gettext_lazy("Which offer?"),
        required=False,
        blank=True,
        empty_label=gettext_lazy("No button"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OfferField, self.fields["offer"]).queryset = Offer.objects.current()

    @transaction.atomic
    def save(self) -> Offer | None:
        """Put the chosen offer on all pages in place of the one of today. Those that are planned stay planned."""
        chosen: Offer | None = self.cleaned_data["offer"]
        Offer.objects.begun().filter(is_site_wide=True).update(is_site_wide=False)
        if chosen:
            Offer.objects.filter(pk=chosen.pk).update(is_site_wide=True)
        return chosen


def big_button(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("offers.change_offer"):
        raise PermissionDenied
    today = Offer.objects.site_wide()
    form = BigButtonForm(request.POST or None, initial={"offer": today})
    if request.method == "POST" and form.is_valid():
        chosen = form.save()
        said = (
            _("“%(button)s” is on all pages now.") % {"button": chosen.button} if chosen else _("The button is gone.")
        )
        messages.success(request, said)
        return redirect("admin:offers_big_button")
    context = {
        "title": _("The big button"),
        "form": form,
        "today": today,
        "planned": Offer.objects.planned().filter(is_site_wide=True).order_by("starts_at")[:SHOWN],
        "nowhere": shown_nowhere(),
    }
    return render_admin_page(request, "admin/offers/big_button.html", context)


def preview(request: HttpRequest) -> HttpResponse:
    """The front page with the chosen offer. Nothing is saved."""
    if not request.user.has_perm("offers.change_offer"):
        raise PermissionDenied
    form = BigButtonForm(request.POST)
    offer = form.cleaned_data["offer"] if form.is_valid() else Offer.objects.site_wide()
    shown = PageOffers()
    shown.site_wide = offer
    request.page_offers = shown  # type: ignore[attr-defined]
    return front_page_preview(request)


def shown_nowhere() -> list[Offer]:
    """Return the offers that have not ended and that no page shows."""
    found = Offer.objects.not_ended().filter(is_site_wide=False, categories=None)
    found = found.annotate(texts=count_texts_with(OuterRef("slug"))).filter(texts=0)
    return list(found.exclude(pk__in=_successors_of_shown())[:SHOWN])


def _successors_of_shown() -> Any:
    """An offer is also shown where it follows another one."""
    return Offer.objects.exclude(successor=None).values("successor")
