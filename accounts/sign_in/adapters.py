"""The adapters through which allauth asks this site about addresses, mails, permissions and redirects."""

from time import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.sign_in import devices, mails, throttling
from accounts.sign_in.next_url import is_staff_page
from accounts.sign_in.too_many_attempts import throttled
from accounts.sign_in.user_agents import describe_user_agent
from core.web.http import client_ip_address, header_text
from core.web.site_urls import absolute_url

WRONG_CODE = gettext_lazy("That code is not correct. Please check it, and use the newest if there are several.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "The e-mail address or the password is not correct. Please check both and try again."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Please try again."),
        "enter_current_password": gettext_lazy("That is not your current password. Please try again."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": gettext_lazy(
            "There were too many wrong attempts, so this code no longer works. Request another one."
        ),
    }

    def is_safe_url(self, url: str) -> bool:
        return is_staff_page(url)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip_address(request) or ""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Who has to wait gets a page that says so."""
        with throttled(throttling.PASSWORD, credentials["email"], request) as attempt:
            user = authenticate(request, **credentials)
            if user:
                attempt.succeed()
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has signed in just now is not asked again."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        is_fresh = bool(records) and time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not is_fresh and bool(super().is_reauthentication_required(app=app, **kwargs))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if devices.record_sign_in(request, user, response):
            device = describe_user_agent(header_text(request, "User-Agent"))
            mails.mail_new_device(user, device, client_ip_address(request) or "")
        return response

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Like everybody who has no account."""
        return redirect("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        match template_prefix:
            case "account/email/login_code":
                mails.mail_code(email, context["code"])
            case "account/email/password_reset_key":
                mails.mail_reset_link(email, context["password_reset_url"])
            case _:
                raise ValueError(f"There is no mail for {template_prefix}.")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _hyphen, token = key.partition("-")
        return absolute_url(reverse("account_reset_password_from_key", args=[uid, token]))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        mails.mail_account_change(user, template_prefix.rpartition("/")[2])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def _get_site_name(self) -> str:
        return urlsplit(settings.SITE_URL).hostname or ""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """One site, whatever further names it has. On this machine it is whichever name it is called by."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity if settings.IS_ON_THIS_MACHINE else {**entity, "id": self._get_site_name()}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        request = allauth_context.request
        return _("Passkey of %(device)s") % {"device": describe_user_agent(header_text(request, "User-Agent"))}
