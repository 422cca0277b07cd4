"""The page of the admin that removes the sample."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.access import signed_in_user
from accounts.admin.people import owners_only
from accounts.sign_in import devices
from core.admin.pages import render_admin_page
from demo import removal
from demo.forms import HandOverForm


@owners_only
def sample_remove(request: HttpRequest) -> HttpResponse:
    """Say on GET what goes and what stays, and remove it on POST."""
    owner = signed_in_user(request)
    form = HandOverForm(request.POST or None, user=owner) if removal.is_of_sample(owner) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        removal.remove(owner, form.cleaned_data if form else None)
        if form:
            update_session_auth_hash(request, owner)
            devices.follow_session_key(request)
        messages.success(request, _("The sample content is gone. The site is yours."))
        return redirect("admin:index")
    context = {"title": _("Remove the sample content"), "summary": removal.summarise(), "form": form}
    status = 422 if form and form.errors else 200
    return render_admin_page(request, "admin/demo/sample_remove.html", context, status=status)


def urls_for(site: AdminSite) -> list[URLPattern]:
    return [path("sample/remove/", site.admin_view(sample_remove), name="sample_remove")]
