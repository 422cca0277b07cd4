"""Whatever is written down of anybody stands in a holding, or is nobody's."""

import pytest
from django.apps import apps
from django.db import models

from privacy.holdings import HOLDINGS
from privacy.holdings.nobodys import NOBODYS

pytestmark = pytest.mark.django_db

TEXT = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.FileField)

MODELS = [model for model in apps.get_models() if not model._meta.proxy]


def may_hold_a_person(field) -> bool:
    return isinstance(field, TEXT) and not field.choices


def in_holdings(model) -> set[str]:
    return {name for holding in HOLDINGS if holding.model is model for name in holding.personal}


def nobodys(model) -> set[str]:
    fields = NOBODYS.get(model._meta.label, ())
    return {field.name for field in model._meta.concrete_fields} if fields is None else set(fields)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_field_with_text_is_somebodys_or_nobodys(model):
    fields = {field.name for field in model._meta.concrete_fields if may_hold_a_person(field)}
    unknown = fields - in_holdings(model) - nobodys(model)
    assert not unknown, f"Say in privacy/holdings whose they are: {sorted(unknown)} of {model._meta.label}"


def test_nothing_is_both(subtests):
    for model in apps.get_models():
        with subtests.test(model._meta.label):
            assert not in_holdings(model) & nobodys(model)


def test_holdings_name_nothing_that_is_not_there(subtests):
    labels = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in apps.get_models()}
    for holding in HOLDINGS:
        with subtests.test(holding.model._meta.label):
            assert set(holding.personal) <= labels[holding.model._meta.label]


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: type(holding).__name__)
def test_each_has_a_title_and_a_label_for_all_that_it_gives(holding):
    assert holding.title
    assert all(holding.label(name) for name in holding.names)
