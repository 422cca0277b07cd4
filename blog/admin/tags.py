from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from blog.models import Post
from blog.models.post import tag_rows
from blog.tags import MAX_SLUG_LENGTH
from core.admin.lists import ListAdmin
from core.slugs import SlugFormField

MAX_TAGS = 200


class TagForm(forms.ModelForm[Tag]):
    slug = SlugFormField(label=_("Address"), max_length=MAX_SLUG_LENGTH)

    class Meta:
        model = Tag
        fields = ["name", "slug"]


# taggit's own form lists the rows between tags and articles by their ids.
admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(ListAdmin):
    """The tags, of which the page of topics shows ``MAX_TAGS``: with more of them, there is a list of all."""

    list_title = _("Tags")
    add_label = _("New tag")
    form = TagForm
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return tags_with_numbers()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.has_perm("blog.view_category") and Tag.objects.count() <= MAX_TAGS:
            return redirect(f"{reverse('admin:blog_category_changelist')}#tags")
        return super().changelist_view(request, extra_context)


def tags_with_numbers() -> QuerySet[Tag]:
    """Return tags with ``number``, of the articles that have them and are not in the bin."""
    rows = tag_rows().filter(tag=OuterRef("pk")).exclude(object_id__in=Post.objects.binned().values("pk"))
    number = Subquery(rows.order_by().values("tag").annotate(number=Count("pk")).values("number"))
    tags: QuerySet[Tag] = Tag.objects.order_by("name").annotate(number=Coalesce(number, 0))
    return tags
