"""Pages of an account that allauth does not have, or has in another form."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from allauth.account.utils import passthrough_next_redirect_url, perform_login
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import invitations
from accounts.access import sign_in_url, signed_in_user
from accounts.models import Device, Invitation
from accounts.sign_in import second_factor
from accounts.sign_in.forms import AcceptanceForm
from accounts.sign_in.next_url import next_url, url_after_sign_in
from core.refusals import RefusedError
from core.web.http import private_page

View = Callable[..., HttpResponseBase]


def private_account_page(view: View) -> View:
    """Wrap a page of one account: not cached and not indexed. ``site`` is the site's texts, where allauth puts the
    host."""

    @private_page
    @wraps(view)
    def personal_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None)
        if context:
            context.pop("site", None)
        return response

    return personal_view


class AccountView(IndexView):
    """How the person signs in, and on which devices."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = signed_in_user(self.request)
        codes = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "passkeys": context["authenticators"].get(Authenticator.Type.WEBAUTHN, []),
            "app": context["authenticators"].get(Authenticator.Type.TOTP),
            "codes_left": len(codes.get_unused_codes()) if codes else None,
            "second_factor_due_at": second_factor.due_at(user),
            "devices": Device.objects.signed_in(user),
            "this_session": self.request.session.session_key,
        }


@login_required
@require_POST
def device_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one browser, this one or another."""
    device = get_object_or_404(Device, pk=pk, user=signed_in_user(request))
    Device.objects.filter(pk=device.pk).end()
    if device.session_key == request.session.session_key:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("%(device)s is signed out.") % {"device": device})
    return redirect("mfa_index")


@login_required
@require_POST
def device_end_others(request: HttpRequest) -> HttpResponse:
    Device.objects.filter(user=signed_in_user(request)).exclude(session_key=request.session.session_key).end()
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("mfa_index")


def account_invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let the invited person choose name and password, and sign the person in."""
    invitation = Invitation.from_token(token)
    if invitation is None:
        return render(request, "account/invitation_gone.html", status=HTTPStatus.GONE)
    form = AcceptanceForm(request.POST or None, user=invitation.user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": invitation.user}
        return render(request, "account/invitation.html", context, status=422 if form.errors else 200)
    try:
        user = invitations.accept(invitation, form.cleaned_data["name"], form.cleaned_data["password1"])
    except RefusedError:
        return render(request, "account/invitation_gone.html", status=HTTPStatus.GONE)
    messages.success(
        request, _("Welcome, %(name)s. Your role: %(role)s.") % {"name": user, "role": user.get_role_display()}
    )
    return cast(HttpResponseBase, perform_login(request, user, redirect_url=reverse("admin:index")))


@login_required
def totp_code(request: HttpRequest) -> HttpResponse:
    """Return the secret that is being set up as a QR code. It is a file because the CSP allows no inline images."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_mfa_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(signed_in_user(request), secret))
    return HttpResponse(svg, content_type="image/svg+xml")


class SignInByPasskeyView(LoginWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect(sign_in_url(next_url(self.request)))


class ReauthenticateByPasskeyView(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect(passthrough_next_redirect_url(self.request, self.request.path, REDIRECT_FIELD_NAME))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid CSRF token, usually one that was open for longer than the session. A script gets
    a sentence."""
    if request.content_type == "application/json":
        return JsonResponse({"error": _("The page was open for too long. Load it again.")}, status=403)
    is_staffs = request.path.startswith((reverse("admin:index"), reverse("mfa_index")))
    context = {"sign_in_url": sign_in_url(url_after_sign_in(request)) if is_staffs else ""}
    return render(request, "403_csrf.html", context, status=403)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_staffs = request.path.startswith((reverse("admin:index"), reverse("mfa_index")))
    return render(request, "403.html", {"is_staffs": is_staffs}, status=403)
