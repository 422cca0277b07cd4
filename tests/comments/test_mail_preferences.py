"""The pages that a reader's mail links to. Following a link changes nothing, and no cookie is set."""

import pytest
from django.test import Client

from comments.models import MailRecipient
from comments.notifications.mails import links_for
from tests.factories import make_comment, make_question

pytestmark = pytest.mark.django_db

PAGES = ["confirm", "stop", "disown", "mute"]


@pytest.fixture
def question():
    return make_question(email="nadia@example.org")


@pytest.fixture
def nadia(question):
    return MailRecipient.objects.get()


@pytest.fixture
def paths(settings, nadia, question):
    settings.SITE_URL = "http://testserver"
    links = links_for(nadia, question.pk)
    return {name.removesuffix("_url"): url.removeprefix("http://testserver") for name, url in links.items()}


@pytest.fixture
def provider():
    """A mail provider: it sends no cookie and no origin; every check is on."""
    return Client(enforce_csrf_checks=True)


def preferences(recipient):
    recipient.refresh_from_db()
    return {
        "confirm": bool(recipient.confirmed_at),
        "stop": bool(recipient.stopped_at),
        "disown": bool(recipient.disowned_at),
        "mute": recipient.mutes.exists(),
    }


@pytest.mark.parametrize("page", PAGES)
def test_button_changes_a_preference_and_undo_restores_it(reader, nadia, paths, page):
    response = reader.post(paths[page])
    assert (response.status_code, response["Location"]) == (303, paths[page])
    assert preferences(nadia)[page]
    assert 'name="undo"' in reader.get(paths[page]).text
    reader.post(paths[page], {"undo": "1"})
    assert not any(preferences(nadia).values())


@pytest.mark.parametrize("page", [*PAGES, "one_click"])
@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_following_the_link_changes_nothing(reader, nadia, paths, page, method):
    getattr(reader, method)(paths[page], follow=True)
    assert not any(preferences(nadia).values())


@pytest.mark.parametrize("page", PAGES)
def test_page_is_not_cached_and_sets_no_cookie(reader, paths, page):
    response = reader.get(paths[page])
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_button_of_another_site_changes_nothing(provider, nadia, paths, page, headers):
    response = provider.post(paths[page], headers=headers)
    assert response.status_code == 403
    assert f'href="{paths[page]}"' in response.text
    assert not any(preferences(nadia).values())


@pytest.mark.parametrize("page", PAGES)
def test_pressing_the_button_twice_changes_nothing_more(reader, nadia, paths, page):
    reader.post(paths[page])
    before = preferences(nadia)
    reader.post(paths[page])
    assert preferences(nadia) == before


def test_confirming_after_a_stop_is_refused(reader, nadia, paths):
    reader.post(paths["stop"])
    reader.post(paths["confirm"])
    assert not preferences(nadia)["confirm"]
    assert "You asked us not to write" in reader.get(paths["confirm"]).text


def test_undoing_a_stop_restores_the_preferences(reader, nadia, paths):
    reader.post(paths["confirm"])
    reader.post(paths["stop"])
    reader.post(paths["stop"], {"undo": "1"})
    assert preferences(nadia) == {"confirm": True, "stop": False, "disown": False, "mute": False}


def forged_paths(path):
    """The path with another first, middle or last byte in its token. ``tests/core/test_tokens.py`` tries each byte."""
    start, end = path.rstrip("/").rindex("/") + 1, len(path) - 2
    for place in (start, (start + end) // 2, end):
        for char in "A.":
            if char != path[place]:
                yield path[:place] + char + path[place + 1 :]


@pytest.mark.parametrize("page", [*PAGES, "one_click"])
def test_link_with_a_changed_byte_is_not_found(reader, nadia, paths, page):
    answers = {reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code for path in forged_paths(paths[page])}
    assert answers == {404}
    assert not any(preferences(nadia).values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("other", PAGES)
def test_token_works_on_one_page_only(reader, nadia, paths, page, other):
    token = paths[other].rstrip("/").rpartition("/")[2]
    front = paths[page].rstrip("/").rpartition("/")[0]
    status = reader.post(f"{front}/{token}/").status_code
    assert status == (303 if page == other else 404)


def test_mute_token_is_for_one_thread(reader, nadia, question, paths):
    other = make_comment(question.post)
    path = paths["mute"].replace(f"/{question.pk}/", f"/{other.pk}/", 1)
    assert reader.post(path).status_code == 404
    assert not preferences(nadia)["mute"]


def test_all_invalid_links_get_the_same_response(reader, nadia, paths):
    forged = reader.get(paths["stop"][:-2] + "x/")
    swapped = reader.get(paths["stop"].replace("stop", "confirm"))
    nadia.delete()
    gone = reader.get(paths["stop"])
    assert {forged.content, swapped.content} == {gone.content}
    assert gone.status_code == 404
    assert "This link doesn’t work" in gone.text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_one_click_unsubscribe_stops_mail(provider, nadia, paths, kind):
    bodies = {
        "a": "List-Unsubscribe=One-Click",
        "m": '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    }
    response = provider.post(paths["one_click"], bodies[kind[0]], content_type=kind)
    assert response.status_code == 200
    assert not response.cookies
    assert preferences(nadia)["stop"]


def test_one_click_unsubscribe_can_be_repeated(provider, nadia, paths):
    for _ in range(2):
        assert provider.post(paths["one_click"], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences(nadia)["stop"]


def test_post_without_the_one_click_field_stops_nothing(provider, nadia, paths):
    assert provider.post(paths["one_click"]).status_code == 400
    assert not preferences(nadia)["stop"]


def test_opening_the_one_click_link_redirects_to_the_page(reader, paths):
    assert reader.get(paths["one_click"])["Location"] == paths["stop"]


def test_mute_page_of_a_deleted_thread_is_not_found(reader, question, paths):
    question.delete()
    assert reader.get(paths["mute"]).status_code == 404
