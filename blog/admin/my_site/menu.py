from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.admin.desk.page import BEGINNINGS
from blog.admin.my_site.page import SitePage
from blog.menu import dead_targets
from blog.models import Category, MenuEntry, Page, SiteTexts
from media.forms import PictureModelForm

SUGGESTED = 100


def suggestions() -> Iterable[tuple[str, str]]:
    """Yield addresses of public pages with their names."""
    yield reverse("home"), _("Front page")
    yield reverse("article_list"), _("Articles")
    for page in Page.objects.published().select_related("address").order_by("title")[:SUGGESTED]:
        yield page.get_absolute_url(), page.title
    for category in Category.objects.order_by("path")[:SUGGESTED]:
        yield category.get_absolute_url(), category.name


class TargetInput(forms.TextInput):
    """A text field that suggests the pages of the site. All fields of a page share one list."""

    def __init__(self) -> None:
        super().__init__({"list": "targets", "autocomplete": "off"})


class MenuEntryForm(forms.ModelForm[MenuEntry]):
    """Refuses a new target that does not exist, and knows of one that has disappeared since."""

    class Meta:
        model = MenuEntry
        fields = ["label", "target", "position"]
        labels = {"label": gettext_lazy("Words"), "target": gettext_lazy("Leads to"), "position": gettext_lazy("Place")}
        widgets = {"target": TargetInput}

    @property
    def why_hidden(self) -> str:
        """Say why readers don't see the stored entry; empty if they do."""
        if not self.instance.pk:
            return ""
        if not self.instance.target:
            return _("Readers don’t see this entry, because it leads nowhere.")
        if dead_targets([self.instance.target]):
            return _("Readers don’t see this entry, because they can’t open the page it leads to.")
        return ""

    @property
    def beginning(self) -> str:
        """The name of the page that is missing, if there is a text to begin it with."""
        slug = self.instance.target.strip("/")
        return slug if slug in BEGINNINGS and self.why_hidden else ""

    def clean_target(self) -> str:
        target: str = self.cleaned_data["target"]
        if "target" in self.changed_data and target and dead_targets([target]):
            raise ValidationError(
                _("There is no public page at this address. Publish it first, or choose another one.")
            )
        return target


class FooterForm(PictureModelForm):
    class Meta:
        model = SiteTexts
        fields = ["footer"]
        labels = {"footer": gettext_lazy("Words at the end")}


class EntryFormSet(BaseInlineFormSet[MenuEntry, SiteTexts, forms.ModelForm[MenuEntry]]):
    place: ClassVar[str] = MenuEntry.Place.MENU

    def add_fields(self, form: Any, index: int | None) -> None:
        """Put a new entry last."""
        super().add_fields(form, index)
        if not form.instance.pk and index is not None:
            form.initial["position"] = index + 1

    def save_new(self, form: forms.ModelForm[MenuEntry], commit: bool = True) -> MenuEntry:
        form.instance.place = self.place
        return super().save_new(form, commit)


class FooterFormSet(EntryFormSet):
    place = MenuEntry.Place.FOOTER


class EntryInline(admin.TabularInline[MenuEntry, SiteTexts]):
    model = MenuEntry
    form = MenuEntryForm
    formset = EntryFormSet
    place: ClassVar[str] = MenuEntry.Place.MENU
    fields = ["label", "target", "position"]
    template = "admin/blog/my_site/entries.html"
    verbose_name_plural = gettext_lazy("Entries")
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[MenuEntry]:
        return super().get_queryset(request).filter(place=self.place)


class FooterInline(EntryInline):
    formset = FooterFormSet
    place = FooterFormSet.place


class MenuPage(SitePage):
    slug, name = "menu", "site_menu"
    title = gettext_lazy("Menu")
    introduction = gettext_lazy("What the top of each page leads to.")
    change_form_template = "admin/blog/my_site/menu.html"
    form = FooterForm
    fieldsets = [(None, {"fields": []})]
    inlines = [EntryInline]

    def previewed_entries(self, request: HttpRequest, texts: SiteTexts) -> list[MenuEntry]:
        """The entries of the form in their order, and those of the other place."""
        (formset,) = self._formsets(request, texts)
        formset.is_valid()
        rows = [form.instance for form in formset.forms if not _is_left_out(form)]
        others = [entry for entry in texts.entries if entry.place != formset.place]
        for row in rows:
            row.place = formset.place
        return [*others, *sorted(rows, key=lambda row: row.position or 0)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["targets"] = list(suggestions())
        return super().render_change_form(request, context, *args, **kwargs)


def _is_left_out(form: MenuEntryForm) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE")) or not form.instance.label


class FooterPage(MenuPage):
    slug, name = "footer", "site_footer"
    title = gettext_lazy("Footer")
    introduction = gettext_lazy("What is at the end of each page.")
    inlines = [FooterInline]
    fieldsets = [(None, {"fields": ["footer"]})]
    preview_at = ".site-footer"
