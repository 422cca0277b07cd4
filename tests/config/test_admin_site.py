import pytest

from blog.models import SiteTexts
from tests.factories import make_coach

pytestmark = pytest.mark.django_db


def test_sign_in_names_the_site(client):
    SiteTexts(pk=1, name="Strong with Mara").save()
    assert "Strong with Mara" in client.get("/admin/login/").content.decode()


def test_front_page_begins_with_the_readers_and_ends_with_the_machinery(client):
    client.force_login(make_coach())
    html = client.get("/admin/").text.split('id="content-main"')[1]
    places = [html.index(f"/admin/{app}/") for app in ("comments", "coaching", "blog", "outbox", "django_ox")]
    assert places == sorted(places)
