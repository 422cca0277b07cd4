"""The page of numbers: a picture without a script, for a phone too."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coaching.models import Click
from tests.factories import make_application, make_offer, make_post


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_are_open_to_everyone(desk, axe, width, scheme):
    post = make_post(title="Strong hips")
    Click.objects.create(offer=make_offer(), post=post, day=timezone.localdate(), count=12)
    make_application(came_from_post=post)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)
    desk.goto("/admin/coaching/numbers/")
    expect(desk.get_by_role("img", name="Clicks on offers")).to_be_visible()
    expect(desk.get_by_role("row", name="Strong hips")).to_contain_text("12")
    axe(desk)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
