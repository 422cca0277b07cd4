"""The lists of the admin on a phone and a tablet, with the rows of the sample site."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from tests.factories import make_mail
from tests.waiting import wait_for

FITS = """width => innerWidth === width && [document.documentElement, ...document.querySelectorAll(".results")]
  .every((part) => part.scrollWidth <= part.clientWidth)"""


def lists():
    for model in admin.site._registry:
        try:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        except NoReverseMatch:  # One row, and no list.
            continue


@pytest.fixture
def _sample(transactional_db):
    call_command("load_demo", verbosity=0)
    make_mail()


@pytest.mark.usefixtures("_sample")
def test_lists_do_not_scroll_sideways(staff, axe):
    for path in lists():
        staff.goto(path)
        for width in (768, 360):
            staff.set_viewport_size({"width": width, "height": 740})
            # The editor's toolbar follows a new width a moment later.
            wait_for(staff, FITS, width)
        axe(staff)
