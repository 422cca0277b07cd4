"""The list of external links, the dead ones first, and the actions on them."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from blog.admin import link_replacement
from blog.admin.link_states import URGENT_FIRST, LinkStateTabs
from blog.models import ExternalLink, LinkReplacement
from blog.tasks import check_due_links, check_link
from core.admin.lists import ListAdmin
from core.admin.read_only import ReadOnlyAdmin
from core.web.primary_keys import read_pk

RECENT_REPLACEMENTS = 5


class EntryEditorAdmin(ReadOnlyAdmin, ListAdmin):
    """An admin for staff who may publish both articles and pages, because links are parts of what is public."""

    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perms(["blog.publish_post", "blog.publish_page"])

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def find(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        return found


@admin.register(ExternalLink)
class ExternalLinkAdmin(EntryEditorAdmin):
    change_list_template = "admin/blog/externallink/change_list.html"
    list_title = gettext_lazy("Links that died")
    empty_sentence = gettext_lazy("No link to another site is dead.")
    list_filter = [LinkStateTabs]
    search_fields = ["url"]
    search_help_text = gettext_lazy("Part of the address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExternalLink]:
        return ExternalLink.objects.with_counts().with_users()

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Case(*(When(state=state, then=place) for place, state in enumerate(URGENT_FIRST))), "url"]

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(require_POST(self.check_now))
        return [path("check/", check, name="blog_externallink_check"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        links = ExternalLink.objects.in_use()
        total, waiting = links.count(), links.filter(due_at__lte=timezone.now()).count()
        context = {
            "total": total,
            "waiting": waiting,
            "checked": total - waiting,
            "replaced_lately": LinkReplacement.objects.with_counts()[:RECENT_REPLACEMENTS],
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return link_replacement.replace_link(request, self.find(request, object_id))

    def check_now(self, request: HttpRequest) -> HttpResponse:
        """Check one ``link`` now, or all of them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if "link" in request.POST:
            link = get_object_or_404(ExternalLink, pk=read_pk(request.POST["link"]))
            ExternalLink.objects.filter(pk=link.pk).check_now()
            check_link.enqueue(link.pk)
            messages.success(request, _("%(url)s is being checked. Look again in a moment.") % {"url": link})
            return redirect(reverse("admin:blog_externallink_change", args=[link.pk]))
        number = ExternalLink.objects.in_use().check_now()
        check_due_links.enqueue()
        said = ngettext(
            "%(number)d link is being checked.", "%(number)d links are being checked, a few a minute.", number
        )
        messages.success(request, said % {"number": number})
        return redirect("admin:blog_externallink_changelist")


@admin.register(LinkReplacement)
class LinkReplacementAdmin(EntryEditorAdmin):
    list_title = gettext_lazy("Replaced links")
    empty_sentence = gettext_lazy("No link was replaced yet.")
    search_fields = ["before", "after"]
    ordering = ["-made_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkReplacement]:
        return super().get_queryset(request).select_related("person").with_counts()  # type: ignore[attr-defined, no-any-return]

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(require_POST(self.undo))
        return [path("<int:pk>/undo/", undo, name="blog_linkreplacement_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return link_replacement.show_replacement(request, self.find(request, object_id))

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        return link_replacement.undo_replacement(request, self.find(request, str(pk)))
