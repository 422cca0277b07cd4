from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog.tags import MAX_SLUG_LENGTH
from core.slugs import SlugFormField


class TagForm(forms.ModelForm[Tag]):
    slug = SlugFormField(label=_("Address"), max_length=MAX_SLUG_LENGTH)

    class Meta:
        model = Tag
        fields = ["name", "slug"]


# taggit's own form lists the rows between tags and articles by their ids.
admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    form = TagForm
    list_display = ["name", "slug"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]
