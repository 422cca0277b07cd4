"""allauth's forms with this site's texts, and with throttling of all attempts and requested mails."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import hashing, mails, throttling
from accounts.sign_in.too_many_attempts import throttled

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": _("Code"),
    "name": _("Name"),
}


class LabelsMixin(forms.Form):
    """Uses labels instead of placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class MailRequestMixin(LabelsMixin):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors:
            with throttled(throttling.MAIL, self.email_address(), context.request):
                pass
        return cleaned

    def email_address(self) -> str:
        return str(self.cleaned_data["email"])


class SignInForm(LabelsMixin, account.LoginForm):
    pass


class RequestCodeForm(MailRequestMixin, account.RequestLoginCodeForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and self._user is None:
            mails.mail_code(self.email_address(), get_adapter().generate_login_code(), is_known=False)
        return cleaned


class ResetPasswordForm(MailRequestMixin, account.ResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if not self.users:
            url = get_adapter().get_reset_password_from_key_url("0-0")
            mails.mail_reset_link(self.email_address(), url, is_known=False)
        return str(super().save(request, **kwargs))


class RequestReauthenticationCodeForm(MailRequestMixin, account.RequestReauthenticationCodeForm):  # type: ignore[misc]
    def email_address(self) -> str:
        return str(context.request.user.email)


class ThrottledCodeMixin(LabelsMixin):
    """Throttles attempts with a code, which could be guessed."""

    def clean_code(self) -> str:
        with throttled(throttling.CODE, self.email_address(), context.request) as attempt:
            code = str(super().clean_code())  # type: ignore[misc]
            attempt.succeed()
        return code

    def email_address(self) -> str:
        return str(context.request.user.email)


class ConfirmCodeForm(ThrottledCodeMixin, account.ConfirmLoginCodeForm):
    def email_address(self) -> str:
        return str(context.request._login_stage.login.email)


class ConfirmReauthenticationCodeForm(ThrottledCodeMixin, account.ConfirmReauthenticationCodeForm):
    pass


class SecondFactorForm(ThrottledCodeMixin, mfa.AuthenticateForm):
    def email_address(self) -> str:
        return str(self.user.email)


class ReauthenticateBySecondFactorForm(ThrottledCodeMixin, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(LabelsMixin, totp.ActivateTOTPForm):
    pass


class ReauthenticateForm(LabelsMixin, account.ReauthenticateForm):
    pass


class ChangePasswordForm(LabelsMixin, account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        with throttled(throttling.PASSWORD, context.request.user.email, context.request) as attempt:
            with hashing.hashing_slot():
                password = str(super().clean_oldpassword())
            attempt.succeed()
        return password


class SetPasswordForm(LabelsMixin, account.SetPasswordForm):
    pass


class NewPasswordForm(LabelsMixin, account.ResetPasswordKeyForm):
    pass


class AcceptanceForm(LabelsMixin, account.ResetPasswordKeyForm):
    """The name and the password of somebody who has an invitation."""

    name = forms.CharField(max_length=120)
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.user.display_name
        self.fields["name"].help_text = _("As readers see it.")
        self.fields["password1"].label, self.fields["password2"].label = _("Password"), _("Password again")


class AddPasskeyForm(LabelsMixin, webauthn.AddWebAuthnForm):
    """Adds a passkey. The key must identify its owner and verify the owner's presence."""

    passwordless = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class RenamePasskeyForm(LabelsMixin, webauthn.EditWebAuthnForm):
    pass
