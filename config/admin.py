"""The admin site: its pages, and who gets in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _

from accounts import access
from config import front_page
from config.admin_menu import menu_for
from config.unsaved_input import report_saved_drafts

View = Callable[..., HttpResponseBase]


def check_permission_first(view: View) -> View:
    """Check the permission for the model before the row is looked up.

    Django's history page and its "view on site" link look up the row first. So they would tell staff without the
    permission whether a row exists.
    """

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        model_admin = _model_admin_for(view, kwargs)
        if model_admin and not model_admin.has_view_or_change_permission(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return refusing


def _model_admin_for(view: View, kwargs: dict[str, Any]) -> "ModelAdmin[Any] | None":
    """Return the model admin whose permission ``view`` itself checks too late, or ``None`` for other views."""
    name = getattr(view, "__name__", "")
    if name == "history_view":
        return cast("ModelAdmin[Any]", view.__self__)  # type: ignore[attr-defined]
    if name == "shortcut":
        from django.contrib.contenttypes.models import ContentType

        kind = str(kwargs["content_type_id"])
        content_type = ContentType.objects.filter(pk=kind).first() if kind.isdecimal() else None
        model = content_type.model_class() if content_type else None
        if model is None or not admin.site.is_registered(model):
            raise PermissionDenied
        return admin.site.get_model_admin(model)
    return None


class SturdyAdminSite(AdminSite):
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "admin_menu": menu_for(request)}

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = check_permission_first(view)
        if view != self.logout:
            guarded = access.second_factor_required(report_saved_drafts(guarded))
        return access.return_to_form(super().admin_view(guarded, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return access.sign_in(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from accounts.admin import people
        from blog.admin import blocks
        from blog.admin.desk.urls import shared_urls
        from demo import views as demo_views
        from inbox import admin_urls  # Its views use ``admin.site``, which must exist before they are imported.
        from operations.admin_views import urls_for as operations_urls
        from operations.health.views import health_page
        from search.admin_urls import urls_for as search_urls
        from wordpress.moving.views import urls_for as move_in_urls

        signed_in = path("signed-in/", self.admin_view(self.signed_in), name="signed_in")
        others = [*shared_urls(self.admin_view), *admin_urls.urls_for(self), *blocks.urls_for(self), *search_urls(self)]
        others += [*people.urls_for(self), *demo_views.urls_for(self), *operations_urls(self)]
        others += [*move_in_urls(self), path("health/", self.admin_view(health_page), name="health")]
        return [signed_in, *others, *super().get_urls()]

    def signed_in(self, request: HttpRequest) -> HttpResponse:
        """Say that the sign-in worked. ``static/js/admin-session.js`` opens this page when a session has ended."""
        return render(request, "admin/signed_in.html", {"title": _("You are signed in")})

    def index(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the front page, or lead to the inbox somebody who has nothing but that."""
        person = access.signed_in_user(request)
        if front_page.has_only_inbox(person):
            return redirect("admin:inbox")
        return TemplateResponse(
            request, "admin/front.html", {**self.each_context(request), **front_page.context(request, person)}
        )

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: the menu is in ``config/admin_menu.py``, and there are no pages of apps."""
        return []
