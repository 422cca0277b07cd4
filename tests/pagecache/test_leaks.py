"""Nothing personal is kept, and no request can put something into a page that others get."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from blog.models import GuestLink, Post
from tests.factories import make_comment, make_offer, make_page, make_post
from tests.pagecache.conftest import HOST, Reader

TRICKS: dict[str, dict[str, Any]] = {
    "forwarded host": {"HTTP_X_FORWARDED_HOST": "evil.example"},
    "forwarded port": {"HTTP_X_FORWARDED_PORT": "444", "HTTP_X_FORWARDED_SERVER": "evil.example"},
    "forwarded for": {"HTTP_X_FORWARDED_FOR": "6.6.6.6", "HTTP_FORWARDED": "host=evil.example"},
    "url rewriting": {"HTTP_X_ORIGINAL_URL": "/admin/", "HTTP_X_REWRITE_URL": "/admin/"},
    "method override": {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_HTTP_METHOD": "DELETE"},
    "accept": {"HTTP_ACCEPT": "application/json", "HTTP_ACCEPT_LANGUAGE": "de", "HTTP_ACCEPT_CHARSET": "utf-7"},
    "cookies": {"HTTP_COOKIE": "sessionid=evil; csrftoken=evil; messages=evil; django_language=de"},
    "range": {"HTTP_RANGE": "bytes=0-10"},
    "conditions": {"HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT", "HTTP_IF_MATCH": '"x"'},
    "origin": {"HTTP_ORIGIN": "https://evil.example", "HTTP_REFERER": "https://evil.example/"},
    "purpose": {"HTTP_PURPOSE": "prefetch", "HTTP_SEC_PURPOSE": "prefetch", "HTTP_SAVE_DATA": "on"},
    "requested with": {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_USER_AGENT": "evil"},
    "authorization": {"HTTP_AUTHORIZATION": "Basic ZXZpbDpldmls"},
}


@pytest.mark.parametrize("headers", TRICKS.values(), ids=TRICKS)
def test_unkeyed_header_poisons_no_page(reader: Reader, headers: dict[str, Any]) -> None:
    make_post("hips")
    poisoned, plain = reader.get("/hips/", **headers), Reader().get("/hips/")
    assert (poisoned.status, poisoned.header_list, poisoned.body) == (200, plain.header_list, plain.body)
    assert reader.get("/hips/").body == plain.body


LEFT_TO_DJANGO: dict[str, dict[str, Any]] = {
    "another host": {"HTTP_HOST": "evil.example"},
    "a port": {"HTTP_HOST": f"{HOST}:8000"},
    "capital letters": {"HTTP_HOST": HOST.upper()},
    "a trailing dot": {"HTTP_HOST": f"{HOST}."},
    "no HTTPS": {"HTTP_X_FORWARDED_PROTO": "http"},
    "HTTPS by a stranger's word": {"REMOTE_ADDR": "6.6.6.6"},
    "two schemes": {"HTTP_X_FORWARDED_PROTO": "https,http"},
    "a body": {"body": b"text=evil"},
    "a chunked body": {"HTTP_TRANSFER_ENCODING": "chunked"},
    "POST": {"method": "POST"},
    "OPTIONS": {"method": "OPTIONS"},
    "an unknown parameter": {"QUERY_STRING": "evil=1"},
    "a parameter twice": {"QUERY_STRING": "replytocom=1&replytocom=2"},
    "a path below a script": {"SCRIPT_NAME": "/evil"},
}


@pytest.mark.parametrize("request_", LEFT_TO_DJANGO.values(), ids=LEFT_TO_DJANGO)
def test_other_requests_go_to_django_and_leave_the_kept_page(reader: Reader, request_: dict[str, Any]) -> None:
    make_post("hips")
    assert not reader.is_kept("/hips/", **request_)
    assert len(reader.pages.pages) == 0
    plain = reader.get("/hips/")
    reader.get("/hips/", **request_)
    assert reader.get("/hips/").body == plain.body
    assert not reader.is_kept("/hips/", **request_)


@pytest.mark.parametrize("path", ["/hips/x.css", "/hips/.css", "/hips.css", "/hips/%2e%2e/admin/", "/hips%3Fx.css"])
def test_file_name_behind_a_page_deceives_nobody(reader: Reader, path: str) -> None:
    make_post("hips")
    assert reader.get(path).status == 404
    assert len(reader.pages.pages) == 0


def test_staff_leave_nothing_personal_in_the_keep(reader: Reader) -> None:
    post = make_post("hips")
    make_comment(post)
    client = Client()
    client.force_login(post.author)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    hers, readers = reader.get("/hips/", HTTP_COOKIE=cookie), reader.get("/hips/")
    assert hers.body == readers.body == Reader().get("/hips/").body
    for url in ("/admin/", "/account/", "/account/login/", f"/admin/blog/post/{post.pk}/change/"):
        reader.get(url, HTTP_COOKIE=cookie)
    assert len(reader.pages.pages) == 1


def test_private_pages_are_not_kept(reader: Reader) -> None:
    comment = make_comment(make_post("hips"))
    guest_link = GuestLink.objects.create(post=make_post("draft", state=Post.State.DRAFT))
    make_post("private", state=Post.State.PRIVATE)
    make_post("tomorrow", published_at=timezone.now() + timedelta(days=1))
    make_page("hidden", is_published=False)
    make_offer("talk")
    for url in (
        *("/draft/", "/private/", "/tomorrow/", "/hidden/", "/go/talk/", "/account/login/", "/admin/login/"),
        *(comment.private_url.removeprefix(f"https://{HOST}"), "/privacy/mine/x/", "/apply/x/", "/mail/stop/x/"),
        *(
            guest_link.private_url,
            "/nothing/",
            "/hips/comments/new/",
            f"/comments/{comment.pk}/",
            "/media/x.jpg",
            "/static/x.css",
        ),
    ):
        reader.get(url)
        assert len(reader.pages.pages) == 0, url


@pytest.mark.parametrize(
    "header", [("Set-Cookie", "a=b"), ("Cache-Control", "no-store"), ("Cache-Control", "private"), ("Vary", "Cookie")]
)
def test_response_of_a_kept_view_for_one_reader_is_left_to_django(reader: Reader, header: tuple[str, str]) -> None:
    """No view does this. If one ever did, nothing of it would be kept."""
    make_post("hips")
    django = reader.pages.django

    def personal(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        return django(environ, lambda status, headers: start_response(status, [*headers, header]))

    reader.pages.django = personal
    assert header in reader.get("/hips/").header_list
    assert len(reader.pages.pages) == 0
