from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.models import MenuEntry, SiteTexts
from blog.models.site import INTRODUCTIONS
from core.widgets import PictureInput, RichText

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[SiteTexts]
    StackedInline = admin.StackedInline[MenuEntry, SiteTexts]
    ModelForm = forms.ModelForm[SiteTexts]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline
    ModelForm = forms.ModelForm


class SiteTextsForm(ModelForm):
    class Meta:
        model = SiteTexts
        fields = [*"name tagline welcome hero hero_alt footer".split(), *INTRODUCTIONS]
        widgets = {
            **{name: RichText() for name in INTRODUCTIONS},
            "hero": PictureInput(),
            "welcome": forms.Textarea(attrs={"rows": 3}),
        }


class MenuInline(StackedInline):
    model = MenuEntry
    fields = [("label", "target", "position")]
    extra = 1


@admin.register(SiteTexts)
class SiteTextsAdmin(ModelAdmin):
    """One form for the one row: the list goes straight to it."""

    form = SiteTextsForm
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
