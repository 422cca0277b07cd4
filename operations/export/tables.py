"""Tables for spreadsheets: applications, sign-ups and offers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from coaching.admin.export import applications_as_csv
from coaching.models import Application
from core.web.csv import csv_lines
from offers.admin.sign_ups import sign_ups_as_csv
from offers.models import Offer, SignUp


def tables() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the name of each file and its content in pieces."""
    yield "applications.csv", _pieces(applications_as_csv(Application.objects.all()))
    yield "sign-ups.csv", _pieces(sign_ups_as_csv(SignUp.objects.select_related("offer", "post")))
    yield "offers.csv", (line.encode() for line in csv_lines(_offer_header(), _offer_rows()))


def _pieces(response: Any) -> Iterable[bytes]:
    pieces: Iterable[bytes] = response.streaming_content
    return pieces


def _offer_header() -> list[str]:
    return [_("Name"), _("Address"), _("Headline"), _("Line"), _("Button"), _("Leads to"), _("Sign-ups")]


def _offer_rows() -> Iterator[list[Any]]:
    confirmed = Count("sign_ups", filter=Q(sign_ups__confirmed_at__isnull=False))
    columns = ("name", "slug", "headline", "line", "button", "target", "confirmed")
    yield from map(list, Offer.objects.annotate(confirmed=confirmed).order_by("pk").values_list(*columns))
