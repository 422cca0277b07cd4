"""The library: other files for pictures, where pictures and files are used, and files for readers."""

import io
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from accounts.models import Profile
from blog.models import MenuEntry, Post, SiteTexts
from core.images import animations
from media import library, uses
from media.library import InUseError
from media.models import Document, FormerFile, Label, Picture
from media.tasks import purge_former_files, render_picture
from tests.factories import make_coach, make_document, make_offer, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

GPS, ORIENTATION = 0x8825, 0x0112


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def moving_gif(frames: int = 3, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    first, *others = (Image.new("RGB", size, (number * 20, 90, 90)) for number in range(frames))
    return encoded(
        first, "GIF", save_all=True, append_images=others, duration=[100, 300, *[200] * frames][:frames], **options
    )


def photo(color: str = "navy", size: tuple[int, int] = (1200, 800)) -> ContentFile[bytes]:
    return ContentFile(encoded(Image.new("RGB", size, color), "JPEG"))


def stored_bytes(picture: Picture) -> bytes:
    with picture.file.open() as file:
        return bytes(file.read())


def is_served(client: Client, url: str) -> bool:
    response: Any = client.get(url)
    # Closing the response would close the connection of the test too.
    return response.status_code == 200 and len(b"".join(response.streaming_content)) > 0


def private_files() -> list[Path]:
    return [path for path in Path(settings.DATA_DIR, "private").rglob("*") if path.is_file()]


def replace(picture: Picture, upload: ContentFile[bytes] | None = None, name: str = "lunge.jpg") -> Picture:
    library.replace(picture, upload or photo(), name)
    return Picture.objects.get(pk=picture.pk)


class TestFormats:
    def test_heic_of_a_phone_is_upright_and_without_gps(self) -> None:
        image = Image.new("RGB", (400, 200), "blue")
        image.paste("red", (0, 0, 200, 200))
        exif = Image.Exif()
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[1] = "N"
        heic = io.BytesIO()
        pillow_heif.from_pillow(image).save(heic, exif=exif.tobytes(), quality=90)
        picture = Picture.from_upload(ContentFile(heic.getvalue()), "IMG_0001.HEIC")
        library.add(picture)
        stored = Image.open(io.BytesIO(stored_bytes(picture)))
        assert (stored.format, stored.size) == ("JPEG", (200, 400))
        assert stored.getpixel((100, 50))[0] > 200, "turned clockwise, red is on top"  # type: ignore[index]
        assert dict(stored.getexif()) == {}
        assert str(picture.original.name).endswith(".heic")

    def test_moving_gif_is_kept_without_its_notes(self) -> None:
        data = moving_gif(comment=b"at home", loop=0)
        assert b"at home" in data
        picture = Picture.from_upload(ContentFile(data), "wave.gif")
        library.add(picture)
        stored = stored_bytes(picture)
        assert b"at home" not in stored
        assert str(picture.file.name).endswith(".gif")
        before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(stored))
        assert after.n_frames == 3  # type: ignore[attr-defined]
        assert after.info["loop"] == 0
        for number in range(3):
            before.seek(number)
            after.seek(number)
            assert before.info["duration"] == after.info["duration"]
            assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()

    def test_moving_picture_is_offered_in_webp_and_still_for_less_motion(self) -> None:
        picture = Picture.from_upload(ContentFile(moving_gif()), "wave.gif")
        library.add(picture)
        render_picture.call(picture.pk)
        *still, moving = Picture.objects.get().sources([480])
        assert {source.media for source in still} == {"(prefers-reduced-motion: reduce)"}
        assert (moving.mime, moving.media) == ("image/webp", "")
        with default_storage.open(moving.files[0][0].removeprefix("/media/")) as file:
            image = Image.open(file)
            assert image.n_frames == 3  # type: ignore[attr-defined]

    def test_moving_picture_whose_background_is_not_in_its_palette_is_rendered(self) -> None:
        data = bytearray(moving_gif())
        data[11] = 255
        picture = Picture.from_upload(ContentFile(bytes(data)), "wave.gif")
        library.add(picture)
        render_picture.call(picture.pk)
        assert Picture.objects.get().is_rendered

    def test_gif_that_does_not_move_is_stored_as_any_picture(self) -> None:
        picture = Picture.from_upload(ContentFile(moving_gif(1)), "still.gif")
        assert not picture.is_moving
        assert str(picture.file.name).endswith(".jpg")

    @pytest.mark.parametrize("limit", ["MAX_FRAMES", "MAX_PIXELS", "MAX_BYTES"])
    def test_moving_picture_that_is_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
        monkeypatch.setattr(animations, limit, {"MAX_FRAMES": 2, "MAX_PIXELS": 7_000, "MAX_BYTES": 100}[limit])
        with pytest.raises(ValidationError, match=r"too long or too large|can’t be read"):
            Picture.from_upload(ContentFile(moving_gif()), "wave.gif")

    def test_moving_picture_that_is_cut_off_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="can’t be read as a picture"):
            Picture.from_upload(ContentFile(moving_gif()[:-60]), "wave.gif")


class TestOriginals:
    def test_original_is_kept_and_never_served(self, client: Client) -> None:
        upload = photo()
        picture = Picture.from_upload(upload, "squat.jpg")
        library.add(picture)
        with picture.original.open() as file:
            assert file.read() == upload.file.getvalue()
        for url in (f"/media/{picture.original.name}", f"/media/../private/{picture.original.name}"):
            assert client.get(url).status_code in (400, 404)
        with pytest.raises(ValueError, match="no address"):
            _url = picture.original.url

    @pytest.mark.folders
    def test_original_is_deleted_with_the_picture(self, django_capture_on_commit_callbacks: Any) -> None:
        picture = make_picture()
        former = set(private_files())
        replace(picture)
        with django_capture_on_commit_callbacks(execute=True):
            Picture.objects.get().delete()
        assert not default_storage.exists(str(picture.file.name))
        assert set(private_files()) < former

    def test_same_file_is_added_once(self) -> None:
        first = library.add_once(photo(), "squat.jpg")
        assert library.add_once(photo(), "another-name.jpg") == first
        assert library.add_once(photo("tomato"), "squat.jpg") != first


class TestReplacing:
    def test_public_page_shows_the_new_file_at_once(self, client: Client) -> None:
        picture = make_picture(alternative_text="A squat")
        make_post("hips", cover=picture)
        before = client.get("/hips/").content.decode()
        replaced = replace(picture, photo(size=(1000, 500)))
        after = client.get("/hips/").content.decode()
        assert picture.url in before
        assert picture.url not in after
        assert f'src="{replaced.url}" alt="A squat" width="1000" height="500"' in after

    def test_file_has_another_name_and_is_rendered_again(self) -> None:
        picture = make_picture()
        render_picture.call(picture.pk)
        replaced = replace(picture, name="squat.jpg")
        assert replaced.file.name != picture.file.name
        assert not replaced.is_rendered
        render_picture.call(picture.pk)
        assert Picture.objects.get().is_rendered

    def test_rendering_of_the_former_file_does_not_count(self) -> None:
        picture = make_picture()
        replace(picture)
        picture.render()
        assert not Picture.objects.get().is_rendered

    @pytest.mark.folders
    def test_former_file_is_served_for_a_week(self, client: Client, clock: Callable[..., None]) -> None:
        picture = make_picture()
        render_picture.call(picture.pk)
        rendition = Picture.objects.get().sources([480])[0].files[0][0]
        replace(picture)
        clock(days=6, hours=23)
        purge_former_files.call()
        assert is_served(client, picture.url)
        assert is_served(client, rendition)
        clock(hours=2)
        purge_former_files.call()
        assert not is_served(client, picture.url)
        assert not is_served(client, rendition)
        assert not FormerFile.objects.exists()
        assert len(private_files()) >= 1

    def test_focal_point_stays_if_the_proportions_do(self) -> None:
        picture = make_picture(1200, 800, focal_x=20, focal_y=80)
        assert replace(picture, photo(size=(600, 400))).focal_x == 20
        assert replace(picture, photo("red", size=(600, 300))).focal_x == 50

    def test_file_that_is_no_picture_changes_nothing(self) -> None:
        picture = make_picture()
        with pytest.raises(ValidationError, match="can’t be read"):
            replace(picture, ContentFile(b"%PDF-1.7"))
        assert Picture.objects.get().file.name == picture.file.name


class TestFocalPoint:
    def test_page_has_the_classes_of_the_focal_point(self, client: Client) -> None:
        make_post("hips", cover=make_picture(focal_x=18, focal_y=100))
        assert '<img class="x2 y10" src=' in client.get("/hips/").content.decode()

    def test_change_is_on_the_page_at_once(self, client: Client) -> None:
        picture = make_picture()
        make_post("hips", cover=picture)
        assert "<img src=" in client.get("/hips/").content.decode()
        Picture.objects.update(focal_y=0)
        assert '<img class="y0" src=' in client.get("/hips/").content.decode()

    def test_point_outside_of_the_picture_is_refused(self) -> None:
        with pytest.raises(IntegrityError):
            make_picture(focal_x=101)

    def test_each_class_is_in_the_style_sheet(self) -> None:
        css = Path(settings.BASE_DIR, "static/css/components/focal.css").read_text(encoding="utf-8")
        for number in {*range(11)} - {5}:
            assert f".x{number} {{\n  --x: {number * 10}%;" in css
            assert f".y{number} {{\n  --y: {number * 10}%;" in css


def places(item: Picture | Document) -> set[tuple[str, str, bool]]:
    return {(place.kind, place.where, place.is_public) for place in uses.places_of(item)}


class TestUses:
    def test_every_place_of_a_picture_is_listed(self) -> None:
        picture = make_picture()
        coach = make_coach()
        make_post(cover=picture, author=coach)
        make_post(cover=picture, author=coach, state=Post.State.DRAFT)
        make_page(cover=picture)
        make_page("text", body=f'<p>a</p><figure data-block="picture" data-key="{picture.pk}-wide"></figure>')
        gallery = f'<figure data-block="gallery" data-key="7-{picture.pk}"></figure>'
        make_post(body=gallery, author=coach, state=Post.State.DRAFT)
        make_page("image", body=f'<p><img src="{picture.url}" alt=""></p>')
        make_offer(picture=picture)
        Profile.objects.update(photo=picture)
        SiteTexts(pk=1, hero=picture).save()
        assert places(picture) == {
            ("Article", "on top", True),
            ("Article", "on top", False),
            ("Page", "on top", True),
            ("Page", "in the text", True),
            ("Article", "in the text", False),
            ("Offer", "", True),
            ("Author profile", "as the photo", True),
            ("Site texts", "on the front page", True),
        }
        assert len(uses.places_of(picture)) == 9

    def test_article_in_the_bin_is_a_place(self) -> None:
        picture = make_picture()
        make_post(cover=picture).put_into_bin()
        make_page(body=f'<figure data-block="picture" data-key="{picture.pk}"></figure>').put_into_bin()
        assert {place.is_public for place in uses.places_of(picture)} == {False}
        assert len(uses.places_of(picture)) == 2

    def test_used_nowhere(self) -> None:
        cover, block, image, former, none = (make_picture(60, 40, name=f"{number}.jpg") for number in range(5))
        make_post(cover=cover)
        make_page("block", body=f'<figure data-block="gallery" data-key="{block.pk}-{former.pk}"></figure>')
        make_page("image", body=f'<p><img src="{image.url}" alt=""></p>')
        assert list(uses.used_nowhere(Picture.objects.all())) == [none]

    def test_picture_in_a_text_is_not_deleted(self) -> None:
        picture = make_picture()
        make_page(body=f'<figure data-block="picture" data-key="{picture.pk}"></figure>')
        with pytest.raises(InUseError) as refused:
            library.delete(picture)
        assert [place.title for place in refused.value.places] == ["About"]
        assert Picture.objects.exists()

    def test_unused_picture_is_deleted(self) -> None:
        library.delete(make_picture())
        assert not Picture.objects.exists()


class TestLabels:
    def test_names_are_the_same_in_any_case(self) -> None:
        core = Label.objects.create(name="Core")
        hips, found = sorted(Label.objects.named(["core", "Hips", "hips"]), key=lambda label: label != core)[::-1]
        assert (found, hips.name) == (core, "Hips")

    def test_search_finds_all_words_anywhere(self) -> None:
        picture = make_picture(name="IMG_2041.jpg", alternative_text="A squat", credit="Jonas")
        make_picture(name="other.jpg", alternative_text="A lunge")
        picture.labels.set(Label.objects.named(["Gym"]))
        for words in ("squat", "gym JONAS", "2041"):
            assert list(Picture.objects.search(words)) == [picture]
        assert not Picture.objects.search("squat beach").exists()


class TestDocuments:
    def test_file_is_public_while_a_public_text_links_to_it(self, client: Client) -> None:
        document = make_document("Twelve week plan.pdf")
        assert document.address == "/files/twelve-week-plan.pdf"
        assert client.get(document.address).status_code == 404
        post = make_post(body=f'<p><a href="{document.address}">The plan</a></p>', state=Post.State.DRAFT)
        assert client.get(document.address).status_code == 404
        post.state = Post.State.PUBLISHED
        post.save()
        response = client.get(document.address)
        assert b"".join(response.streaming_content) == b"%PDF-1.7 plan"  # type: ignore[attr-defined]
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="twelve-week-plan.pdf"'
        assert response["X-Content-Type-Options"] == "nosniff"
        post.put_into_bin()
        assert client.get(document.address).status_code == 404

    def test_offer_and_menu_make_it_public(self, client: Client) -> None:
        document, other = make_document(), make_document()
        assert document.address != other.address
        make_offer(target=document.address)
        SiteTexts(pk=1).save()
        MenuEntry.objects.create(texts=SiteTexts.load(), label="Plan", target=other.address)
        for one in (document, other):
            assert is_served(client, one.address)
            assert uses.places_of(one)
        assert not uses.used_nowhere(Document.objects.all()).exists()

    @pytest.mark.parametrize("content", [b"GIF89a", b"MZ" + b"\0" * 2000 + b"%PDF-1.7"])
    def test_file_of_another_type_is_refused(self, content: bytes) -> None:
        with pytest.raises(ValidationError, match="no PDF, office document"):
            make_document(content=content)

    @pytest.mark.parametrize(
        ("name", "content", "media_type"),
        [
            ("talk.mp3", b"ID3\x04", "audio/mpeg"),
            ("squat.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
            ("plan.docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("plan.csv", b"week,sets", "text/csv"),
        ],
    )
    def test_file_of_each_kind_is_sent_as_a_download(
        self, client: Client, name: str, content: bytes, media_type: str
    ) -> None:
        document = make_document(name, content)
        make_offer(target=document.address)
        response = client.get(document.address)
        assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
        assert document.address == f"/files/{name}"
        assert response["Content-Type"] == media_type
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'

    @pytest.mark.parametrize(
        ("name", "content"),
        [("plan.docx", b"<!DOCTYPE html><html>Sign in"), ("talk.mp3", b"Sign in"), ("a.txt", b"<html>")],
    )
    def test_name_alone_makes_no_type(self, name: str, content: bytes) -> None:
        with pytest.raises(ValidationError, match="no PDF, office document"):
            make_document(name, content)

    def test_file_of_another_type_does_not_get_the_address(self) -> None:
        with pytest.raises(ValidationError, match="must be of the same type"):
            library.replace_document(make_document(), ContentFile(b"ID3"), "talk.mp3")

    def test_another_file_keeps_the_address(self, django_capture_on_commit_callbacks: Any) -> None:
        document = make_document()
        before = str(document.file.name)
        with django_capture_on_commit_callbacks(execute=True):
            library.replace_document(document, ContentFile(b"%PDF-1.7 new"), "new.pdf")
        stored = Document.objects.get()
        assert stored.address == document.address
        with stored.file.open() as file:
            assert file.read() == b"%PDF-1.7 new"
        assert not stored.file.storage.exists(before)

    @pytest.mark.django_db(transaction=True)
    def test_former_file_stays_if_the_new_one_is_not_stored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        document = make_document()
        storage, name = document.file.storage, str(document.file.name)

        def full(*_args: Any, **_kwargs: Any) -> str:
            raise OSError(ENOSPC, "No space left on device")

        monkeypatch.setattr(type(storage), "_save", full)
        with pytest.raises(OSError, match="No space left"):
            library.replace_document(document, ContentFile(b"%PDF-1.7 new"), "new.pdf")
        assert Document.objects.get().file.name == name
        assert storage.exists(name)
