from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from blog.admin.my_site.about_me import AboutMePage
from blog.admin.my_site.fields import ArticleField, OrderedChoices
from blog.admin.my_site.look import LookPage
from blog.admin.my_site.menu import FooterPage, MenuPage
from blog.admin.my_site.page import SitePage
from blog.models import SiteTexts
from blog.models.site import INTRODUCTIONS
from blog.site_choices import FrontPart
from core.admin.widgets import RichText
from media.admin import alternative_text
from media.forms import AlternativeTextField, PictureFormField, PictureModelForm

STARTS = ("start_1", "start_2", "start_3")


class FrontForm(PictureModelForm):
    hero = PictureFormField(label=_("Picture on the front"))
    hero_alt = AlternativeTextField()
    front_parts = forms.MultipleChoiceField(
        label=_("What it shows"),
        choices=FrontPart.choices,
        required=False,
        widget=OrderedChoices,
        help_text=_("From top to bottom. A part that has nothing to show is left out. The big button stays."),
    )
    start_1 = ArticleField(label=_("Start here: first article"), help_text=_("Begin to type its title."))
    start_2 = ArticleField(label=_("Start here: second article"))
    start_3 = ArticleField(label=_("Start here: third article"))

    class Meta:
        model = SiteTexts
        fields = [*"name tagline welcome hero hero_alt front_parts client_words client_name".split(), *INTRODUCTIONS]
        fields.append("feeds_have_whole_texts")
        widgets = {
            **{name: RichText() for name in INTRODUCTIONS},
            **dict.fromkeys(("welcome", "client_words"), forms.Textarea(attrs={"rows": 3})),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["front_parts"] = [part.value for part in self.instance.shown_parts]
        self.initial.update(zip(STARTS, self.instance.start_here, strict=False))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        articles = [self.cleaned_data.get(name) for name in STARTS]
        self.instance.start_here = list(dict.fromkeys(article.pk for article in articles if article))


@admin.register(SiteTexts)
class SiteTextsAdmin(SitePage):
    """The page "Name and front page"."""

    form = FrontForm
    slug, name = "front", "site_front"
    title = _("Name and front page")
    hero_alt = alternative_text("hero")
    fieldsets = [
        (None, {"fields": ["name", "tagline", "welcome", "hero", "hero_alt"]}),
        (_("The front page"), {"fields": ["front_parts", *STARTS, "client_words", "client_name"]}),
        (_("Introductions on other pages"), {"fields": [*INTRODUCTIONS]}),
        (_("For readers who follow the feed"), {"fields": ["feeds_have_whole_texts"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        others = [kind(SiteTexts, self.admin_site) for kind in (LookPage, MenuPage, FooterPage)]
        pages = [self, *others, AboutMePage(Profile, self.admin_site)]
        return [url for page in pages for url in page.own_urls()] + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:site_front")
