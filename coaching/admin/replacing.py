"""Another address in the place of an outside link: chosen, previewed place by place, done, undone, done again."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog import replacing
from blog.links import outside_address
from blog.models import LinkPlace, OutsideLink, Replacement
from blog.swapping import Shown, preview
from blog.tasks import go_on_replacing
from coaching.models import Offer
from core.addresses import own_hosts, validate_target

TEXTS_A_PAGE = 20
PLACES_A_TEXT = 10


class ReplaceForm(forms.Form):
    """What is to stand in the place of a link: an offer, or any other address."""

    offer = forms.ModelChoiceField(
        label=gettext_lazy("An offer"),
        queryset=Offer.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("none: another address"),
    )
    address = forms.CharField(
        label=gettext_lazy("Or another address"),
        required=False,
        max_length=2000,
        validators=[validate_target],
        help_text=gettext_lazy("A whole one with https://, or one of this site such as /apply/."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Only for links that show the old address as their words. Left empty, these show the name of the offer, or "
            "the new address. All other words stay as they are."
        ),
    )

    def __init__(self, *args: Any, link: OutsideLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link
        cast("forms.ModelChoiceField[Offer]", self.fields["offer"]).queryset = Offer.objects.may_stand()

    def clean(self) -> dict[str, Any]:
        """``after`` is the address to put in, ``words`` what to show where the old address is shown."""
        cleaned = super().clean() or {}
        offer, address = cleaned.get("offer"), cleaned.get("address")
        if bool(offer) == bool(address):
            if not self.errors:
                raise forms.ValidationError(_("Please choose an offer, or write an address: one of the two."))
            return cleaned
        cleaned["after"] = offer.get_absolute_url() if offer else address
        cleaned["words"] = cleaned.get("words") or (offer.name if offer else address)
        if outside_address(cleaned["after"], own_hosts()) == self.link.address:
            self.add_error("address", _("This is the address that stands there now."))
        return cleaned


@dataclass(frozen=True, slots=True)
class TextWithPlaces:
    """Where the link stands, the first of the places there, and how many more there are."""

    where: LinkPlace
    places: list[Shown]
    more: int


def replace_link(request: HttpRequest, link: OutsideLink) -> HttpResponse:
    """Where it stands and what could stand there; with an answer to that, how it would read; on a POST it is done."""
    is_asked = {"offer", "address"} & set(request.POST or request.GET)
    form = ReplaceForm((request.POST or request.GET) if is_asked else None, link=link)
    is_valid = form.is_valid()
    fingerprint = replacing.fingerprint(link)
    if request.method == "POST" and is_valid:
        if request.POST.get("fingerprint") == fingerprint:
            return _replace(request, link, form.cleaned_data)
        messages.warning(request, _("Somebody has changed a text with this link meanwhile. Please look again."))
    pages = Paginator(link.places.select_related("post", "page", "texts"), TEXTS_A_PAGE)
    page = pages.get_page(request.GET.get("p"))
    words = form.cleaned_data["words"] if is_valid else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Replace a link"),
        "link": link,
        "form": form,
        "after": form.cleaned_data["after"] if is_valid else "",
        "fingerprint": fingerprint,
        "page": page,
        "texts": [_text_with_places(place, link, words) for place in page],
    }
    return render(request, "admin/blog/outsidelink/replace.html", context, status=422 if form.errors else 200)


def _text_with_places(place: LinkPlace, link: OutsideLink, words: str) -> TextWithPlaces:
    places = preview(place.text, link.address, words)
    return TextWithPlaces(place, places[:PLACES_A_TEXT], max(0, len(places) - PLACES_A_TEXT))


def _replace(request: HttpRequest, link: OutsideLink, wanted: dict[str, Any]) -> HttpResponse:
    replacement = replacing.begin(link, wanted["after"], wanted["words"], by=cast(User, request.user))
    return _go_on(request, replacement)


def turn_replacement(request: HttpRequest, replacement: Replacement) -> HttpResponse:
    replacing.turn_back(replacement, undo=request.POST.get("undo") == "1")
    return _go_on(request, replacement)


def _go_on(request: HttpRequest, replacement: Replacement) -> HttpResponse:
    """The first texts while she waits, the others in the background."""
    if replacing.go_on(replacement):
        go_on_replacing.enqueue(replacement.pk)
    return redirect("admin:blog_replacement_change", replacement.pk)


def show_replacement(request: HttpRequest, replacement: Replacement) -> HttpResponse:
    """How far it is, and what became of each text."""
    texts = replacement.texts.select_related("post", "page", "texts").order_by("-left", "pk")
    counted = Replacement.objects.with_numbers().get(pk=replacement.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("A link undone") if counted.is_undone else _("A link replaced"),
        "replacement": counted,
        "done": counted.total - counted.waiting,  # type: ignore[attr-defined]
        "page": Paginator(texts, TEXTS_A_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "admin/blog/replacement/replacement.html", context)
