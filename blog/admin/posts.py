from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from accounts.models import User
from blog.admin.categories import indented
from blog.admin.entries import EntryAdmin, StateTabs
from blog.desk.duplicates import duplicate
from blog.models import Category, Post
from core.admin.filters import MenuFilter
from core.web.primary_keys import read_pk


class TopicFilter(MenuFilter):
    """Articles of a topic or one below it."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(topic.pk), indented(topic)) for topic in Category.objects.order_by("path")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        topic = Category.objects.filter(pk=read_pk(self.value() or "") or 0).first()
        return queryset.in_category(topic) if topic else queryset


class AuthorFilter(MenuFilter):
    title = _("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        writers = User.objects.filter(pk__in=Post.objects.order_by().values("author"))
        return [(str(writer.pk), str(writer)) for writer in writers.order_by("display_name", "pk")]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        writer = read_pk(self.value() or "")
        return queryset.filter(author=writer) if writer else queryset


@admin.register(Post)
class PostAdmin(EntryAdmin):
    change_list_template = "admin/blog/post/change_list.html"
    list_title = _("Articles")
    add_label = _("New article")
    list_filter = [StateTabs, TopicFilter, AuthorFilter]
    list_select_related = ["author", "cover"]
    search_fields = ["title", "teaser", "body"]
    ordering_of_others = (F("published_at").desc(nulls_first=True), F("updated_at").desc())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.duplicate_view))
        return [path("<int:pk>/duplicate/", view, name="blog_post_duplicate"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).select_related("author__profile").prefetch_related("categories")

    @transaction.atomic
    def duplicate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a draft like this article, and open it."""
        post = self.get_object(request, str(pk))
        if not self.has_add_permission(request) or post is None or not self.has_view_permission(request, post):
            raise PermissionDenied
        made = duplicate(post, by=signed_in_user(request))
        self.log_addition(request, made, [{"added": {}}])
        return redirect("admin:blog_post_change", made.pk)
