"""The settings of the podcast."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from podcast.models import Show
from podcast.models.show import feed_guid
from tests.admin_forms import form_data
from tests.factories import make_coach, make_episode, make_picture, make_show, make_user

pytestmark = pytest.mark.django_db

URL = reverse("admin:podcast_show_change", args=[1])


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def send(client: Client, **changes: Any) -> Any:
    return client.post(URL, {**form_data(client.get(URL).content.decode()), **changes})


def test_new_podcast_begins_with_what_the_site_knows(owner: Client) -> None:
    data = form_data(owner.get(URL).content.decode())
    assert (data["title"], data["author"], data["owner_email"]) == ("Sturdy", "Mara Lindt", "")
    assert not Show.objects.exists()


def test_settings_are_saved(owner: Client) -> None:
    cover = make_picture(1400, 1500)
    changes = {
        "title": "Strong Enough",
        "description": "Short talks.",
        "category": "Health & Fitness > Fitness",
        "owner_email": "mara@example.org",
        "picture-library": str(cover.pk),
        "kind": "serial",
    }
    assert send(owner, **changes).status_code == 302
    show = Show.load()
    assert (show.title, show.picture, show.kind) == ("Strong Enough", cover, Show.Kind.SERIAL)
    assert [(one.name, one.subcategory) for one in show.categories] == [("Health & Fitness", "Fitness")]


def test_identity_is_kept_when_the_site_moves(owner: Client, settings: Any) -> None:
    send(owner, title="Strong Enough", description="Short talks.")
    guid = Show.load().guid
    assert guid == feed_guid(f"{settings.SITE_URL}/podcast/feed/")
    settings.SITE_URL = "https://new.example"
    send(owner, title="Stronger")
    assert Show.load().guid == guid


def test_identity_is_that_of_the_standard() -> None:
    """The example of https://podcasting2.org/docs/podcast-namespace/tags/guid."""
    assert feed_guid("https://mp3s.nashownotes.com/pc20rss.xml") == "917393e3-1b1e-5cef-ace4-edaa54e1f810"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"category": "Squats"}, "is not one of the available choices"),
        ({"directories_text": "overcast.fm"}, "is no address"),
        ({"language": "en_GB; x"}, "as a code"),
        ({"new_feed_url": "moved"}, "Enter a valid URL"),
        ({"owner_email": "mara"}, "Enter a valid email address"),
    ],
)
def test_refusals(owner: Client, changes: dict[str, str], sentence: str) -> None:
    response = send(owner, **{"description": "Short talks.", **changes})
    assert response.status_code == 200
    assert sentence in str(response.context["adminform"].form.errors)
    assert not Show.objects.exists()


def test_small_cover_is_refused_with_its_size(owner: Client) -> None:
    response = send(owner, description="Short talks.", **{"picture-library": str(make_picture(1300, 2000).pk)})
    assert "1300 × 2000 pixels" in str(response.context["adminform"].form.errors)


def test_page_says_what_directories_still_need(owner: Client) -> None:
    make_show(category="", owner_email="")
    html = owner.get(URL).content.decode()
    assert "It is in a category." in html
    assert "It has an episode that is public." in html
    make_show(category="Sports", picture=make_picture(60, 60))
    make_episode()
    html = owner.get(URL).content.decode()
    assert "Everything that they ask for is there." in html
    assert "/podcast/feed/</code>" in html


@pytest.mark.parametrize("role", [Role.COACH, Role.WRITER, Role.HELPER])
def test_others_than_owners_may_not_change_them(client: Client, role: Role) -> None:
    client.force_login(make_user(is_staff=True, role=role))
    assert client.get(URL).status_code == 403
