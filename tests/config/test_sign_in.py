import pytest

from tests.factories import make_coach

DAY = 86_400


@pytest.mark.django_db
def test_coach_stays_signed_in_on_her_own_device(client, settings):
    make_coach(email="mara@example.org", password="a-long-password")
    response = client.post("/admin/login/", {"username": "mara@example.org", "password": "a-long-password"})
    assert response.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE == 90 * DAY
