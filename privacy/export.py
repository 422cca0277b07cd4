"""Export what the site holds about a person, as one file with JSON for machines and HTML for people."""

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
from privacy.person import Person
from privacy.personal_data import PERSONAL_DATA, PersonalData

FILENAME = "personal-data.zip"
STYLES = ["css/tokens.css", "css/copy.css"]


def export_person(email: str) -> bytes:
    """Return a ZIP archive with ``data.json``, ``data.html`` and its style sheet. Raises ``NotAnEmailError``."""
    person = Person.from_email(email)
    made_at = timezone.now()
    found = [(personal_data, rows) for personal_data in _by_title() if (rows := personal_data.export(person))]
    data = {
        "site": SiteTexts.load().name,
        "email": person.email,
        "made_at": made_at,
        "personal_data": [{"model": personal_data.model._meta.label, "rows": rows} for personal_data, rows in found],
    }
    parts = [
        (
            personal_data.title,
            [[(label, _formatted(value)) for label, value in personal_data.readable(row)] for row in rows],
        )
        for personal_data, rows in found
    ]
    context = {"site": SiteTexts.load(), "email": person.email, "made_at": made_at, "parts": parts}
    return _zipped(
        {
            "data.json": json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder),
            "data.html": render_to_string("privacy/person_file.html", context),
            "data.css": "\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in STYLES),
        }
    )


def _formatted(value: Any) -> Any:
    """Format a value for people."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else value


def _by_title() -> list[PersonalData[Any]]:
    return sorted(PERSONAL_DATA, key=lambda personal_data: personal_data.title)


def _zipped(files: dict[str, Any]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return archive.getvalue()


def summarise(email: str) -> list[tuple[str, int]]:
    """Return the title and the number of rows of each kind of data that the site holds about ``email``."""
    person = Person.from_email(email)
    counted = ((personal_data.title, len(personal_data.export(person))) for personal_data in _by_title())
    return [(title, number) for title, number in counted if number]
