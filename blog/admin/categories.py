from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin.tags import MAX_TAGS, tags_with_numbers
from blog.models import Category, Post
from blog.models.category import HEALTH_NOTICE
from core.admin.lists import ListAdmin
from core.slugs import make_slug
from media.admin import PictureFormAdmin
from media.forms import PictureFormField, PictureModelForm


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


class CategoryForm(PictureModelForm):
    """Makes the address of the name if it is left empty, as the field of the list does."""

    parent = ParentField(Category.objects.order_by("path"), label=_("Below"), required=False)
    picture = PictureFormField()

    class Meta:
        model = Category
        fields = ["name", "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = self.fields["position"].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or make_slug(self.cleaned_data.get("name", ""))

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


@admin.register(Category)
class CategoryAdmin(PictureFormAdmin, ListAdmin):
    """The page of topics: categories as a tree, and the tags below them."""

    change_list_template = "admin/blog/category/change_list.html"
    list_title = _("Topics")
    add_label = _("New topic")
    empty_sentence = _("There are no topics yet. An article needs none, but readers find it by them.")
    search_help_text = _("Name of a topic or tag")
    form = CategoryForm
    fields = ["name", "slug", "parent", "description", "picture", "has_health_notice", "health_notice", "position"]
    # For whoever may not change it.
    shown_fields = ["name", "slug", "parent", "description", "shown_notice"]
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

    def get_fields(self, request: HttpRequest, obj: Category | None = None) -> Any:
        may_change = obj is None or self.has_change_permission(request, obj)
        return super().get_fields(request, obj) if may_change else self.shown_fields

    @admin.display(description=_("health notice"))
    def shown_notice(self, category: Category) -> str:
        return str(category.health_notice or HEALTH_NOTICE) if category.has_health_notice else gettext("No")
