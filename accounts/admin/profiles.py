from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile, ProfileLink
from core.admin.lists import ListAdmin
from core.admin.widgets import RichText
from core.slugs import SlugFormField, make_slug
from media.admin import PictureFormAdmin
from media.forms import PictureFormField, PictureModelForm


class ProfileForm(PictureModelForm):
    photo = PictureFormField(label=_("Photo"))
    slug = SlugFormField(
        label=_("Address"),
        max_length=120,
        required=False,
        help_text=_("The last part of its address on the web. Left empty, it is made from the name."),
    )

    class Meta:
        model = Profile
        fields = ["user", "slug", "job_title", "photo", "short_text", "biography"]
        widgets = {"biography": RichText()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("slug") == "" and (user := cleaned.get("user")):
            cleaned["slug"] = make_slug(user.display_name) or f"author-{user.pk}"
        return cleaned


class LinkInline(admin.StackedInline[ProfileLink, Profile]):
    model = ProfileLink
    fields = [("label", "url", "position")]
    extra = 1


@admin.register(Profile)
class ProfileAdmin(PictureFormAdmin, ListAdmin):
    form = ProfileForm
    inlines = [LinkInline]
    list_title = _("Profiles of authors")
    add_label = _("New profile")
    list_select_related = ["user", "photo"]
    search_fields = ["user__display_name", "job_title"]
