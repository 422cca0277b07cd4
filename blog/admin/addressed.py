"""What articles and pages share in the admin: the address, the text, the preview."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from blog.models import Page, Post

Entry = Page | Post

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm


class AddressedForm(ModelForm):
    slug = forms.CharField(
        label=_("Address"),
        required=False,
        help_text=_(
            "The last part of its address on the web. Left empty, it is made from the title. "
            "If you change it, the old one leads to the new one."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.address_id:
            self.initial.setdefault("slug", self.instance.slug)

    def _post_clean(self) -> None:
        """Claim the address last: only the database can tell who was first, and nothing may fail after it."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            slug = self.cleaned_data["slug"] or slugify(self.instance.title, allow_unicode=True)
            try:
                self.instance.move_to(slug)
            except ValidationError as error:
                self.add_error("slug", error)


class AddressedAdmin(ModelAdmin):
    change_form_template = "admin/blog/entry_change_form.html"
    list_per_page = 50
    show_full_result_count = False
    words: ClassVar[set[str]]
    render: ClassVar[Callable[[HttpRequest, Any], HttpResponse]]

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(never_cache(self.preview))
        return [path("<int:pk>/preview/", preview, name=self._preview_name), *super().get_urls()]

    def view_on_site(self, entry: Entry) -> str:
        """Where readers find it, or, as long as they don't, its preview."""
        return entry.get_absolute_url() if entry.is_public else reverse(f"admin:{self._preview_name}", args=[entry.pk])

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers will see it."""
        entry = self.get_object(request, str(pk))
        if entry is None or not self.has_view_permission(request, entry):
            raise Http404
        return type(self).render(request, entry)

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        if self.words.intersection(form.changed_data):
            obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("address")

    @property
    def _preview_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"
