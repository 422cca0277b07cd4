from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role


def _choices() -> list[tuple[str, str]]:
    return [(role, format_html("<span><strong>{}</strong> {}</span>", role.label, role.rights)) for role in Role]


class RoleField(forms.TypedChoiceField):
    """One choice of the roles, each with what it allows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=_choices,
            coerce=Role,
            widget=forms.RadioSelect,
            label=_("Role"),
            error_messages={"required": _("Please choose what this person may do.")},
            **kwargs,
        )


class InvitationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As readers see it. It can be changed later."))
    email = forms.EmailField(label=_("E-mail address"))
    role = RoleField(initial=Role.HELPER)


class PersonForm(forms.ModelForm[User]):
    role = RoleField()

    class Meta:
        model = User
        fields = ["display_name", "email", "role"]
        labels = {"display_name": _("Name"), "email": _("E-mail address")}
        error_messages = {"email": {"unique": _("Somebody else has this e-mail address.")}}

    def __init__(self, *args: Any, may_change_role: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_change_role:
            del self.fields["role"]
