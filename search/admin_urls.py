from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.access import signed_in_user
from core.admin.pages import render_admin_page
from search.asked import Asked
from search.everything import find_everything


def urls_for(site: AdminSite) -> list[URLPattern]:
    return [path("find/", site.admin_view(find), name="find")]


def find(request: HttpRequest) -> HttpResponse:
    """Show what is found anywhere in the admin. Each member of staff sees only what their role may see."""
    words = Asked.from_parameters(request.GET).words
    context = {"title": _("Find"), "find_words": words, "groups": find_everything(words, signed_in_user(request))}
    return render_admin_page(request, "admin/search/find.html", context)
