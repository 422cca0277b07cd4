from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from blog.menu import dead_targets
from blog.models import MenuEntry, SiteTexts
from blog.models.site import INTRODUCTIONS
from core.admin.stale_forms import StaleFormAdmin
from core.admin.widgets import RichText
from media.admin import PictureFormAdmin, alternative_text
from media.forms import AlternativeTextField, PictureFormField, PictureModelForm


class SiteTextsForm(PictureModelForm):
    hero = PictureFormField(label=_("Picture on the front"))
    hero_alt = AlternativeTextField()

    class Meta:
        model = SiteTexts
        fields = [*"name tagline welcome hero hero_alt footer".split(), *INTRODUCTIONS]
        widgets = {
            **{name: RichText() for name in INTRODUCTIONS},
            "welcome": forms.Textarea(attrs={"rows": 3}),
        }


class MenuEntryForm(forms.ModelForm[MenuEntry]):
    """Refuses a new target that does not exist. A target that has disappeared since is marked."""

    class Meta:
        model = MenuEntry
        fields = ["label", "target", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and (not self.instance.target or dead_targets([self.instance.target])):
            warning = _("Readers don’t see this entry, because they can’t open the page it leads to.")
            self.fields["target"].help_text = format_html('<strong class="menu-dead">{}</strong>', warning)

    def clean_target(self) -> str:
        target: str = self.cleaned_data["target"]
        if "target" in self.changed_data and target and dead_targets([target]):
            raise ValidationError(
                _("There is no public page at this address. Publish it first, or choose another one.")
            )
        return target


class MenuInline(admin.StackedInline[MenuEntry, SiteTexts]):
    model = MenuEntry
    form = MenuEntryForm
    fields = [("label", "target", "position")]
    extra = 1


@admin.register(SiteTexts)
class SiteTextsAdmin(StaleFormAdmin, PictureFormAdmin):
    """The admin of a model with one row: its list redirects to its form."""

    form = SiteTextsForm
    hero_alt = alternative_text("hero")
    inlines = [MenuInline]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["name", "tagline", "welcome", "hero", "hero_alt"]}),
        (_("Introductions"), {"fields": [*INTRODUCTIONS]}),
        (_("Footer"), {"fields": ["footer"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteTexts | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        SiteTexts.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:blog_sitetexts_change", args=[1]))

    def response_post_save_change(self, request: HttpRequest, obj: SiteTexts) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:index"))

    def view_on_site(self, obj: SiteTexts) -> str:
        return reverse("home")
