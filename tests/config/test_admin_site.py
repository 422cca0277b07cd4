import pytest

from blog.models import SiteTexts
from tests.factories import make_coach

pytestmark = pytest.mark.django_db


def test_sign_in_page_names_the_site(client):
    SiteTexts(pk=1, name="Strong with Mara").save()
    assert "Strong with Mara" in client.get("/account/login/").content.decode()


def test_front_page_lists_apps_by_daily_use(client):
    client.force_login(make_coach())
    html = client.get("/admin/").text.split('id="content-main"')[1]
    places = [html.index(f"/admin/{app}/") for app in ("comments", "coaching", "blog", "outbox", "django_ox")]
    assert places == sorted(places)
