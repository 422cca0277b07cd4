"""The pages that a reader's mail links to. A link alone decides nothing, and no cookie is asked for."""

import pytest
from django.test import Client

from comments.letters import links_for
from comments.models import Correspondent
from tests.factories import make_comment, make_question

pytestmark = pytest.mark.django_db

PAGES = ["confirm", "stop", "disown", "mute"]


@pytest.fixture
def question():
    return make_question(email="nadia@example.org")


@pytest.fixture
def nadia(question):
    return Correspondent.objects.get()


@pytest.fixture
def paths(settings, nadia, question):
    settings.SITE_URL = "http://testserver"
    links = links_for(nadia, question.pk)
    return {name.removesuffix("_url"): url.removeprefix("http://testserver") for name, url in links.items()}


@pytest.fixture
def provider():
    """A mail provider: it sends no cookie, no origin, and is checked as everybody is."""
    return Client(enforce_csrf_checks=True)


def decided(correspondent):
    correspondent.refresh_from_db()
    return {
        "confirm": bool(correspondent.confirmed_at),
        "stop": bool(correspondent.stopped_at),
        "disown": bool(correspondent.disowned_at),
        "mute": correspondent.mutes.exists(),
    }


@pytest.mark.parametrize("page", PAGES)
def test_button_decides_and_undo_takes_it_back(reader, nadia, paths, page):
    response = reader.post(paths[page])
    assert (response.status_code, response["Location"]) == (303, paths[page])
    assert decided(nadia)[page]
    assert 'name="undo"' in reader.get(paths[page]).text
    reader.post(paths[page], {"undo": "1"})
    assert not any(decided(nadia).values())


@pytest.mark.parametrize("page", [*PAGES, "one_click"])
@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_whoever_only_follows_the_link_decides_nothing(reader, nadia, paths, page, method):
    getattr(reader, method)(paths[page], follow=True)
    assert not any(decided(nadia).values())


@pytest.mark.parametrize("page", PAGES)
def test_page_is_kept_by_nobody_and_asks_for_no_cookie(reader, paths, page):
    response = reader.get(paths[page])
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_button_of_another_site_decides_nothing(provider, nadia, paths, page, headers):
    response = provider.post(paths[page], headers=headers)
    assert response.status_code == 403
    assert f'href="{paths[page]}"' in response.text
    assert not any(decided(nadia).values())


@pytest.mark.parametrize("page", PAGES)
def test_deciding_twice_is_deciding_once(reader, nadia, paths, page):
    reader.post(paths[page])
    before = decided(nadia)
    reader.post(paths[page])
    assert decided(nadia) == before


def test_yes_after_a_stop_decides_nothing_and_says_so(reader, nadia, paths):
    reader.post(paths["stop"])
    reader.post(paths["confirm"])
    assert not decided(nadia)["confirm"]
    assert "You asked us not to write" in reader.get(paths["confirm"]).text


def test_undoing_a_stop_brings_back_what_was_asked_for(reader, nadia, paths):
    reader.post(paths["confirm"])
    reader.post(paths["stop"])
    reader.post(paths["stop"], {"undo": "1"})
    assert decided(nadia) == {"confirm": True, "stop": False, "disown": False, "mute": False}


def flipped(path):
    """Every path that differs in one byte of its last part."""
    start = path.rstrip("/").rindex("/") + 1
    for place in range(start, len(path) - 1):
        for char in "A.":
            if char != path[place]:
                yield path[:place] + char + path[place + 1 :]


@pytest.mark.parametrize("page", [*PAGES, "one_click"])
def test_no_byte_of_a_link_can_be_changed(reader, nadia, paths, page):
    answers = {reader.post(path, {"List-Unsubscribe": "One-Click"}).status_code for path in flipped(paths[page])}
    assert answers == {404}
    assert not any(decided(nadia).values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("other", PAGES)
def test_token_opens_one_page_only(reader, nadia, paths, page, other):
    token = paths[other].rstrip("/").rpartition("/")[2]
    front = paths[page].rstrip("/").rpartition("/")[0]
    status = reader.post(f"{front}/{token}/").status_code
    assert status == (303 if page == other else 404)


def test_token_to_mute_is_for_one_thread(reader, nadia, question, paths):
    other = make_comment(question.post)
    path = paths["mute"].replace(f"/{question.pk}/", f"/{other.pk}/", 1)
    assert reader.post(path).status_code == 404
    assert not decided(nadia)["mute"]


def test_all_dead_links_give_one_answer(reader, nadia, paths):
    forged = reader.get(paths["stop"][:-2] + "x/")
    swapped = reader.get(paths["stop"].replace("stop", "confirm"))
    nadia.delete()
    gone = reader.get(paths["stop"])
    assert {forged.content, swapped.content} == {gone.content}
    assert gone.status_code == 404
    assert "This link does not work" in gone.text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_mail_provider_stops_with_one_touch(provider, nadia, paths, kind):
    bodies = {
        "a": "List-Unsubscribe=One-Click",
        "m": '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    }
    response = provider.post(paths["one_click"], bodies[kind[0]], content_type=kind)
    assert response.status_code == 200
    assert not response.cookies
    assert decided(nadia)["stop"]


def test_mail_provider_may_do_so_twice(provider, nadia, paths):
    for _ in range(2):
        assert provider.post(paths["one_click"], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert decided(nadia)["stop"]


def test_other_post_there_stops_nothing(provider, nadia, paths):
    assert provider.post(paths["one_click"]).status_code == 400
    assert not decided(nadia)["stop"]


def test_person_who_opens_it_gets_the_page_with_the_button(reader, paths):
    assert reader.get(paths["one_click"])["Location"] == paths["stop"]


def test_page_of_a_thread_that_is_gone(reader, question, paths):
    question.delete()
    assert reader.get(paths["mute"]).status_code == 404
