"""All rows as JSON, without secrets and without what the site only keeps to work.

``SCHEMA_VERSION`` changes when a field is removed or means something else; a new model or field does not change it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from operations.backup.rows import ROWS_AT_ONCE, plain

SCHEMA_VERSION = 1

# Whole apps: sign-in, sessions, tasks, what is made from other rows, and records of this app.
LEFT_OUT_APPS = set("account admin auth contenttypes core django_ox mfa operations pagecache search sessions".split())
# Rows that give access, that are only for a moment, or that were kept to find what was erased. Mails have links in
# them that give access to what they are about.
LEFT_OUT_MODELS = set(
    "accounts.device accounts.invitation accounts.signinthrottle accounts.user_groups accounts.user_user_permissions "
    "blog.guestlink blog.presence blog.unpublishedpicture coaching.linkrequest comments.akismetcheck "
    "comments.knownanswers comments.spamfilter inbox.inboxaction outbox.mailsubject outbox.outgoingmail "
    "privacy.mention privacy.privacyrequest".split()
)
# Fields that give access or identify machines, and columns that are computed from others.
LEFT_OUT_FIELDS = set(
    "claimed_until creation_token digest encrypted_password fingerprint ip_address is_known_answered link_number "
    "network password referrer screening_claimed_until token user_agent".split()
)


def models() -> list[type[Model]]:
    """Return the models that are exported, in the order of their labels."""
    found = [model for model in apps.get_models(include_auto_created=True) if is_exported(model)]
    return sorted(found, key=lambda model: model._meta.label_lower)


def is_exported(model: type[Model]) -> bool:
    meta = model._meta
    is_left_out = meta.app_label in LEFT_OUT_APPS or meta.label_lower in LEFT_OUT_MODELS
    return not is_left_out and not meta.proxy and meta.managed


def fields_of(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in LEFT_OUT_FIELDS]


def rows(model: type[Model]) -> Iterator[str]:
    """Yield each row as a line of JSON: an object with the names of the fields. Memory is bounded."""
    fields = fields_of(model)
    names = [field.name for field in fields]
    found = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in found.iterator(chunk_size=ROWS_AT_ONCE):
        yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=plain) + "\n"


def schema() -> str:
    """Return what each file and each field is, as JSON."""
    described = {
        model._meta.label_lower: {
            "file": f"{model._meta.label_lower}.jsonl",
            "what": str(model._meta.verbose_name_plural),
            "fields": {field.name: _described(field) for field in fields_of(model)},
        }
        for model in models()
    }
    return json.dumps({"version": SCHEMA_VERSION, "models": described}, ensure_ascii=False, indent=1)


def _described(field: "Field[Any, Any]") -> dict[str, Any]:
    described: dict[str, Any] = {"type": field.get_internal_type(), "what": str(field.verbose_name)}
    if field.null:
        described["may_be_null"] = True
    if field.related_model:
        described["refers_to"] = field.related_model._meta.label_lower
    if field.choices:
        described["values"] = {str(value): str(label) for value, label in field.flatchoices}
    return described
