"""Another address in the place of an external link: chosen, previewed place by place, done and undone."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import signed_in_user
from blog import link_replacement
from blog.html_links import external_url
from blog.link_rewriting import PreviewedLink, preview
from blog.link_targets import targets
from blog.models import ExternalLink, LinkOccurrence, LinkReplacement
from blog.tasks import continue_link_replacement
from core.admin.pages import render_admin_page
from core.web.site_urls import own_hosts, validate_target

TEXTS_PER_PAGE = 20
LINKS_PER_TEXT = 10


class ReplaceForm(forms.Form):
    """The new target of a link: a row that an app has registered, such as an offer, or any other address."""

    address = forms.CharField(
        label=gettext_lazy("Or another address"),
        required=False,
        max_length=2000,
        validators=[validate_target],
        help_text=gettext_lazy("A full address with https://, or one on this site such as /apply/."),
    )
    words = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Only for links whose text is the old address. If you leave it empty, they show the name "
            "of what you chose above, or the new address. The text of all other links stays as it is."
        ),
    )

    def __init__(self, *args: Any, link: ExternalLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link
        choices = {
            name: forms.ModelChoiceField(
                label=target.label,
                queryset=target.rows(),
                required=False,
                to_field_name="slug",
                empty_label=target.empty_label,
            )
            for name, target in targets.items()
        }
        self.fields = {**choices, **self.fields}

    def clean(self) -> dict[str, Any]:
        """``after`` is the address to put in, ``words`` what to show where the old address is shown."""
        cleaned = super().clean() or {}
        address = cleaned.get("address")
        rows = [cleaned[name] for name in targets if cleaned.get(name)]
        if len(rows) + bool(address) != 1:
            if not self.errors:
                raise forms.ValidationError(_("Please choose something, or write an address: one of the two."))
            return cleaned
        cleaned["after"] = rows[0].get_absolute_url() if rows else address
        cleaned["words"] = cleaned.get("words") or (rows[0].name if rows else address)
        if external_url(cleaned["after"], own_hosts()) == self.link.url:
            self.add_error("address", _("This is the current address."))
        return cleaned


@dataclass(frozen=True, slots=True)
class TextPreview:
    """A text with the link: the first places in it, and the number of further ones."""

    where: LinkOccurrence
    places: list[PreviewedLink]
    more: int


def replace_link(request: HttpRequest, link: ExternalLink) -> HttpResponse:
    """Show where the link is used and what could replace it, a preview for a valid choice, and on POST replace it."""
    is_asked = {*targets, "address"} & set(request.POST or request.GET)
    form = ReplaceForm((request.POST or request.GET) if is_asked else None, link=link)
    is_valid = form.is_valid()
    fingerprint = link_replacement.fingerprint(link)
    if request.method == "POST" and is_valid:
        if request.POST.get("fingerprint") == fingerprint:
            return _replace(request, link, form.cleaned_data)
        messages.warning(request, _("Somebody has changed a text with this link in the meantime. Please check again."))
    pages = Paginator(link.occurrences.select_related("post", "page", "texts"), TEXTS_PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    words = form.cleaned_data["words"] if is_valid else ""
    context = {
        "title": _("Replace a link"),
        "link": link,
        "form": form,
        "after": form.cleaned_data["after"] if is_valid else "",
        "fingerprint": fingerprint,
        "page": page,
        "texts": [_text_preview(place, link, words) for place in page],
    }
    return render_admin_page(
        request, "admin/blog/externallink/replace.html", context, status=422 if form.errors else 200
    )


def _text_preview(place: LinkOccurrence, link: ExternalLink, words: str) -> TextPreview:
    places = preview(place.text, link.url, words)
    return TextPreview(place, places[:LINKS_PER_TEXT], max(0, len(places) - LINKS_PER_TEXT))


def _replace(request: HttpRequest, link: ExternalLink, wanted: dict[str, Any]) -> HttpResponse:
    replacement = link_replacement.start(link, wanted["after"], wanted["words"], by=signed_in_user(request))
    return _continue(request, replacement)


def undo_replacement(request: HttpRequest, replacement: LinkReplacement) -> HttpResponse:
    link_replacement.undo(replacement)
    return _continue(request, replacement)


def _continue(request: HttpRequest, replacement: LinkReplacement) -> HttpResponse:
    """Change the first texts in the request, the others in the background."""
    if link_replacement.continue_replacement(replacement):
        continue_link_replacement.enqueue(replacement.pk)
    return redirect("admin:blog_linkreplacement_change", replacement.pk)


def show_replacement(request: HttpRequest, replacement: LinkReplacement) -> HttpResponse:
    """Show the progress of a replacement, and what was done in each text."""
    texts = replacement.texts.select_related("post", "page", "texts").order_by("-left", "pk")
    counted = LinkReplacement.objects.with_counts().get(pk=replacement.pk)
    context = {
        "title": _("A link undone") if counted.is_undone else _("A link replaced"),
        "replacement": counted,
        "done": counted.total - counted.waiting,  # type: ignore[attr-defined]
        "page": Paginator(texts, TEXTS_PER_PAGE).get_page(request.GET.get("p")),
    }
    return render_admin_page(request, "admin/blog/linkreplacement/detail.html", context)
