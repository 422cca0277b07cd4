from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from blog.desk.content import begin_article
from core.admin.read_only import ReadOnlyAdmin
from core.web.primary_keys import read_pk
from search.models import MissedWord


@admin.register(MissedWord)
class MissedWordAdmin(ReadOnlyAdmin):
    """What readers asked and nobody has written yet, for staff who may write articles."""

    list_display = ["word", "times", "week", "writing"]
    list_display_links = None
    list_filter = ["week"]
    actions = None
    change_list_template = "admin/search/missed_words.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.add_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        write = self.admin_site.admin_view(require_POST(self.write))
        return [path("write/", write, name="search_missedword_write"), *super().get_urls()]

    @admin.display(description=_("article"))
    def writing(self, row: MissedWord) -> str:
        return render_to_string("admin/search/_write.html", {"row": row})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Asked, not yet written"), **(extra_context or {})})

    def write(self, request: HttpRequest) -> HttpResponse:
        """Begin an article about a word, and go there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(MissedWord, pk=read_pk(request.POST.get("word", "")))
        post = begin_article(row.word, signed_in_user(request))
        return redirect(reverse("admin:blog_post_change", args=[post.pk]))
