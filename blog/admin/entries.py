"""What articles and pages share in the admin: the slug, the text, the preview."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin.desk.desk import Desk
from blog.admin.desk.urls import urls_for
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
    def shown_state(self, entry: Entry) -> str:
        if entry.is_scheduled:
            moment = timezone.localtime(entry.published_at)
            return gettext("scheduled for %(date)s") % {"date": date(moment, "DATETIME_FORMAT")}
        return entry.get_state_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("address")
