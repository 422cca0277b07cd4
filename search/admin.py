from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from blog.desk.content import begin_article
from core.admin.filters import SinceFilter
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from core.web.primary_keys import read_pk
from search.models import MissedWord


class WeekFilter(SinceFilter):
    title = _("searched")
    parameter_name = "since"
    column = "week"


@admin.register(MissedWord)
class MissedWordAdmin(ReadOnlyAdmin, ListAdmin):
    """What readers asked and nobody has written yet, for staff who may write articles."""

    list_title = _("What readers look for")
    empty_sentence = _("Readers have found something for each word that they searched.")
    list_filter = [WeekFilter]
    actions = None
    change_list_template = "admin/search/missed_words.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.add_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        write = self.admin_site.admin_view(require_POST(self.write))
        return [path("write/", write, name="search_missedword_write"), *super().get_urls()]

    def write(self, request: HttpRequest) -> HttpResponse:
        """Begin an article about a word, and go there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(MissedWord, pk=read_pk(request.POST.get("word", "")))
        post = begin_article(row.word, signed_in_user(request))
        return redirect(reverse("admin:blog_post_change", args=[post.pk]))
