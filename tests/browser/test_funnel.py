"""The page of the funnel: charts without a script, also on a phone."""

from django.utils import timezone
from playwright.sync_api import expect

from offers.models import Click
from tests.factories import make_application, make_offer, make_post


def test_funnel_is_accessible_and_fits_the_width(staff, check_page):
    post = make_post(title="Strong hips")
    Click.objects.create(offer=make_offer(), post=post, day=timezone.localdate(), count=12)
    make_application(came_from_post=post)
    staff.goto("/admin/coaching/funnelpage/")
    expect(staff.get_by_role("img", name="Clicks on offers")).to_be_visible()
    expect(staff.get_by_role("row", name="Strong hips")).to_contain_text("12")
    check_page(staff)
