from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog.models import Category


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
class CategoryAdmin(admin.ModelAdmin[Category]):
    fields = ["name", "slug", "parent", "description", "has_health_notice", "health_notice", "position"]
    list_display = ["indented_name", "path"]
    list_per_page = 100
    ordering = ["path"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    @admin.display(description=_("name"), ordering="path")
    def indented_name(self, category: Category) -> str:
        return indented(category)

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs |= {"form_class": ParentField, "queryset": Category.objects.order_by("path")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
