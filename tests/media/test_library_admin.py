"""The library in the admin: lists, a picture's page, uploads, other files, deletion, and choosing in other forms."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from accounts.roles import Role
from blog.models import SiteTexts
from core.images import encoding
from core.uploads.views import MAX_PART_BYTES
from media import library
from media.forms import LibraryChoiceField
from media.models import Document, Label, Picture
from offers.models import Offer
from tests.admin_forms import form_data
from tests.factories import make_coach, make_document, make_offer, make_page, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

LIST, FILES = "/admin/media/picture/", "/admin/media/document/"
SITE_TEXTS = "/admin/blog/sitetexts/1/change/"
UPLOAD, CHOOSE = f"{LIST}upload/", f"{LIST}choose/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def jpeg(name: str = "squat.jpg", color: str = "tomato") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (90, 60), color).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def pdf(name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7", "application/pdf")


def sent_in_parts(staff: Client, content: bytes, kind: str = "picture", name: str = "squat.jpg") -> str:
    """The token of a finished upload."""
    upload = staff.post("/admin/uploads/", {"kind": kind, "name": name, "size": len(content)}).json()
    for offset in range(0, len(content), MAX_PART_BYTES):
        headers = {"Upload-Offset": str(offset)}
        part = content[offset : offset + MAX_PART_BYTES]
        staff.patch(upload["url"], part, content_type="application/offset+octet-stream", headers=headers)
    return str(upload["token"])


def html(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    response = client.get(url, data)
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, **query: Any) -> set[int]:
    """The pictures in the list."""
    return {
        int(pk)
        for pk in re.findall(r'class="library-card" href="/admin/media/picture/(\d+)/', html(client, LIST, query))
    }


class TestLists:
    def test_pictures_are_found_by_their_words_and_labels(self, staff: Client) -> None:
        squat, lunge = (
            make_picture(60, 40, alternative_text="A squat"),
            make_picture(60, 40, alternative_text="A lunge"),
        )
        squat.labels.set(Label.objects.named(["Gym"]))
        assert shown(staff) == {squat.pk, lunge.pk}
        assert shown(staff, q="lunge") == {lunge.pk}
        assert shown(staff, q="gym") == {squat.pk}
        assert shown(staff, label=Label.objects.get().pk) == {squat.pk}

    def test_tabs(self, staff: Client) -> None:
        used = make_picture(1200, 800, alternative_text="A squat")
        make_post(cover=used)
        described = make_picture(1119, 800, alternative_text="A lunge")
        bare = make_picture(1120, 800)
        assert shown(staff, show="undescribed") == {bare.pk}
        assert shown(staff, show="unused") == {described.pk, bare.pk}
        assert shown(staff, show="small") == {described.pk}
        assert shown(staff, show="nonsense") == {used.pk, described.pk, bare.pk}

    def test_list_is_paged_and_costs_the_same_queries(
        self, staff: Client, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        for number in range(50):
            make_picture(30, 20, name=f"{number}.jpg")
        with django_assert_max_num_queries(15):
            assert len(shown(staff)) == 48

    def test_files_are_listed(self, staff: Client) -> None:
        linked, other = make_document("Plan.pdf"), make_document("Menu.pdf")
        make_page(body=f'<p><a href="{linked.address}">Plan</a></p>')
        assert "/files/plan.pdf" in html(staff, FILES, {"q": "plan"})
        unused = html(staff, FILES, {"show": "unused"})
        assert other.address in unused
        assert linked.address not in unused

    @pytest.mark.parametrize(("role", "status"), [(Role.WRITER, 200), (Role.COACH, 200), (Role.HELPER, 403)])
    def test_writers_and_coaches_have_the_library(self, client: Client, role: str, status: int) -> None:
        client.force_login(make_user(is_staff=True, role=role))
        assert [client.get(url).status_code for url in (LIST, FILES, CHOOSE)] == [status] * 3
        assert client.post(UPLOAD, {"file": jpeg()}).status_code == (201 if status == 200 else 403)


class TestUploads:
    def test_file_is_added_by_the_person_who_sends_it(self, client: Client) -> None:
        writer = make_user(is_staff=True, role=Role.WRITER)
        client.force_login(writer)
        response = client.post(UPLOAD, {"file": jpeg()})
        picture = Picture.objects.get()
        assert response.status_code == 201
        assert response.json() == {
            "pk": picture.pk,
            "url": picture.url,
            "thumbnail": picture.url,
            "width": 90,
            "height": 60,
            "alternative_text": "",
            "page": f"/admin/media/picture/{picture.pk}/change/",
        }
        assert (picture.added_by, picture.name) == (writer, "squat.jpg")

    def test_file_sent_in_parts_is_added_once_however_often_it_is_asked_for(self, staff: Client) -> None:
        token = sent_in_parts(staff, jpeg().read())
        first, again = (staff.post(UPLOAD, {"upload": token}) for _time in range(2))
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert Picture.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"file": SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}, "can’t be read"),
            ({"upload": "nothing"}, "has expired"),
            ({"upload": "../../etc/passwd"}, "has expired"),
            ({}, "has expired"),
        ],
    )
    def test_what_is_no_picture_is_refused_with_a_sentence(
        self, staff: Client, data: dict[str, Any], sentence: str
    ) -> None:
        response = staff.post(UPLOAD, data)
        assert response.status_code == 422
        assert sentence in response.json()["error"]
        assert not Picture.objects.exists()

    def test_pdf_sent_as_a_picture_is_refused(self, staff: Client) -> None:
        token = sent_in_parts(staff, b"%PDF-1.7", "document", "plan.pdf")
        assert staff.post(UPLOAD, {"upload": token}).status_code == 422

    def test_nobody_signed_in_gets_a_sentence(self, client: Client) -> None:
        response = client.post(UPLOAD, {"file": jpeg()})
        assert response.status_code == 403
        assert "no longer signed in" in response.json()["error"]

    def test_description_is_kept_if_the_picture_has_none(self, staff: Client) -> None:
        for words in ("A squat", "Something else"):
            response = staff.post(UPLOAD, {"file": jpeg(), "alternative_text": words})
            assert response.json()["alternative_text"] == "A squat"

    def test_csrf_token_is_asked_for(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_coach())
        assert client.post(UPLOAD, {"file": jpeg()}).status_code == 403
        assert not Picture.objects.exists()

    def test_reading_the_address_adds_nothing(self, staff: Client) -> None:
        assert staff.get(UPLOAD).status_code == 405

    def test_many_files_are_added_without_a_script(self, staff: Client) -> None:
        files = [jpeg(), jpeg("lunge.jpg", "navy"), SimpleUploadedFile("a.txt", b"text")]
        response = staff.post(f"{LIST}add/", {"file": files}, follow=True)
        said = [str(message) for message in response.context["messages"]]
        assert Picture.objects.count() == 2
        assert "2 files are added." in said
        assert any(sentence.startswith("a.txt: This file can’t be read") for sentence in said)

    def test_pdf_is_added(self, staff: Client) -> None:
        token = sent_in_parts(staff, b"%PDF-1.7", "document", "plan.pdf")
        assert staff.post(f"{FILES}upload/", {"upload": token}).json()["url"] == "/files/plan.pdf"
        assert staff.post(f"{FILES}upload/", {"file": jpeg()}).status_code == 422

    def test_one_picture_is_decoded_at_a_time(self, staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        read, held = encoding.read_picture, []

        def watched(*args: Any) -> Any:
            held.append(encoding.one_at_a_time.locked())
            return read(*args)

        monkeypatch.setattr(encoding, "read_picture", watched)
        staff.post(UPLOAD, {"file": jpeg()})
        assert held == [True]


class TestPage:
    def change(self, staff: Client, picture: Picture, **fields: Any) -> Any:
        data = {"alternative_text": "", "credit": "", "focal_x": 50, "focal_y": 50, "new_labels": "", **fields}
        return staff.post(f"{LIST}{picture.pk}/change/", data)

    def test_description_credit_labels_and_focal_point_are_saved(self, staff: Client) -> None:
        picture, core = make_picture(), Label.objects.create(name="Core")
        fields = {"alternative_text": "A squat", "credit": "Jonas", "focal_x": 20, "focal_y": 90}
        assert (
            self.change(staff, picture, **fields, labels=[core.pk], new_labels="Gym,  , gym, core").status_code == 302
        )
        picture.refresh_from_db()
        assert {name: getattr(picture, name) for name in fields} == fields
        assert {label.name for label in picture.labels.all()} == {"Core", "Gym"}

    def test_label_without_pictures_is_gone(self, staff: Client) -> None:
        picture = make_picture()
        picture.labels.set(Label.objects.named(["Gym"]))
        self.change(staff, picture)
        assert not Label.objects.exists()

    def test_focal_point_outside_is_refused(self, staff: Client) -> None:
        picture = make_picture()
        assert self.change(staff, picture, focal_x=101).status_code == 200
        assert Picture.objects.get().focal_x == 50

    def test_page_says_where_it_is_used(self, staff: Client) -> None:
        picture = make_picture()
        post = make_post(title="Hips & knees", cover=picture, state="draft")
        page = html(staff, f"{LIST}{picture.pk}/change/")
        assert f'<a href="/admin/blog/post/{post.pk}/change/">Hips &amp; knees</a>, on top' in page
        assert "not public" in page

    def test_page_of_an_unused_picture_says_so(self, staff: Client) -> None:
        assert "It is used nowhere." in html(staff, f"{LIST}{make_picture().pk}/change/")


class TestReplacing:
    def test_another_file_is_shown_where_the_picture_is_used(self, staff: Client, client: Client) -> None:
        picture = make_picture()
        make_post("hips", cover=picture)
        url = f"{LIST}{picture.pk}/replace/"
        assert "Where it is used" in html(staff, url)
        assert staff.post(url, {"file": jpeg()}).status_code == 302
        assert 'width="90" height="60"' in html(client, "/hips/")

    def test_file_sent_in_parts_is_taken(self, staff: Client) -> None:
        picture = make_picture()
        token = sent_in_parts(staff, jpeg().read())
        assert staff.post(f"{LIST}{picture.pk}/replace/", {"file-upload": token}).status_code == 302
        assert Picture.objects.get().width == 90

    @pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("a.jpg", b"text")}])
    def test_no_picture_is_refused(self, staff: Client, data: dict[str, Any]) -> None:
        picture = make_picture()
        assert staff.post(f"{LIST}{picture.pk}/replace/", data).status_code == 422
        assert Picture.objects.get().file.name == picture.file.name

    def test_helper_may_not_replace(self, client: Client) -> None:
        client.force_login(make_user(is_staff=True, role=Role.HELPER))
        assert client.post(f"{LIST}{make_picture().pk}/replace/", {"file": jpeg()}).status_code == 403

    def test_pdf_is_replaced_at_its_address(self, staff: Client) -> None:
        document = make_document()
        assert staff.post(f"{FILES}{document.pk}/replace/", {"file": pdf()}).status_code == 302
        assert Document.objects.get().address == document.address

    def test_missing_picture_is_not_found(self, staff: Client) -> None:
        assert staff.get(f"{LIST}4711/replace/").status_code == 404


class TestPlaces:
    @pytest.mark.parametrize(("role", "is_link"), [(Role.OWNER, True), (Role.COACH, False)])
    def test_page_of_the_site_is_a_link_for_those_who_may_open_it(
        self, client: Client, role: Role, is_link: bool
    ) -> None:
        client.force_login(make_user(is_staff=True, role=role))
        picture = make_picture()
        SiteTexts.objects.update_or_create(pk=1, defaults={"hero": picture})
        places = LexborHTMLParser(html(client, f"{LIST}{picture.pk}/change/")).css_first(".library-places")
        assert "Site texts" in places.text()
        assert [link.attributes["href"] for link in places.css("a")] == [SITE_TEXTS] * is_link

    def test_writer_reads_what_is_said_of_a_public_picture(self, client: Client) -> None:
        client.force_login(make_user(is_staff=True, role=Role.WRITER))
        picture = make_picture(alternative_text="A squat")
        make_post(cover=picture)
        page = LexborHTMLParser(html(client, f"{LIST}{picture.pk}/change/"))
        assert [row.text(strip=True) for row in page.css(".readonly")] == ["A squat", "-"]


class TestDeletion:
    def test_unused_picture_is_deleted_after_a_question(self, staff: Client) -> None:
        url = f"{LIST}{make_picture().pk}/delete/"
        assert "Delete for good" in html(staff, url)
        assert Picture.objects.exists()
        assert staff.post(url).status_code == 302
        assert not Picture.objects.exists()

    def test_used_picture_is_not_deleted_and_its_places_are_named(self, staff: Client) -> None:
        picture = make_picture()
        make_post(title="Hips", cover=picture)
        url = f"{LIST}{picture.pk}/delete/"
        for response, status in ((staff.get(url), 200), (staff.post(url), 409)):
            assert response.status_code == status
            assert ">Hips</a>" in response.content.decode()
        assert Picture.objects.exists()

    def test_linked_file_is_not_deleted(self, staff: Client) -> None:
        document = make_document()
        make_page(body=f'<p><a href="{document.address}">Plan</a></p>')
        assert staff.post(f"{FILES}{document.pk}/delete/").status_code == 409
        assert Document.objects.exists()

    def test_unlinked_file_is_deleted(self, staff: Client) -> None:
        assert staff.post(f"{FILES}{make_document().pk}/delete/").status_code == 302
        assert not Document.objects.exists()


class TestPrivateFiles:
    def test_staff_download_a_file_that_is_not_public(self, staff: Client) -> None:
        response: Any = staff.get(f"{FILES}{make_document().pk}/file/")
        assert b"".join(response.streaming_content) == b"%PDF-1.7 plan"

    def test_helpers_do_not(self, client: Client) -> None:
        client.force_login(make_user(is_staff=True, role=Role.HELPER))
        assert client.get(f"{FILES}{make_document().pk}/file/").status_code == 403


class TestChoosing:
    def test_dialog_has_the_pictures_that_match(self, staff: Client) -> None:
        squat = make_picture(alternative_text='A "deep" squat')
        make_picture(60, 40, name="lunge.jpg", alternative_text="A lunge")
        page = html(staff, CHOOSE, {"q": "squat"})
        assert re.findall(r'name="picture" value="(\d+)"', page) == [str(squat.pk)]
        assert f'data-url="{squat.url}"' in page
        assert f'data-alternative-text="{escape(squat.alternative_text)}"' in page
        assert 'data-width="1200" data-height="800"' in page
        assert 'type="radio"' in page
        assert 'type="checkbox"' in html(staff, CHOOSE, {"many": "1"})

    @pytest.mark.parametrize(
        "query", [{"page": "99"}, {"page": "x"}, {"label": "x"}, {"label": "9" * 40}, {"q": "%" * 300}]
    )
    def test_any_question_is_answered(self, staff: Client, query: dict[str, str]) -> None:
        make_picture(60, 40)
        assert staff.get(CHOOSE, query).status_code == 200

    @pytest.mark.parametrize("words", ["A squat", "A deep squat"])
    def test_form_takes_a_picture_of_the_library(self, staff: Client, words: str) -> None:
        picture, offer = make_picture(alternative_text="A squat"), make_offer(picture=make_picture(60, 40))
        response = self.send(staff, offer, **{"picture-library": picture.pk, "picture_alt": words})
        assert response.status_code == 302
        offer.refresh_from_db()
        assert (offer.picture, offer.picture.alternative_text) == (picture, words)
        assert Picture.objects.count() == 2

    def test_chosen_file_wins_over_a_picture_of_the_library(self, staff: Client) -> None:
        picture, offer = make_picture(), make_offer()
        self.send(staff, offer, **{"picture-library": picture.pk, "picture": jpeg()})
        offer.refresh_from_db()
        assert offer.picture.width == 90

    def test_picture_is_still_chosen_when_the_form_has_an_error(self, staff: Client) -> None:
        picture, offer = make_picture(), make_offer()
        response = self.send(staff, offer, **{"picture-library": picture.pk, "name": ""})
        assert f'name="picture-library" value="{picture.pk}"' in response.content.decode()

    @pytest.mark.parametrize("pk", ["4711", "x", "9" * 40])
    def test_picture_that_is_gone_is_refused(self, staff: Client, pk: str) -> None:
        response = self.send(staff, make_offer(), **{"picture-library": pk})
        assert "no longer in the library" in response.content.decode()

    def send(self, staff: Client, offer: Offer, **fields: Any) -> Any:
        data = {"name": "Plan", "button": "Go", "target": "/apply/", **fields}
        return staff.post(f"/admin/offers/offer/{offer.pk}/change/", data)


class TestChoiceField:
    def test_one_picture(self) -> None:
        picture = make_picture()
        assert LibraryChoiceField().clean([str(picture.pk)]) == picture
        assert LibraryChoiceField(required=False).clean([]) is None

    def test_many_keep_the_order_of_their_choice(self) -> None:
        first, second = make_picture(60, 40), make_picture(60, 40, name="b.jpg")
        field = LibraryChoiceField(many=True)
        assert field.clean([str(second.pk), str(first.pk), str(second.pk)]) == [second, first]
        assert field.prepare_value([second, first.pk]) == [str(second.pk), str(first.pk)]

    @pytest.mark.parametrize("value", [[], ["4711"], ["x"], ["9" * 40], None])
    def test_none_is_refused(self, value: Any) -> None:
        with pytest.raises(Exception, match="Please choose a picture"):
            LibraryChoiceField().clean(value)

    def test_too_many_are_refused(self) -> None:
        pks = [str(make_picture(30, 20, name=f"{number}.jpg").pk) for number in range(3)]
        with pytest.raises(Exception, match="at most 2"):
            LibraryChoiceField(many=True, most=2).clean(pks)

    def test_widget_shows_what_is_chosen(self) -> None:
        picture = make_picture()
        library.add(picture)
        field = LibraryChoiceField(many=True)
        rendered = field.widget.render("pictures", field.prepare_value([picture]))
        assert f'name="pictures" value="{picture.pk}"' in rendered


def test_other_picture_with_the_same_description_is_not_overwritten_unseen(staff: Client) -> None:
    first, second, third = (
        make_picture(60, 40, name=f"{number}.jpg", alternative_text="A squat") for number in range(3)
    )
    offer = make_offer(picture=first)
    url = f"/admin/offers/offer/{offer.pk}/change/"
    tab = form_data(staff.get(url).content.decode())
    assert staff.post(url, {**tab, "picture-library": second.pk}).status_code == 302
    response = staff.post(url, {**tab, "picture-library": third.pk})
    assert "somebody else has saved this since you opened it" in response.content.decode()
    offer.refresh_from_db()
    assert offer.picture == second


class TestDetails:
    def test_focal_point_and_description_are_changed(self, staff: Client) -> None:
        picture = make_picture(alternative_text="A squat")
        url = f"/admin/media/picture/{picture.pk}/details/"
        answer = staff.post(url, {"focal_x": 20}, content_type="application/json").json()
        assert (answer["focal_x"], answer["alternative_text"], answer["url"]) == (20, "A squat", picture.url)
        staff.post(url, {"alternative_text": "A deep squat"}, content_type="application/json")
        assert staff.get(url).json()["alternative_text"] == "A deep squat"
        assert staff.get(url).json()["focal_x"] == 20

    @pytest.mark.parametrize("details", [{"focal_x": 101}, {"focal_y": "x"}, {"alternative_text": "x" * 10_000}])
    def test_what_can_not_be_is_refused(self, staff: Client, details: dict[str, Any]) -> None:
        picture = make_picture()
        url = f"/admin/media/picture/{picture.pk}/details/"
        response = staff.post(url, details, content_type="application/json")
        assert response.status_code == 422
        assert response.json()["error"]
