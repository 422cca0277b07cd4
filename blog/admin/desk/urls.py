"""The addresses of the desk."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blog import converters as _converters  # noqa: F401
from blog.admin.desk import page, people, pictures, versions, writing
from blog.admin.desk.answers import json_view
from blog.admin.desk.categories import add_category
from blog.admin.desk.checking import checklist
from blog.admin.desk.desk import Desk
from blog.admin.desk.links import links

View = Callable[..., HttpResponseBase]
Route = tuple[str, str, list[str], View]

# The desk is in the place of Django's forms, and has their names.
NEW, CHANGE = ("add/", "add"), ("<int:pk>/change/", "change")

READ, POST = ["GET", "HEAD"], ["POST"]

PAGES: list[Route] = [
    (*NEW, READ, page.new),
    (*CHANGE, READ, page.change),
    ("<int:pk>/preview/", "preview", READ, page.preview),
    ("<int:pk>/versions/", "versions", READ, versions.show_list),
    ("<int:pk>/versions/<int:number>/", "version", READ, versions.show),
    ("<int:pk>/versions/<int:number>/restore/", "version_restore", POST, versions.restore),
]
FOR_SCRIPT: list[Route] = [
    ("add/save/", "save_new", POST, writing.save_new),
    ("categories/", "add_category", POST, add_category),
    ("<int:pk>/save/", "save", POST, writing.save),
    ("<int:pk>/publish/", "publish", POST, writing.publish),
    ("<int:pk>/unpublish/", "unpublish", POST, writing.unpublish),
    ("<int:pk>/private/", "private", POST, writing.make_private),
    ("<int:pk>/draft/", "draft", POST, writing.make_draft),
    ("<int:pk>/review/", "review", POST, writing.review),
    ("<int:pk>/discard/", "discard", POST, writing.discard),
    ("<int:pk>/checklist/", "checklist", READ, checklist),
    ("<int:pk>/presence/", "presence", POST, people.presence),
    ("<int:pk>/share/", "share", POST, people.share),
    ("<int:pk>/share/close/", "share_close", POST, people.close_share),
]


def urls_for(model_admin: Any) -> list[URLPattern]:
    """Return the URLs of the desk of one model, for its ``get_urls``."""
    desk, guard = Desk(model_admin), model_admin.admin_site.admin_view
    pages = [
        path(route, guard(_bind(desk, methods, view)), name=desk.url_name(name)) for route, name, methods, view in PAGES
    ]
    return pages + [
        path(route, json_view(_bind(desk, methods, view), guard), name=desk.url_name(name))
        for route, name, methods, view in FOR_SCRIPT
    ]


def shared_urls(guard: Callable[[View], View]) -> list[URLPattern]:
    """Return the URLs that articles and pages share."""
    link_view = require_http_methods(READ + POST)(links)
    return [
        path("blog/links/", json_view(link_view, guard), name="blog_desk_links"),
        path("blog/pictures/", json_view(require_POST(pictures.fetch), guard), name="blog_desk_picture_fetch"),
        path(
            "blog/pictures/<int:pk>/",
            json_view(require_safe(pictures.fetched), guard),
            name="blog_desk_picture_fetched",
        ),
        path("blog/edit/<uslug:slug>/", guard(page.find_by_slug), name="blog_edit"),
    ]


def _bind(desk: Desk, methods: list[str], view: View) -> View:
    """Return the view of one desk, for these methods."""

    def of_desk(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(desk, request, *args, **kwargs)

    return require_http_methods(methods)(update_wrapper(of_desk, view))
