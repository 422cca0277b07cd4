"""What keeps simple bots and floods out of a public form, without a cookie and without a clock in the page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HONEYPOT = "homepage_url"


class HoneypotMixin(forms.Form):
    """A field that people do not see. A form that has it filled in is valid, and ``is_trapped``."""

    homepage_url = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get(HONEYPOT))


def is_flood[M: Model](rows: QuerySet[M], *, limit: int, within: timedelta, **of: Any) -> bool:
    """Are there already ``limit`` rows, created ``within`` the last while, that match any of ``of``?

    Counted from the rows themselves (``created_at``), so it holds over any number of processes. Values of ``of``
    that are empty are left out; with none left it is no flood.
    """
    same = Q()
    for name, value in of.items():
        if value:
            same |= Q(**{name: value})
    if not same:
        return False
    return rows.filter(same, created_at__gte=timezone.now() - within)[:limit].count() >= limit
