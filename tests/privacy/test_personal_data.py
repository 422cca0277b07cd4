"""Every text field of the site is named as personal data or as not personal."""

import pytest
from django.apps import apps
from django.db import models

from privacy.personal_data import PERSONAL_DATA
from privacy.personal_data.not_personal import NOT_PERSONAL

TEXT = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.FileField)

MODELS = [model for model in apps.get_models() if not model._meta.proxy]


def may_hold_a_person(field) -> bool:
    return isinstance(field, TEXT) and not field.choices


def personal_fields(model) -> set[str]:
    return {
        name
        for personal_data in PERSONAL_DATA
        if personal_data.model is model
        for name in personal_data.personal_fields
    }


def not_personal_fields(model) -> set[str]:
    fields = NOT_PERSONAL.get(model._meta.label, ())
    return {field.name for field in model._meta.concrete_fields} if fields is None else set(fields)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_text_field_is_personal_or_not_personal(model):
    fields = {field.name for field in model._meta.concrete_fields if may_hold_a_person(field)}
    unknown = fields - personal_fields(model) - not_personal_fields(model)
    assert not unknown, f"Say in privacy/personal_data/ whose they are: {sorted(unknown)} of {model._meta.label}"


def test_no_field_is_both(subtests):
    for model in apps.get_models():
        with subtests.test(model._meta.label):
            assert not personal_fields(model) & not_personal_fields(model)


def test_personal_data_names_only_existing_fields(subtests):
    labels = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in apps.get_models()}
    for personal_data in PERSONAL_DATA:
        with subtests.test(personal_data.model._meta.label):
            assert set(personal_data.personal_fields) <= labels[personal_data.model._meta.label]


@pytest.mark.parametrize("personal_data", PERSONAL_DATA, ids=lambda personal_data: type(personal_data).__name__)
def test_personal_data_has_a_title_and_labels(personal_data):
    assert personal_data.title
    assert all(personal_data.label(name) for name in personal_data.export_names)
