from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.admin.categories import CategoriesField
from blog.admin.entries import EntryAdmin, EntryForm, StateFilter
from blog.models import Category, Post
from core.admin.widgets import RichText


class PostForm(EntryForm):
    categories = CategoriesField(label=gettext_lazy("Categories"), queryset=Category.objects.all(), required=False)

    class Meta:
        model = Post
        fields = "title excerpt body hero hero_alt author categories tags state published_at are_comments_open".split()
        widgets = {
            "body": RichText(has_blocks=True),
            "excerpt": forms.Textarea(attrs={"rows": 3}),
            "state": forms.RadioSelect(),
        }

    def is_to_be_public(self, cleaned: dict[str, Any]) -> bool:
        return cleaned.get("state") == Post.State.PUBLISHED


@admin.register(Post)
class PostAdmin(EntryAdmin):
    form = PostForm
    content_fields = {"title", "excerpt", "body"}
    list_display = ["title", "shown_state", "author", "published_at"]
    list_filter = [StateFilter, "categories"]
    list_select_related = ["author"]
    search_fields = ["title", "excerpt", "body"]
    ordering = ["-published_at", "-pk"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", "body", "excerpt"]}),
        (gettext_lazy("Picture"), {"fields": ["hero", "hero_alt"]}),
        (gettext_lazy("Where it is shown"), {"fields": ["slug", "categories", "tags", "author"]}),
        (gettext_lazy("For whom"), {"fields": ["state", "published_at", "are_comments_open"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.state == Post.State.DRAFT and obj.published_at and obj.published_at > timezone.now():
            sentence = _("This stays a draft: nobody will see it on %(date)s. To schedule it, choose “published”.")
            moment = date(timezone.localtime(obj.published_at), "DATETIME_FORMAT")
            messages.warning(request, sentence % {"date": moment})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"author": request.user.pk, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: "ForeignKey[Any, Any]", request: Any, **kwargs: Any) -> Any:
        if db_field.name == "author":
            kwargs["queryset"] = User.objects.filter(Q(is_staff=True) | Q(profile__isnull=False))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Remove the icons to add, change and delete an author from within an article."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "author" and field:
            field.widget = field.widget.widget
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).select_related("author__profile")
