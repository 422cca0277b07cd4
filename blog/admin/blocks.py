"""The forms and previews of blocks, for the editor of texts. Its script asks for them."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import blocks
from core.blocks import Block
from core.html import Segment
from core.templatetags.blocks import render_alone

MAY_WRITE = ("blog.change_post", "blog.change_page", "blog.add_post", "blog.add_page")
MAX_KEY_LENGTH = 200
MAX_ADDRESS_LENGTH = 2000


def urls_for(site: AdminSite) -> list[URLPattern]:
    views: list[tuple[str, Any, str]] = [
        ("blocks/at/", block_at, "block_at"),
        ("blocks/<slug:kind>/", block_form, "block_form"),
        ("blocks/<slug:kind>/preview/", block_preview, "block_preview"),
    ]
    return [path(route, site.admin_view(never_cache(view)), name=name) for route, view, name in views]


@require_http_methods(["GET", "HEAD", "POST"])
def block_form(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form for a block, as a fragment for a dialog. What was chosen is answered as a key."""
    block, key = _block(request, kind), _key(request)
    data = request.POST if request.method == "POST" else None
    form = block.form_class(data, key=key)
    if data is not None and form.is_valid():
        return _choose(request, block, form.save())
    context = {"block": block, "form": form, "is_new": not key}
    return render(request, "admin/blog/block_form.html", context, status=200 if data is None else 422)


@require_POST
def block_at(request: HttpRequest) -> HttpResponse:
    """Answer with the kind and key of the block that shows what is at the ``address``, or with ``{}``."""
    _require_writing(request)
    address = request.POST.get("address", "")[:MAX_ADDRESS_LENGTH]
    found = ((block, block.key_for_address(address)) for block in blocks.all_kinds())
    return next((_choose(request, block, key) for block, key in found if key), JsonResponse({}))


def _choose(request: HttpRequest, block: Block, key: str) -> JsonResponse:
    block.prepare(key, request.user)
    return JsonResponse({"kind": block.kind, "key": key})


@require_GET
def block_preview(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a block as readers see it, without its content, which is in the editor. If it shows nothing, the answer is
    empty. What is still on its way is said in a ``<p>`` behind it."""
    block, key = _block(request, kind), _key(request)
    html = render_alone(Segment(block=block.kind, key=key))
    sentence = block.awaits(key)
    waiting = format_html('<p class="block-card__waiting">{}</p>', sentence) if sentence else ""
    return HttpResponse(html + waiting, status=200 if html else 204)


def _require_writing(request: HttpRequest) -> None:
    if not any(request.user.has_perm(permission) for permission in MAY_WRITE):
        raise PermissionDenied


def _block(request: HttpRequest, kind: str) -> Block:
    _require_writing(request)
    block = blocks.find(kind)
    if block is None:
        raise Http404
    return block


def _key(request: HttpRequest) -> str:
    return request.GET.get("key", "")[:MAX_KEY_LENGTH]
