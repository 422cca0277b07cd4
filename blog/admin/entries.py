"""What articles and pages share in the admin: the slug, the text, the preview."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from blog.admin.recycle_bin import BinAdmin
from blog.models import Page, Post
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
    render: ClassVar[Callable[[HttpRequest, Any], HttpResponse]]

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(never_cache(self.preview))
        return [path("<int:pk>/preview/", preview, name=self._preview_name), *super().get_urls()]

    def view_on_site(self, entry: Entry) -> str:
        """Return the public URL, or the preview while the entry is not public."""
        return entry.get_absolute_url() if entry.is_public else reverse(f"admin:{self._preview_name}", args=[entry.pk])

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page as readers will see it."""
        entry = self.get_object(request, str(pk))
        if entry is None or not self.has_view_permission(request, entry):
            raise Http404
        return type(self).render(request, entry)

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        if self.content_fields.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("address")

    @property
    def _preview_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"
