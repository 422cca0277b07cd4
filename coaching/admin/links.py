"""The links that lead out of the site, the dead ones first; and what is to be done with them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Prefetch, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from blog.models import OutsideLink, Replacement
from blog.tasks import check_due_links, check_link
from coaching.admin import replacing
from coaching.admin.states import URGENT_FIRST, LinkStates
from coaching.models import Offer

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

REPLACED_LATELY = 5


class TextsAdmin(ModelAdmin):
    """Open to whoever may change both articles and pages: nothing here is anything but a part of them."""

    actions = None
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perms(["blog.change_post", "blog.change_page"])

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def find(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        return found


@admin.register(OutsideLink)
class OutsideLinkAdmin(TextsAdmin):
    list_display = ["address"]
    list_filter = [LinkStates]
    list_per_page = 50
    search_fields = ["address"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutsideLink]:
        offers = Prefetch("offers", queryset=Offer.objects.leading())
        return OutsideLink.objects.with_numbers().prefetch_related(offers)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [Case(*(When(state=state, then=place) for place, state in enumerate(URGENT_FIRST))), "address"]

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(require_POST(self.check_now))
        return [path("check/", check, name="blog_outsidelink_check"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        links = OutsideLink.objects.in_use()
        total, waiting = links.count(), links.filter(due_at__lte=timezone.now()).count()
        context = {
            "title": _("Outside links"),
            "total": total,
            "waiting": waiting,
            "checked": total - waiting,
            "replaced_lately": Replacement.objects.with_numbers()[:REPLACED_LATELY],
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return replacing.replace_link(request, self.find(request, object_id))

    def check_now(self, request: HttpRequest) -> HttpResponse:
        """Have one ``link`` asked, or all of them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if "link" in request.POST:
            asked = request.POST["link"]
            link = get_object_or_404(OutsideLink, pk=int(asked) if asked.isdecimal() else 0)
            OutsideLink.objects.filter(pk=link.pk).check_now()
            check_link.enqueue(link.pk)
            messages.success(request, _("%(address)s is asked now. Look again in a moment.") % {"address": link})
            return redirect(reverse("admin:blog_outsidelink_change", args=[link.pk]))
        number = OutsideLink.objects.in_use().check_now()
        check_due_links.enqueue()
        said = ngettext("%(number)d link is asked now.", "%(number)d links are asked now, a few a minute.", number)
        messages.success(request, said % {"number": number})
        return redirect("admin:blog_outsidelink_changelist")


@admin.register(Replacement)
class ReplacementAdmin(TextsAdmin):
    list_display = ["before", "after", "person", "made_at", "is_undone"]
    list_per_page = 50
    search_fields = ["before", "after"]
    ordering = ["-made_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Replacement]:
        return super().get_queryset(request).select_related("person").with_numbers()  # type: ignore[attr-defined, no-any-return]

    def get_urls(self) -> list[URLPattern]:
        turn = self.admin_site.admin_view(require_POST(self.turn))
        return [path("<int:pk>/turn/", turn, name="blog_replacement_turn"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return replacing.show_replacement(request, self.find(request, object_id))

    def turn(self, request: HttpRequest, pk: int) -> HttpResponse:
        """``undo`` 1: undo it; 0: do it again."""
        return replacing.turn_replacement(request, self.find(request, str(pk)))
