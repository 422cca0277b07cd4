"""What articles and pages share in the admin: the slug, the text, the preview."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.admin.desk.desk import Desk
from blog.admin.desk.urls import urls_for
from blog.admin.recycle_bin import BinAdmin
from blog.desk.words import sentence_of
from blog.models import Page, Post, Revision
from blog.models.entry import EntryState
from core.admin.stale_forms import StaleFormAdmin
from core.html import clean_article, has_content
from core.slugs import make_slug
from media.admin import PictureFormAdmin, alternative_text
from media.forms import AlternativeTextField, PictureFormField, PictureModelForm

Entry = Page | Post


class EntryForm(PictureModelForm):
    hero = PictureFormField()
    hero_alt = AlternativeTextField()
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        help_text=_(
            "The last part of its address on the web. Left empty, it is made from the title. "
            "If you change it, the old one redirects to the new one."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.address_id:
            self.initial.setdefault("slug", self.instance.slug)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_to_be_public(cleaned) and not has_content(clean_article(cleaned.get("body") or "")):
            self.add_error("body", _("There is no text yet. Please write it before this is published."))
        return cleaned

    def is_to_be_public(self, cleaned: dict[str, Any]) -> bool:
        """Tell whether readers will see the entry after it is saved, now or on its date."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """Claim the slug last: only the database can tell who was first, and nothing may fail after that."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            slug = self.cleaned_data["slug"] or make_slug(self.instance.title)
            try:
                self.instance.move_to(slug)
            except ValidationError as error:
                self.add_error("slug", error)


class EntryAdmin(StaleFormAdmin, PictureFormAdmin, BinAdmin):
    change_form_template = "admin/blog/entry_change_form.html"
    hero_alt = alternative_text("hero")
    list_per_page = 50
    show_full_result_count = False
    content_fields: ClassVar[set[str]]

    def get_urls(self) -> list[URLPattern]:
        return [*urls_for(self), *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever may not publish writes at the desk alone: this form changes what is public."""
        if request.method == "POST" and not Desk(self).may_publish(request):
            raise PermissionDenied
        return super().changeform_view(request, *args, **kwargs)

    def view_on_site(self, entry: Entry) -> str:
        """Return the public URL, or the preview while the entry is not public."""
        return entry.get_absolute_url() if entry.is_public else Desk(self).url("preview", entry.pk)

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        if self.content_fields.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, entry: Any) -> str:
        return sentence_of(entry, has_changes=entry.is_out_or_scheduled and entry.is_newest_applied is False)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        is_applied = Revision.objects.is_newest_applied(str(self.opts.model_name))
        entries: Any = super().get_queryset(request)
        annotated: QuerySet[Any] = entries.select_related("address").annotate(is_newest_applied=is_applied)
        return annotated


STATES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "draft": (_("draft"), lambda entries: entries.filter(state=EntryState.DRAFT)),
    "review": (_("waits for a review"), lambda entries: entries.filter(review_asked_at__isnull=False)),
    "scheduled": (_("scheduled"), lambda entries: entries.scheduled()),
    "published": (_("published"), lambda entries: entries.published()),
    "ended": (_("was public"), lambda entries: entries.ended()),
    "private": (_("private"), lambda entries: entries.filter(state=EntryState.PRIVATE)),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _entries) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return STATES[self.value() or ""][1](queryset) if self.value() in STATES else queryset
