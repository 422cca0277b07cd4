from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.uploads.widgets import UploadInput
from wordpress.models import Move
from wordpress.moving.missing import UPLOAD_KIND
from wordpress.moving.report_words import custom_kinds

MAX_AUTHORS = 100


class MoveForm(forms.ModelForm[Move]):
    """What somebody wants of a move. Kinds and authors to choose from are known once it was rehearsed.

    Only owners give access to the admin.
    """

    as_pages = forms.MultipleChoiceField(
        label=_("What else becomes pages"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Move
        fields = ["fetches", "as_pages"]
        labels = {"fetches": _("Fetch the pictures and files that are not among the uploads from the old site")}

    def __init__(self, *args: Any, report: dict[str, Any], by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = custom_kinds(report)
        self.fields["as_pages"].choices = list(kinds.items())  # type: ignore[attr-defined]
        if not kinds:
            del self.fields["as_pages"]
        choices = _choices(by)
        self.logins = list(report.get("authors", {}))[:MAX_AUTHORS]
        for number, login in enumerate(self.logins):
            self.fields[f"author_{number}"] = forms.ChoiceField(
                label=report["authors"][login],
                choices=choices,
                required=False,
                initial=self.instance.authors.get(login, ""),
            )

    @property
    def author_fields(self) -> list[forms.BoundField]:
        return [self[f"author_{number}"] for number in range(len(self.logins))]

    def save(self, commit: bool = True) -> Move:
        chosen = {login: self.cleaned_data.get(f"author_{number}") for number, login in enumerate(self.logins)}
        if chosen:
            self.instance.authors = {login: what for login, what in chosen.items() if what}
        return super().save(commit)


class MissingFileForm(forms.Form):
    file = forms.FileField(label=_("The picture or file"), widget=UploadInput(UPLOAD_KIND))


def _choices(by: User) -> list[tuple[str, Any]]:
    choices: list[tuple[str, Any]] = [("", _("An account of their own, without access to the admin"))]
    if by.may_do_everything:
        choices.append((Move.MAY_WRITE, _("An account of their own, and may write here")))
    people = User.objects.filter(is_staff=True, is_active=True).order_by("display_name", "pk")
    return [*choices, (str(_("Is somebody here")), [(str(person.pk), person.display_name) for person in people])]
