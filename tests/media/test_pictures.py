import io
import re
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import ProtectedError
from django.template import Context, Template
from django_ox.models import OxTask
from PIL import Image

from media import library
from media.models import Picture
from media.tasks import render_due_pictures, render_picture
from tests.factories import make_coach, make_picture, make_post

pytestmark = pytest.mark.django_db

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def encode(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def picture(width: int = 1200, height: int = 800, mode: str = "RGB", color="tomato", kind="JPEG", **options) -> bytes:
    return encode(Image.new(mode, (width, height), color), kind, **options)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header names a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


def add(data: bytes, name: str = "squat.jpg") -> Picture:
    picture = Picture.from_upload(ContentFile(data), name)
    library.add(picture)
    return picture


def stored(picture: Picture) -> Image.Image:
    with picture.file.open() as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
        return image


def files() -> list[str]:
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        try:
            below, here = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}/{name}".lstrip("/") for name in below]
        found += [f"{folder}/{name}".lstrip("/") for name in here]
    return sorted(found)


def rendered(picture: Picture | None, arguments: str = "", tag: str = "picture") -> str:
    if picture:
        picture = Picture.objects.get(pk=picture.pk)
    template = Template("{% load pictures %}{% " + f"{tag} picture {arguments}" + " %}")
    return template.render(Context({"picture": picture})).strip()


def test_phone_picture_is_rotated_and_loses_its_metadata():
    image = Image.new("RGB", (400, 200), "blue")
    image.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Camera"
    exif.get_ifd(GPS)[1] = "N"
    stored_image = stored(add(encode(image, exif=exif, comment=b"at home")))
    assert stored_image.size == (200, 400)
    assert stored_image.getpixel((100, 50))[0] > 200, "turned clockwise, red is on top"
    assert dict(stored_image.getexif()) == {}
    assert "comment" not in stored_image.info


@pytest.mark.parametrize(
    ("data", "mode"),
    [
        (picture(mode="CMYK", color=(0, 200, 200, 0)), "RGB"),
        (picture(mode="L", color=100, kind="PNG"), "RGB"),
        (picture(mode="RGBA", color=(0, 0, 0, 0), kind="WEBP"), "RGBA"),
        (picture(mode="P", color=3, kind="GIF"), "RGB"),
        (picture(kind="AVIF"), "RGB"),
        (picture(kind="TIFF"), "RGB"),
    ],
    ids=["cmyk", "grey", "transparent-webp", "gif", "avif", "tiff"],
)
def test_other_formats_are_read(data, mode):
    assert stored(add(data)).mode == mode


def test_palette_keeps_its_transparency():
    image = Image.new("P", (40, 40), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    logo = add(encode(image, "PNG", transparency=0), "logo.png")
    assert logo.file.name.endswith(".png")
    assert stored(logo).getpixel((5, 5))[3] == 0


def test_large_picture_is_scaled_down():
    assert stored(add(picture(5000, 2500))).size == (2560, 1280)


@pytest.mark.parametrize(
    "data",
    [
        picture()[:900],
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        b"GIF89a",
        picture(kind="BMP"),
    ],
    ids=["truncated", "svg", "html", "broken-png", "gif-head", "bmp"],
)
def test_invalid_picture_is_refused_and_stores_nothing(data):
    with pytest.raises(ValidationError, match="can’t be read as a picture"):
        add(data)
    assert files() == []


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 9_000), (60_001, 1_000)])
def test_decompression_bomb_is_refused_by_its_header(width, height):
    with pytest.raises(
        ValidationError, match=r"too large.*save it as a JPEG of at most 3500 pixels|far too many pixels"
    ):
        add(png_claiming(width, height), "bomb.png")


def test_file_of_too_many_bytes_is_refused():
    with pytest.raises(ValidationError, match="The limit for a picture is 20 MB"):
        add(picture() + b"\0" * 21 * 2**20)


def test_picture_without_renditions_has_one_source():
    squat = make_picture(alternative_text="A squat")
    assert rendered(squat) == (
        f'<picture>\n<img src="{squat.url}" alt="A squat" width="1200" height="800" loading="lazy"'
        ' decoding="async">\n</picture>'
    )


def test_rendered_picture_has_modern_formats_up_to_its_width():
    squat = make_picture()
    render_picture.call(squat.pk)
    html = rendered(squat, "sizes='(min-width: 40em) 50vw, 100vw' loading='eager' fetchpriority='high'")
    assert html.index('type="image/avif"') < html.index('type="image/webp"') < html.index("<img")
    assert "480.avif 480w" in html
    assert "1200.webp 1200w" in html
    assert "1600w" not in html
    assert html.count('sizes="(min-width: 40em) 50vw, 100vw"') == 2
    assert 'loading="eager" decoding="async" fetchpriority="high"' in html
    with default_storage.open(f"renditions/{squat.file.name}/480.avif") as file:
        assert Image.open(file).size == (480, 320)


def test_every_offered_rendition_exists():
    squat = make_picture()
    render_picture.call(squat.pk)
    offered = re.findall(r"/media/(\S+) \d+w", rendered(squat) + rendered(squat, tag="portrait"))
    assert set(offered) == {name for name in files() if name.startswith("renditions/")}


def test_portrait_is_small_and_decorative():
    squat = make_picture(alternative_text="A squat")
    render_picture.call(squat.pk)
    html = rendered(squat, "sizes='3rem'", tag="portrait")
    assert re.findall(r"(\d+)w[,\"]", html) == ["96", "480", "96", "480"]
    assert 'alt=""' in html


def test_missing_picture_renders_nothing():
    assert rendered(None) == ""


def test_alternative_text_is_escaped():
    assert "<script>" not in rendered(make_picture(alternative_text='"><script>alert(1)</script>'))


def test_alternative_text_can_be_overridden():
    assert 'alt=""' in rendered(make_picture(alternative_text="A squat"), "alt=''")


def test_rendering_the_tag_reads_no_file():
    squat = make_picture()
    default_storage.delete(squat.file.name)
    assert 'width="1200"' in rendered(squat)


def test_rendering_twice_changes_nothing():
    squat = make_picture()
    render_picture.call(squat.pk)
    before = files()
    render_picture.call(squat.pk)
    assert files() == before


@pytest.mark.parametrize("many", [False, True], ids=["row", "rows"])
def test_deleting_a_picture_deletes_its_files(django_capture_on_commit_callbacks, many):
    squat, lunge = make_picture(), make_picture(name="lunge.jpg")
    render_picture.call(squat.pk)
    with django_capture_on_commit_callbacks(execute=True):
        if many:
            Picture.objects.filter(pk=squat.pk).delete()
        else:
            squat.delete()
    assert files() == [lunge.file.name]


def test_picture_in_use_cannot_be_deleted():
    squat = make_picture()
    make_post(cover=squat)
    with pytest.raises(ProtectedError):
        squat.delete()
    assert files() == [squat.file.name]


def test_picture_stays_when_its_page_or_author_is_deleted():
    coach = make_coach()
    squat = make_picture(added_by=coach)
    make_post(cover=squat).delete()
    coach.delete()
    squat.refresh_from_db()
    assert squat.added_by is None
    assert files() == [squat.file.name]


def test_rendering_a_deleted_picture_does_nothing():
    render_picture.call(4711)


def queued_arguments() -> list[list]:
    return list(OxTask.objects.filter(task_path=render_picture.module_path).values_list("args", flat=True))


def test_new_picture_enqueues_its_rendering():
    squat = make_picture()
    assert queued_arguments() == [[squat.pk]]


def test_sweep_enqueues_a_lost_rendering_again():
    squat, lunge = make_picture(), make_picture(name="lunge.jpg")
    render_picture.call(lunge.pk)
    OxTask.objects.all().delete()
    render_due_pictures.call()
    assert queued_arguments() == [[squat.pk]]


@pytest.mark.parametrize(
    "name", [".htaccess", ".jpg", "💪.png", "हिन्दी.jpg", "..jpg", "x" * 300 + ".jpg", "ที่ดี" * 60 + ".jpg"]
)
def test_picture_with_any_name_is_served(client, name):
    response = client.get(make_picture(60, 40, name=name).url)
    assert response.status_code == 200
    response.close()
