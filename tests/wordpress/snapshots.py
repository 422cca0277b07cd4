"""All rows and files of a site, to compare two sites that were filled in different ways."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage, storages
from django.db.models import FileField, Model

from blog.models import ExternalLink
from media.models import Document, Picture

APPS = ("accounts", "blog", "comments", "media", "podcast", "taggit", "wordpress")
VOLATILE = {"password"}
# A later date is a moment of the run. The exports in the tests are older.
NEWEST = 2020
# Rows of runs, and marks for tasks that are still to run.
SKIPPED = {"wordpress.import"}
# Numbered in the order in which files came, which a fault changes.
UNNUMBERED = {"media.picture", "media.document", "wordpress.oldfile", "wordpress.oldaddress", "blog.reference"}
UNNUMBERED |= {"wordpress.unplacedcomment", "wordpress.missingplace", "blog.externallink", "blog.linkoccurrence"}
MARKER = re.compile(r'(?<=data-block="picture" data-key=")\d+')


def snapshot() -> dict[str, list[str]]:
    """Return all rows by model, and files by their content. Pictures are named by their content too."""
    digests = {picture.pk: digest_of(picture.original or picture.file) for picture in Picture.objects.all()}
    documents = {document.pk: document.address for document in Document.objects.all()}
    found = {}
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)):
        label = model._meta.label_lower
        if label not in SKIPPED:
            found[label] = sorted(_row(row, label, digests, documents) for row in _rows(model))
    return found


def _rows(model: type[Model]) -> Iterable[Model]:
    # A link that stood in a text while its picture could not be had is still known afterwards.
    return ExternalLink.objects.in_use() if model is ExternalLink else model._base_manager.all()


def _row(row: Model, label: str, digests: dict[int, str], documents: dict[int, str]) -> str:
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in VOLATILE or (field.primary_key and label in UNNUMBERED):
            continue
        if isinstance(field, FileField):
            value = digest_of(value) if value else ""
        elif field.related_model in (Picture, Document) and value:
            value = (digests if field.related_model is Picture else documents)[value]
        elif field.related_model is ExternalLink and value:
            value = getattr(row, field.name).url
        elif field.name == "object_id" and getattr(row, "kind", "") == "file":
            value = "file"
        elif field.name == "key" and getattr(row, "kind", "") == "shown" and str(value).isdecimal():
            value = digests.get(int(value), "gone")
        elif isinstance(value, datetime) and value.year > NEWEST:
            value = "now"
        elif isinstance(value, str):
            value = MARKER.sub(lambda found: digests.get(int(found[0]), "gone"), value)
        values[field.name] = value
    return repr(values)


def digest_of(file: Any) -> str:
    with file.open("rb") as opened:
        return hashlib.sha256(opened.read()).hexdigest()[:16]


def unnamed_files() -> set[str]:
    """Return the files that no row names."""
    named = {
        str(getattr(row, field.name))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
        for row in model._base_manager.all()
    }
    stored = {name for alias in ("default", "private") for name in _names(storages[alias], "")}
    return {name for name in stored - named if not name.startswith("renditions/")}


def _names(storage: Storage, folder: str) -> list[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = f"{folder}/" if folder else ""
    return [f"{below}{name}" for name in files] + [name for one in folders for name in _names(storage, f"{below}{one}")]
