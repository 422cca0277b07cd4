"""The page with the settings of the podcast."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.menu import site_texts
from core.admin.singletons import SingletonAdmin
from core.admin.stale_forms import StaleFormAdmin
from core.web.site_urls import absolute_url
from media.admin import PictureFormAdmin
from media.forms import PictureFormField, PictureModelForm
from media.models import Picture
from podcast.categories import CATEGORIES
from podcast.models import Episode, Show
from podcast.models.show import FEED_PATH
from podcast.readiness import missing_for_directories

# In pixels: what Apple takes.
SMALLEST_COVER = 1400

CATEGORY_CHOICES = [("", "—"), *((name, name.replace(" > ", ": ")) for name in CATEGORIES)]


class ShowForm(PictureModelForm):
    picture = PictureFormField(
        label=_("Cover picture"),
        help_text=_("A square of at least 1400 pixels. Of another one, the middle is shown. It must work as a stamp."),
    )
    category = forms.ChoiceField(label=_("Category"), choices=CATEGORY_CHOICES, required=False)
    second_category = forms.ChoiceField(label=_("Second category"), choices=CATEGORY_CHOICES, required=False)

    class Meta:
        model = Show
        fields = [
            *"title description author picture category second_category is_explicit kind".split(),
            *"directories_text owner_name owner_email language copyright is_locked new_feed_url".split(),
        ]
        labels = {
            "description": _("What it is about"),
            "is_explicit": _("It has words that children should not hear"),
            "is_locked": _("Protected from being moved"),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "directories_text": forms.Textarea(attrs={"rows": 5, "placeholder": "https://podcasts.apple.com/…"}),
            "kind": forms.RadioSelect,
        }
        help_texts = {"language": _("Such as “en” or “de”. Empty: the language of the site.")}

    def clean_picture(self) -> Picture | None:
        picture: Picture | None = self.cleaned_data["picture"]
        if picture and min(picture.width, picture.height) < SMALLEST_COVER:
            raise ValidationError(
                gettext("This picture has %(width)d × %(height)d pixels. Apple wants at least 1400 × 1400.")
                % {"width": picture.width, "height": picture.height}
            )
        return picture

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"].strip()
        if language and not language.replace("-", "").isalnum():
            raise ValidationError(gettext("Please write a language as a code, such as “en” or “pt-BR”."))
        return language


@admin.register(Show)
class ShowAdmin(SingletonAdmin, StaleFormAdmin, PictureFormAdmin):
    title = _("Podcast")
    form = ShowForm
    change_form_template = "admin/podcast/show/change_form.html"
    fieldsets = [
        (_("What people see"), {"fields": [*"title description author picture".split()]}),
        (_("Where they find it"), {"fields": [*"category second_category directories_text".split()]}),
        (_("For Apple and Spotify"), {"fields": [*"owner_name owner_email is_explicit kind".split()]}),
        (
            _("Seldom needed"),
            {"fields": [*"language copyright is_locked new_feed_url".split()]},
        ),
    ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Show | None:
        """Return the row, or one that begins with what the site knows."""
        if object_id != "1":
            return None
        show = Show.load()
        if show._state.adding:
            show.title, show.author = site_texts().name, str(request.user)
        return show

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        show = Show.load()
        context |= {
            "feed_url": absolute_url(FEED_PATH),
            "missing": missing_for_directories(show),
            "episodes": Episode.objects.public().count(),
            "site_url": settings.SITE_URL,
        }
        return super().render_change_form(request, context, *args, **kwargs)
