"""The forms and previews of blocks, as the editor's script asks for them."""

import re

import pytest
from django.test import Client

from accounts.roles import Role
from core.html import block_marker
from tests.factories import make_coach, make_offer, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

FORM = "/admin/blocks/{}/"
PREVIEW = "/admin/blocks/{}/preview/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def chosen(staff: Client, kind: str, key: str = "", **data: object) -> str:
    response = staff.post(f"{FORM.format(kind)}?key={key}", data)
    assert response.status_code == 200, response.content.decode()
    found: str = response.json()["key"]
    return found


def refused(staff: Client, kind: str, **data: object) -> str:
    response = staff.post(FORM.format(kind), data)
    assert response.status_code == 422
    html = response.content.decode()
    return " ".join(re.findall(r'<ul class="errorlist".*?</ul>', html, re.DOTALL))


def preview(staff: Client, kind: str, key: str) -> str:
    response = staff.get(PREVIEW.format(kind), {"key": key})
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


@pytest.mark.parametrize("kind", ["picture", "gallery", "video", "quote", "note", "article", "offer"])
def test_form_is_a_fragment_with_a_token(staff: Client, kind: str) -> None:
    html = staff.get(FORM.format(kind)).content.decode()
    assert html.strip().startswith("<form")
    assert "csrfmiddlewaretoken" in html
    assert "<html" not in html


@pytest.mark.parametrize("kind", ["picture", "gallery", "video", "quote", "note", "article", "offer"])
@pytest.mark.parametrize("key", ["x" * 300, "1-2-3", "999999999999999999", "<script>", "ümlaut"])
def test_form_and_preview_take_any_key(staff: Client, kind: str, key: str) -> None:
    assert staff.get(FORM.format(kind), {"key": key}).status_code == 200
    response = staff.get(PREVIEW.format(kind), {"key": key})
    assert response.status_code == 204
    assert response.content == b""


def test_unknown_kind_is_not_found(staff: Client) -> None:
    assert staff.get(FORM.format("poll")).status_code == staff.get(PREVIEW.format("poll")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 200), (Role.COACH, 200), (Role.WRITER, 200), (Role.HELPER, 403)]
)
def test_form_and_preview_are_for_those_who_write(client: Client, role: str, status: int) -> None:
    client.force_login(make_user(is_staff=True, role=role))
    for url in (FORM, PREVIEW):
        assert client.get(url.format("note"), {"key": "tip"}).status_code == status


def test_form_and_preview_are_not_for_readers(client: Client) -> None:
    for url in (FORM, PREVIEW):
        assert client.get(url.format("note"), {"key": "tip"}).status_code == 302


def test_form_needs_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_coach())
    assert client.post(FORM.format("note"), {"about": "tip"}).status_code == 403


@pytest.mark.parametrize(("place", "ending"), [("", ""), ("wide", "-wide"), ("side", "-side")])
def test_picture_has_a_place(staff: Client, place: str, ending: str) -> None:
    picture = make_picture(alternative_text="A squat")
    key = chosen(staff, "picture", picture=picture.pk, place=place, alternative_text="A squat")
    assert key == f"{picture.pk}{ending}"
    html = preview(staff, "picture", key)
    assert picture.url in html
    assert 'alt="A squat"' in html


def test_words_of_a_picture_are_kept_with_it(staff: Client) -> None:
    picture = make_picture()
    chosen(staff, "picture", picture=picture.pk, place="", alternative_text="A deep squat")
    picture.refresh_from_db()
    assert picture.alternative_text == "A deep squat"
    chosen(staff, "picture", key=str(picture.pk), picture=picture.pk, place="", alternative_text="")
    picture.refresh_from_db()
    assert picture.alternative_text == ""


def test_words_of_another_picture_are_not_lost(staff: Client) -> None:
    before, picture = make_picture(alternative_text="Before"), make_picture(alternative_text="A squat")
    for words in ("Before", ""):
        chosen(staff, "picture", key=str(before.pk), picture=picture.pk, place="", alternative_text=words)
        picture.refresh_from_db()
        assert picture.alternative_text == "A squat"


def test_picture_that_does_not_exist_is_refused(staff: Client) -> None:
    assert "Please choose a picture." in refused(staff, "picture", picture="7", place="")


def test_credit_is_in_the_caption(client: Client) -> None:
    picture = make_picture(credit="Ines <b>")
    make_post("hips", body=block_marker("picture", str(picture.pk), "Deep"))
    html = client.get("/hips/").content.decode()
    assert '<figcaption>Deep <span class="credit">Picture: Ines &lt;b&gt;</span></figcaption>' in html


def test_gallery_keeps_the_order(staff: Client) -> None:
    one, two, three = (make_picture() for _number in range(3))
    key = chosen(staff, "gallery", pictures=[three.pk, one.pk, two.pk])
    assert key == f"{three.pk}-{one.pk}-{two.pk}"
    html = preview(staff, "gallery", key)
    assert re.findall(r'<a href="([^"]+)"', html) == [three.url, one.url, two.url]
    assert 'aria-label="Picture 2 of 3"' in html


def test_gallery_leaves_out_deleted_pictures(staff: Client) -> None:
    picture = make_picture()
    assert preview(staff, "gallery", f"{picture.pk}-99999").count("<li>") == 1


def test_gallery_has_a_limit(staff: Client) -> None:
    pks = [picture.pk for picture in [make_picture() for _number in range(25)]]
    assert "at most 24 pictures" in refused(staff, "gallery", pictures=pks)


@pytest.mark.parametrize(
    "written",
    [
        "Knees on stairs",
        "knees on STAIRS",
        "knees",
        "/knees/",
        "http://testserver/knees/?a=1#b",
        "old-knees",
        " knees ",
    ],
)
def test_article_is_found_by_title_or_address(staff: Client, written: str) -> None:
    make_post("old-knees", title="Knees on stairs").move_to("knees")
    assert chosen(staff, "article", article=written) == "knees"


@pytest.mark.parametrize("written", ["Nothing", "https://example.org/knees/", "/", "x\0"])
def test_article_that_does_not_exist_is_refused(staff: Client, written: str) -> None:
    make_post("knees", title="Knees on stairs")
    assert refused(staff, "article", article=written)


def test_article_is_shown_at_its_new_address(staff: Client) -> None:
    make_post("old-knees", title="Knees on stairs", teaser="Down is harder.").move_to("knees")
    html = preview(staff, "article", "old-knees")
    assert 'href="/knees/"' in html
    assert "Down is harder." in html


@pytest.mark.parametrize("state", ["draft", "private"])
def test_article_that_is_not_public_is_not_shown(staff: Client, state: str) -> None:
    make_post("knees", state=state)
    assert staff.get(PREVIEW.format("article"), {"key": "knees"}).status_code == 204


def test_article_with_a_slug_in_any_script_is_shown(client: Client) -> None:
    make_post("घुटने-को-मज़बूत", title="Knees")
    make_post("hips", body=block_marker("article", "घुटने-को-मज़बूत"))
    assert "Read also" in client.get("/hips/").content.decode()


def test_offers_say_whether_they_are_current(staff: Client) -> None:
    make_offer("challenge", name="28 days")
    html = staff.get(FORM.format("offer"), {"key": "challenge"}).content.decode()
    assert '<option value="challenge" selected>28 days</option>' in html
    assert chosen(staff, "offer", offer="challenge") == "challenge"


def test_note_and_quote_are_one_of_their_kinds(staff: Client) -> None:
    assert chosen(staff, "note", about="doctor") == "doctor"
    assert chosen(staff, "quote", style="large") == "large"
    assert refused(staff, "note", about="danger")


@pytest.mark.parametrize("dash", ["—", "–", "-", "--"])
def test_last_line_of_a_quote_says_whose_it_is(client: Client, dash: str) -> None:
    body = block_marker("quote", "large", f"<p>Slow — then slower.</p><p>{dash} Nadia <em>Sommer</em></p>")
    make_post("hips", body=body)
    html = client.get("/hips/").content.decode()
    assert "<blockquote><p>Slow — then slower.</p></blockquote>" in html
    assert "<figcaption>Nadia <em>Sommer</em></figcaption>" in html


def test_quote_of_one_line_has_no_source(client: Client) -> None:
    make_post("hips", body=block_marker("quote", "plain", "<p>Slow.</p>"))
    html = client.get("/hips/").content.decode()
    assert "<blockquote><p>Slow.</p></blockquote></figure>" in html
