"""What scripts read and change of a picture: its description and its focal point."""

import json
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.uploads.views import refusal
from media.admin import picker
from media.models import Picture

FIELDS = ("alternative_text", "focal_x", "focal_y")


class DetailsForm(forms.ModelForm[Picture]):
    class Meta:
        model = Picture
        fields = FIELDS


def change(request: HttpRequest, picture: Picture) -> HttpResponse:
    """Change those of the ``FIELDS`` that are in the JSON of the request."""
    form = DetailsForm({**model_to_dict(picture, FIELDS), **_read(request)}, instance=picture)
    if not form.is_valid():
        return refusal(422, " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    form.save()
    return show(picture)


def show(picture: Picture) -> HttpResponse:
    return JsonResponse({**picker.describe(picture), **model_to_dict(picture, FIELDS)})


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}
