"""What the site holds of a person, as one file: for a machine in JSON, for a reader in HTML."""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import SiteTexts
from privacy.holdings import HOLDINGS, Holding
from privacy.person import Person

FILENAME = "personal-data.zip"
STYLES = ["css/tokens.css", "css/copy.css"]


def export(email: str) -> bytes:
    """A ZIP archive with ``data.json`` for machines, and ``data.html`` with its style sheet to read."""
    person = Person.of(email)
    made_at = timezone.now()
    found = [(holding, rows) for holding in _by_title() if (rows := holding.export(person))]
    data = {
        "site": SiteTexts.load().name,
        "email": person.email,
        "made_at": made_at,
        "holdings": [{"model": holding.model._meta.label, "rows": rows} for holding, rows in found],
    }
    parts = [
        (holding.title, [[(label, _said(value)) for label, value in holding.readable(row)] for row in rows])
        for holding, rows in found
    ]
    context = {"site": SiteTexts.load(), "email": person.email, "made_at": made_at, "parts": parts}
    return _zipped(
        {
            "data.json": json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder),
            "data.html": render_to_string("privacy/person_file.html", context),
            "data.css": "\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in STYLES),
        }
    )


def _said(value: Any) -> Any:
    """As a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else value


def _by_title() -> list[Holding[Any]]:
    return sorted(HOLDINGS, key=lambda holding: holding.title)


def _zipped(files: dict[str, Any]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return archive.getvalue()


def holds(email: str) -> list[tuple[str, int]]:
    """What there is, for the owner of the address to see: titles of holdings, and how many rows."""
    person = Person.of(email)
    counted = ((holding.title, len(holding.export(person))) for holding in _by_title())
    return [(title, number) for title, number in counted if number]
