"""The page of the desk, and the text as readers will see it."""

from typing import Any

from django.conf import settings
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from taggit.models import Tag

from accounts.access import signed_in_user
from blog.admin.desk.desk import Desk
from blog.desk import content as contents
from blog.desk.content import Content
from blog.desk.saving import current
from blog.models import Address, Category, Entry, Page, Post
from blog.models.revision import new_token
from blog.views.entries import render_entry
from core.admin.pages import render_admin_page
from media.models import Picture

MAX_TAGS = 500
# Pages that begin with a text to fill in, by their slug: the title, and the template of the text.
BEGINNINGS = {"imprint": (gettext_lazy("Imprint"), "admin/blog/desk/beginnings/imprint.html")}


def new(desk: Desk, request: HttpRequest) -> HttpResponse:
    if not desk.admin.has_add_permission(request):
        raise PermissionDenied
    entry = desk.model(slug_follows_title=True)
    if isinstance(entry, Post):
        entry.author = signed_in_user(request)
    elif found := BEGINNINGS.get(request.GET.get("begin", "")):
        title, template = found
        entry.title, entry.body = str(title), render_to_string(template, {"person": request.user})
    data: dict[str, Any] = {
        "pk": None,
        "base": "",
        "content": contents.content_of(entry),
        "state": {
            "is_public": False,
            "is_scheduled": False,
            "sentence": _("New"),
            "primary": "publish" if desk.may_publish(request) else "review",
            "may_publish": desk.may_publish(request),
            "public_url": None,
            "slug": "",
        },
        "addresses": desk.addresses(None),
        "errors": {},
        "creation_token": new_token() + new_token(),
    }
    return _render(desk, request, None, data)


def change(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    entry = desk.find(request, pk)
    now = current(entry)
    return _render(desk, request, entry, {**desk.describe(request, entry, now), "content": now.content})


def _render(desk: Desk, request: HttpRequest, entry: Entry | None, data: dict[str, Any]) -> HttpResponse:
    person = signed_in_user(request)
    data |= {
        "kind": desk.kind,
        "device_key": new_token(),
        "person": {"pk": person.pk},
        "may_publish": desk.may_publish(request),
        "may_change": desk.admin.has_change_permission(request, entry) if entry else True,
        "picture": _describe_picture(data["content"]),
        "links": reverse("admin:blog_desk_links"),
    }
    if desk.kind == "post":
        data["addresses"]["add_category"] = desk.url("add_category")
        data |= {
            "categories": [
                {"pk": category.pk, "name": category.name, "depth": category.depth}
                for category in Category.objects.order_by("path")
            ],
            "authors": [{"pk": author.pk, "name": str(author)} for author in contents.authors()],
            "tags": list(Tag.objects.order_by("name").values_list("name", flat=True)[:MAX_TAGS]),
        }
    title = str(entry) if entry else _("New: %(thing)s") % {"thing": desk.admin.opts.verbose_name}
    may_delete = desk.admin.has_delete_permission(request, entry)
    context = {"title": title, "entry": entry, "desk": data, "may_delete": may_delete, "opts": desk.admin.opts}
    return render_admin_page(request, "admin/blog/desk/page.html", context)


def _describe_picture(content: Content) -> dict[str, Any] | None:
    picture = Picture.objects.filter(pk=content["cover"] or 0).first()
    if picture is None:
        return None
    names = ("pk", "url", "width", "height", "alternative_text", "focal_x", "focal_y")
    return {name: getattr(picture, name) for name in names}


def find_by_slug(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead from a public page to its desk, which asks for the right."""
    address = get_object_or_404(Address.objects.select_related("moved_to"), slug=slug)
    for model in (Post, Page):
        if found := model.objects.filter(address=address.moved_to or address).first():
            return redirect(Desk(site.get_model_admin(model)).edit_url(found))
    raise Http404


def preview(desk: Desk, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the saved text as readers will see it. The desk shows the page in a frame."""
    entry = desk.find(request, pk)
    return _render_framed(request, contents.preview(entry, current(entry).content))


@xframe_options_sameorigin
def _render_framed(request: HttpRequest, shown: Entry) -> HttpResponse:
    """Let pages of the site show it in a frame. What its blocks need stays allowed, see ``allow_frames``."""
    response = render_entry(request, shown)
    policy = getattr(response, "_csp_config", settings.SECURE_CSP)
    policy = {**policy, "form-action": [CSP.NONE], "frame-ancestors": [CSP.SELF]}
    response._csp_config = policy  # type: ignore[attr-defined]
    return response
