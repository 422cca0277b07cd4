from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from blog.admin.tags import MAX_TAGS, tags_with_numbers
from blog.models import Category, Post
from core.admin.lists import ListAdmin


def indented(category: Category) -> str:
    """Return the name, indented by its depth in the tree."""
    return "\u2003" * category.depth + category.name


class CategoriesField(forms.ModelMultipleChoiceField[Category]):
    """Checkboxes for categories, as a tree."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "queryset": Category.objects.order_by("path")})

    def label_from_instance(self, category: Category) -> str:
        return indented(category)


class ParentField(forms.ModelChoiceField[Category]):
    def label_from_instance(self, category: Category) -> str:
        return indented(category)


@admin.register(Category)
class CategoryAdmin(ListAdmin):
    """The page of topics: categories as a tree, and the tags below them."""

    change_list_template = "admin/blog/category/change_list.html"
    list_title = _("Topics")
    add_label = _("New topic")
    empty_sentence = _("There are no topics yet. An article needs none, but readers find it by them.")
    search_help_text = _("Name of a topic or tag")
    fields = ["name", "slug", "parent", "description", "has_health_notice", "health_notice", "position"]
    list_per_page = 200
    ordering = ["path"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        in_use = Count("posts", filter=~Q(posts__in=Post.objects.binned()))
        return Category.objects.order_by("path").annotate(number=in_use)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        found = tags_with_numbers().filter(name__icontains=request.GET.get("q", "").replace("\0", ""))
        context = {"tags": found[:MAX_TAGS], "number_of_tags": found.count()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs |= {"form_class": ParentField, "queryset": Category.objects.order_by("path")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
