import pytest

from blog.models import SiteTexts
from privacy.models import RetentionSettings

pytestmark = pytest.mark.django_db


def notice(client) -> str:
    response = client.get("/privacy/")
    assert response.status_code == 200
    return response.content.decode()


def test_notice_says_how_long_things_are_kept(client):
    RetentionSettings(
        pk=1, ip_address_days=17, spam_days=23, unconfirmed_days=9, mail_days=61, proposal_days=400
    ).save()
    html = notice(client)
    assert "Your IP address is deleted after 17 days." in html
    assert "What the site takes for spam is deleted after 23 days." in html
    assert "all of it is deleted after 9 days." in html
    assert "deleted 61 days after it was sent." in html
    assert "400 days after an application was declined" in html


def test_kept_notice_follows_the_settings(client):
    assert "after 30 days" in notice(client)
    RetentionSettings(pk=1, ip_address_days=17).save()
    assert "Your IP address is deleted after 17 days." in notice(client)


def test_notice_begins_with_the_coachs_own_text(client):
    SiteTexts(pk=1, privacy_introduction="<p>Write to Mara.</p>").save()
    assert "<p>Write to Mara.</p>" in notice(client)


def test_each_page_links_to_the_notice(client):
    assert 'href="/privacy/"' in client.get("/articles/").content.decode()


def test_notice_leads_to_the_readers_own_data(client):
    assert 'href="/privacy/request/"' in notice(client)
