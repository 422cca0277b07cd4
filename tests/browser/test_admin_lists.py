"""The lists of the admin on a phone and a tablet, with the rows of the sample site."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from tests.factories import make_mail

STANDS_OUT = """() => [document.documentElement, ...document.querySelectorAll(".results")]
  .some((part) => part.scrollWidth > part.clientWidth)"""


def lists():
    for model in admin.site._registry:
        try:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        except NoReverseMatch:  # One row, and no list.
            continue


@pytest.fixture
def _sample(transactional_db):
    call_command("load_demo", "--picture-width=90", verbosity=0)
    make_mail()


@pytest.mark.usefixtures("_sample")
def test_no_list_has_to_be_moved_sideways(desk, axe):
    for path in lists():
        desk.goto(path)
        for width in (768, 360):
            desk.set_viewport_size({"width": width, "height": 740})
            assert not desk.evaluate(STANDS_OUT), (path, width)
        axe(desk)
