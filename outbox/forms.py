import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.validators import validate_one_line
from outbox.models import MailServer


def validate_host(value: str) -> None:
    """Refuse what is no name or IP address of a server, such as a URL."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?", value):
        raise ValidationError(_("Please write the name of a server, such as smtp.example.com."))


class MailServerForm(forms.ModelForm[MailServer]):
    """The stored password is never shown, and asked for again when it would go to another server."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = MailServer
        fields = ["sender_name", "sender_email", "host", "port", "security", "username", "password", "mailbox_host"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["host"].validators.append(validate_host)
        self.fields["mailbox_host"].validators.append(validate_host)
        self.fields["sender_name"].validators.append(validate_one_line)
        if self.instance.password:
            self.fields["password"].help_text = _("Leave it empty to keep the one that is stored.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.encrypted_password and not cleaned.get("password") and self._goes_elsewhere():
            self.add_error("password", _("Please enter the password again, because the server changed."))
        elif cleaned.get("username") and not cleaned.get("password") and not self.instance.password:
            self.add_error("password", _("Please enter the password that belongs to the user name."))
        return cleaned

    def save(self, commit: bool = True) -> MailServer:
        if self.cleaned_data["password"]:
            self.instance.password = self.cleaned_data["password"]
        elif not self.instance.username:
            self.instance.password = ""
        return super().save(commit)

    def _goes_elsewhere(self) -> bool:
        changed = {"host", "mailbox_host", "username", "security"} & set(self.changed_data)
        return bool(changed - {"mailbox_host"} or ("mailbox_host" in changed and self.cleaned_data.get("mailbox_host")))
