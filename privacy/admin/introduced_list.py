from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import capfirst

from core.admin.read_only import ReadOnlyAdmin


class IntroducedListAdmin(ReadOnlyAdmin):
    """Rows that staff look at, and act on by the actions alone. ``introduction`` says above the list what they are."""

    introduction: ClassVar[str | Promise]
    change_list_template = "admin/privacy/introduced_change_list.html"
    list_display_links = None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"title": capfirst(str(self.opts.verbose_name_plural)), "introduction": self.introduction}
        return super().changelist_view(request, {**context, **(extra_context or {})})
