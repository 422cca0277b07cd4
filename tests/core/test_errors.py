import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views import defaults
from selectolax.lexbor import LexborHTMLParser

from config.environment import BASE_DIR
from tests.factories import make_category, make_post


@pytest.mark.django_db
def test_missing_page_links_to_the_articles(client):
    response = client.get("/nothing-stands-here/")
    assert response.status_code == 404
    assert 'href="/articles/"' in response.content.decode()


@pytest.mark.django_db
def test_missing_page_has_a_picture_articles_and_topics(client):
    for title in ("One", "Two", "Three", "Four"):
        make_post(title=title, categories=[make_category(f"Topic {title}")])
    html = LexborHTMLParser(client.get("/nothing-stands-here/").content)
    assert html.css_first("main img")
    assert len(html.css(".card")) == 3
    assert len(html.css(".topics a")) == 4


@pytest.mark.django_db
def test_forbidden_page_has_the_site_header():
    response = defaults.permission_denied(RequestFactory().get("/x/"), PermissionDenied())
    assert response.status_code == 403
    assert 'class="site-header"' in response.content.decode()


@pytest.mark.django_db
def test_flood_page_shows_its_message():
    html = render_to_string("429.html", {"message": "Ten comments in a minute."}, RequestFactory().get("/x/"))
    assert "Ten comments in a minute." in html


@pytest.mark.parametrize(
    ("view", "arguments"), [(defaults.server_error, ()), (defaults.bad_request, (SuspiciousOperation(),))]
)
def test_error_pages_need_no_database_or_static_manifest(view, arguments, settings):
    """There is no ``django_db`` mark, so a query would fail. The manifest of this storage does not exist."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.serving.static_storage.StaticStorage"},
    }
    html = view(HttpRequest(), *arguments).content.decode()
    assert "<h1>" in html
    assert "/static/css/public.css" in html


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_page_that_stands_alone_has_the_styles_of_errors(page):
    folder = BASE_DIR / "static" / "css"
    links = LexborHTMLParser(render_to_string(page)).css("link[rel=stylesheet]")
    sheets = [(folder / (link.attributes["href"] or "").rpartition("/")[2]).read_text() for link in links]
    assert any("components/error.css" in sheet for sheet in sheets)
