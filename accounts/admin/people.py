"""The pages on which owners invite people, change what they may do, and take their access away."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import invitations
from accounts.access import signed_in_user
from accounts.admin.people_forms import InvitationForm, PersonForm
from accounts.models import Invitation, User
from accounts.permissions import may_manage
from accounts.sign_in import mails, second_factor
from core.admin.pages import render_admin_page
from core.refusals import RefusedError
from core.web.site_urls import absolute_url
from outbox import connection

ROWS_PER_PAGE = 50

View = Callable[..., HttpResponseBase]


def owners_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not signed_in_user(request).may_do_everything:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def managed(view: View) -> View:
    """Give the view the person with the primary key of the URL, whom the owner must be allowed to manage."""

    @owners_only
    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
        found = get_object_or_404(User.objects.select_related("invitation"), pk=pk)
        if not may_manage(signed_in_user(request), found):
            raise PermissionDenied
        return view(request, found)

    return guarded


@owners_only
def people(request: HttpRequest) -> HttpResponse:
    """List the people, and invite somebody."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(**form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("email", str(refusal))
        else:
            return _tell(request, invitation, by_mail="mail" in request.POST)
    everybody = User.objects.select_related("invitation").order_by("-is_staff", "display_name", "pk")
    page = Paginator(everybody, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("People"),
        "form": form,
        "page": page,
        "managed": {found.pk for found in page if may_manage(signed_in_user(request), found)},
        "can_mail": connection.is_configured(),
    }
    return render_admin_page(request, "admin/accounts/people.html", context, status=422 if form.errors else 200)


@managed
def person(request: HttpRequest, found: User) -> HttpResponse:
    """Show or change one person."""
    name, is_self = str(found), found.pk == signed_in_user(request).pk
    may_change_role = found.is_staff and not is_self and not found.is_superuser
    form = PersonForm(request.POST or None, instance=found, may_change_role=may_change_role)
    if request.method == "POST" and form.is_valid():
        invitations.change(form.instance, form.cleaned_data.get("role"), by=signed_in_user(request))
        messages.success(request, _("%(person)s is saved.") % {"person": found})
        return redirect("admin:people")
    invitation = Invitation.objects.filter(user=found).first()
    context = {
        "title": name,
        "person": found,
        "form": form,
        "is_self": is_self,
        "link": absolute_url(invitation.private_url) if invitation else "",
        "can_mail": connection.is_configured(),
        "can_reset": second_factor.has_second_factor(found),
    }
    return render_admin_page(request, "admin/accounts/person.html", context, status=422 if form.errors else 200)


@require_POST
@managed
def person_link(request: HttpRequest, found: User) -> HttpResponse:
    """Make a new link with which the person sets the name and the password."""
    if not found.is_staff:
        raise PermissionDenied
    return _tell(request, invitations.renew(found), by_mail="mail" in request.POST)


@require_POST
@managed
def person_end(request: HttpRequest, found: User) -> HttpResponse:
    """Take the access away, or the invitation back."""
    if found.pk == signed_in_user(request).pk:
        raise PermissionDenied
    name = str(found)
    invitations.take_away_access(found)
    messages.success(request, _("%(person)s can no longer sign in to the admin.") % {"person": name})
    return redirect("admin:people")


@managed
def person_second_factor(request: HttpRequest, found: User) -> HttpResponse:
    """Ask for confirmation on GET, reset the second factor on POST."""
    if request.method != "POST":
        context = {"title": _("Reset the second factor?"), "person": found}
        return render_admin_page(request, "admin/accounts/second_factor.html", context)
    second_factor.reset(found)
    messages.success(request, _("%(person)s no longer has a second factor and is signed out.") % {"person": found})
    return redirect("admin:person", found.pk)


def _tell(request: HttpRequest, invitation: Invitation, *, by_mail: bool) -> HttpResponse:
    """Mail the link, or say that it is on the person's page."""
    if by_mail:
        mails.mail_invitation(invitation, signed_in_user(request))
        said = _("A mail to %(email)s is on its way. Its link works for seven days.")
    else:
        said = _("Copy the link below, and send it to %(email)s. It works for seven days.")
    messages.success(request, said % {"email": invitation.user.email})
    return redirect("admin:person", invitation.user_id)


def urls_for(site: AdminSite) -> list[URLPattern]:
    routes: dict[str, View] = {
        "people/": people,
        "people/<int:pk>/": person,
        "people/<int:pk>/link/": person_link,
        "people/<int:pk>/end/": person_end,
        "people/<int:pk>/second-factor/": person_second_factor,
    }
    return [path(route, site.admin_view(view), name=view.__name__) for route, view in routes.items()]
