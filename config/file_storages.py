"""Where files are kept: in folders under ``DATA_DIR``, or in the bucket that ``S3_URL`` names."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote

from config.environment import refuse, split_url, without_password

Storages = dict[str, dict[str, Any]]

EXAMPLE = "https://key:secret@host/bucket?region=eu-central-1, or nothing for folders under DATA_DIR"

FOLDERS: Storages = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "core.private_files.PrivateFileStorage"},
    "transient": {"BACKEND": "core.private_files.PrivateFileStorage", "OPTIONS": {"folder": ""}},
}


def storages() -> Storages:
    """Return the storages of the settings: for public files, for private ones, for those that are deleted after some
    days, and with a bucket for the erasure log."""
    value = os.environ.get("S3_URL", "")
    return _in_bucket(_bucket_options(value)) if value else FOLDERS


def _in_bucket(options: dict[str, str]) -> Storages:
    def storage(folder: str, **more: Any) -> dict[str, Any]:
        path = f"{options['prefix']}{folder}"
        others = {name: option for name, option in options.items() if name != "prefix"}
        return {"BACKEND": "core.object_storage.ObjectStorage", "OPTIONS": {**others, "folder": path, **more}}

    return {
        "default": storage("media", is_public=True),
        "private": storage("private"),
        "transient": storage("transient"),
        "erasures": storage("erased-addresses"),
    }


def _bucket_options(value: str) -> dict[str, str]:
    refused = refuse("S3_URL", without_password(value), EXAMPLE)
    parts = split_url(value)
    if not parts or parts.scheme not in ("http", "https") or parts.fragment:
        raise refused
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    region = query.pop("region", "us-east-1")
    if not bucket or not region or query or bool(parts.username) != bool(parts.password):
        raise refused
    return {
        "endpoint": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "region": region,
        "key": unquote(parts.username or ""),
        "secret": unquote(parts.password or ""),
        "bucket": bucket,
        "prefix": f"{prefix}/" if prefix else "",
    }
