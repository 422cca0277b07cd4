"""The pages of an account: those of allauth that this site uses, at its own URLs.

There is no registration: owners invite people in the admin. The e-mail address is changed there, too.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from accounts import views
from accounts.sign_in.forms import RequestReauthenticationCodeForm
from accounts.views import private_account_page

request_reauthentication_code = account.RequestReauthenticationCodeView.as_view(
    form_class=RequestReauthenticationCodeForm
)


def page(route: str, view: views.View, name: str) -> URLPattern:
    return path(f"account/{route}", private_account_page(view), name=name)


urlpatterns: list[URLPattern] = [
    page("", views.AccountView.as_view(), "mfa_index"),
    page("login/", account.login, "account_login"),
    page("login/passkey/", views.SignInByPasskeyView.as_view(), "mfa_login_webauthn"),
    page("login/code/", account.request_login_code, "account_request_login_code"),
    page("login/code/confirm/", account.confirm_login_code, "account_confirm_login_code"),
    page("login/second-factor/", mfa.authenticate, "mfa_authenticate"),
    page("logout/", account.logout, "account_logout"),
    page("again/", account.reauthenticate, "account_reauthenticate"),
    page("again/passkey/", views.ReauthenticateByPasskeyView.as_view(), "mfa_reauthenticate_webauthn"),
    page("again/second-factor/", mfa.reauthenticate, "mfa_reauthenticate"),
    page("again/code/", request_reauthentication_code, "account_request_reauthentication_code"),
    page("again/code/confirm/", account.confirm_reauthentication_code, "account_confirm_reauthentication_code"),
    page("password/", account.password_change, "account_change_password"),
    page("password/set/", account.password_set, "account_set_password"),
    page("password/reset/", account.password_reset, "account_reset_password"),
    page("password/reset/sent/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        private_account_page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    page("invitation/<str:token>/", views.account_invitation, "account_invitation"),
    page("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), "mfa_list_webauthn"),
    page("passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    page("passkeys/<int:pk>/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    page("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    page("app/", totp.activate_totp, "mfa_activate_totp"),
    page("app/code.svg", views.totp_code, "totp_code"),
    page("app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page("recovery-codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("recovery-codes/file/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    page("devices/others/end/", views.device_end_others, "device_end_others"),
    page("devices/<int:pk>/end/", views.device_end, "device_end"),
]
