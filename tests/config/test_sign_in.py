import pytest

from tests.factories import make_coach

DAY = 86_400


@pytest.mark.django_db
def test_session_lasts_90_days(client, settings):
    make_coach(email="mara@example.org", password="a-long-password")
    response = client.post("/account/login/", {"login": "mara@example.org", "password": "a-long-password"})
    assert response.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE == 90 * DAY
