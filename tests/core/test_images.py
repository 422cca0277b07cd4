import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template import Context, Template
from django_ox.models import OxTask
from PIL import Image

from blog.models import Post
from core.tasks import render_due, render_picture
from tests.factories import make_post

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


def post_with(data: bytes, name: str = "squat.jpg") -> Post:
    post = make_post()
    post.hero.save(name, ContentFile(data))
    return post


def stored(post: Post) -> Image.Image:
    with post.hero.open() as file:
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


def shown(post: Post, arguments: str = "alt='A squat'") -> str:
    post = Post.objects.get(pk=post.pk)
    return (
        Template("{% load images %}{% picture post.hero " + arguments + " %}").render(Context({"post": post})).strip()
    )


def test_phone_picture_is_upright_and_says_nothing_of_where_it_was_taken():
    image = Image.new("RGB", (400, 200), "blue")
    image.paste("red", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Camera"
    exif.get_ifd(GPS)[1] = "N"
    kept = stored(post_with(encode(image, exif=exif, comment=b"at home")))
    assert kept.size == (200, 400)
    assert kept.getpixel((100, 50))[0] > 200, "turned clockwise, red is on top"
    assert dict(kept.getexif()) == {}
    assert "comment" not in kept.info


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
def test_other_kinds_are_read(data, mode):
    assert stored(post_with(data)).mode == mode


def test_palette_keeps_its_transparency():
    image = Image.new("P", (40, 40), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    post = post_with(encode(image, "PNG", transparency=0), "logo.png")
    assert post.hero.name.endswith(".png")
    assert stored(post).getpixel((5, 5))[3] == 0


def test_large_picture_is_made_smaller():
    assert stored(post_with(picture(5000, 2500))).size == (2560, 1280)


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
def test_what_is_no_picture_is_refused_and_leaves_nothing(data):
    post = make_post()
    with pytest.raises(ValidationError, match="can't be read as a picture"):
        post.hero.save("squat.jpg", ContentFile(data))
    assert files() == []


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 9_000), (60_001, 1_000)])
def test_bomb_is_refused_by_its_header(width, height):
    with pytest.raises(ValidationError, match="more than 60 million pixels"):
        make_post().hero.save("bomb.png", ContentFile(png_claiming(width, height)))


def test_file_of_too_many_bytes_is_refused():
    with pytest.raises(ValidationError, match="21 MB; a picture may have 20"):
        make_post().hero.save("big.jpg", ContentFile(picture() + b"\0" * 21 * 2**20))


def test_picture_is_plain_until_it_is_rendered():
    post = post_with(picture())
    assert shown(post) == (
        f'<picture>\n  <img src="{post.hero.url}" alt="A squat" width="1200" height="800" loading="lazy"'
        ' decoding="async">\n</picture>'
    )


def test_rendered_picture_comes_in_modern_formats_and_no_wider_than_it_is():
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    html = shown(post, "alt='A squat' sizes='(min-width: 40em) 50vw, 100vw' loading='eager' fetchpriority='high'")
    assert html.index('type="image/avif"') < html.index('type="image/webp"') < html.index("<img")
    assert "480.avif 480w" in html
    assert "1200.webp 1200w" in html
    assert "1600" not in html
    assert html.count('sizes="(min-width: 40em) 50vw, 100vw"') == 2
    assert 'loading="eager" decoding="async" fetchpriority="high"' in html
    with default_storage.open(f"renditions/{post.hero.name}/480.avif") as file:
        assert Image.open(file).size == (480, 320)


def test_no_file_shows_nothing():
    assert shown(make_post()) == ""


def test_alternative_text_is_escaped():
    post = post_with(picture())
    Post.objects.filter(pk=post.pk).update(hero_alt='"><script>alert(1)</script>')
    assert "<script>" not in shown(post, "alt=post.hero_alt")


def test_showing_a_picture_reads_no_file():
    post = post_with(picture())
    default_storage.delete(post.hero.name)
    assert 'width="1200"' in shown(post)


def test_rendering_again_changes_nothing():
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    before = files()
    render_picture.call("blog.Post", post.pk, "hero")
    assert files() == before


def test_replaced_picture_goes_once_its_successor_is_rendered():
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    first = post.hero.name
    post = Post.objects.get(pk=post.pk)
    post.hero.save("lunge.jpg", ContentFile(picture()))
    assert first in files()
    render_picture.call("blog.Post", post.pk, "hero")
    assert not any("squat" in name for name in files())
    assert any("lunge" in name for name in files())


def test_cleared_picture_goes_with_its_renditions():
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    Post.objects.filter(pk=post.pk).update(hero="")
    render_picture.call("blog.Post", post.pk, "hero")
    assert files() == []


def test_deleted_row_takes_its_files_along(django_capture_on_commit_callbacks):
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    with django_capture_on_commit_callbacks(execute=True):
        Post.objects.filter(pk=post.pk).delete()
    assert files() == []


def test_row_that_is_gone_has_nothing_to_render():
    render_picture.call("blog.Post", 4711, "hero")


def orders() -> list[list]:
    return list(OxTask.objects.filter(task_path=render_picture.module_path).values_list("args", flat=True))


def test_changed_picture_orders_its_renditions():
    post = post_with(picture())
    assert orders() == [["blog.Post", post.pk, "hero"]]


def test_unchanged_picture_orders_nothing():
    post = post_with(picture())
    render_picture.call("blog.Post", post.pk, "hero")
    OxTask.objects.all().delete()
    Post.objects.get(pk=post.pk).save()
    assert orders() == []


def test_lost_order_is_found_again():
    post = post_with(picture())
    make_post()
    OxTask.objects.all().delete()
    render_due.call()
    assert orders() == [["blog.Post", post.pk, "hero"]]
