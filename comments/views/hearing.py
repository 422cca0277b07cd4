"""Where the links of a mail to a reader lead: each page says what its button would do, and only the button does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import hearing
from comments.letters import CONFIRM, DISOWN, NO_LIVES, STOP, YES_LIVES, muting
from comments.models import Comment, Correspondent
from core import tokens
from core.http import SeeOther, View, same_origin_post, secret_address

Act = Callable[[Correspondent], object]
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a reader can decide on a page, and take back there."""

    template: str
    do: Act
    undo: Act


CONFIRMING = Matter("comments/hearing_confirm.html", hearing.confirm, Correspondent.withdraw)
STOPPING = Matter("comments/hearing_stop.html", Correspondent.stop, Correspondent.resume)
DISOWNING = Matter("comments/hearing_disown.html", Correspondent.disown, Correspondent.resume)


def refuse_foreign_post(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return render(request, "comments/hearing_refused.html", status=403)


def for_one_reader(view: Callable[..., HttpResponse]) -> View:
    return secret_address(require_http_methods(METHODS)(same_origin_post(refused=refuse_foreign_post)(view)))


@for_one_reader
def hearing_confirm(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, CONFIRMING, _find(CONFIRM, token, YES_LIVES))


@for_one_reader
def hearing_stop(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, STOPPING, _find(STOP, token))


@for_one_reader
def hearing_disown(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, DISOWNING, _find(DISOWN, token))


@for_one_reader
def hearing_mute(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Mute the thread that begins with the comment ``pk``."""
    thread = Comment.objects.select_related("post__address").filter(pk=pk).first()
    reader = _find(muting(pk), token)
    if thread is None or reader is None:
        return _decide(request, STOPPING, None)
    matter = Matter("comments/hearing_mute.html", lambda one: one.mute(thread), lambda one: one.unmute(thread))
    return _decide(request, matter, reader, post=thread.post, is_muted=reader.has_muted(thread))


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def hearing_one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all mail at a POST by the reader's mail provider, which sends no cookie and follows no redirect (RFC 8058).

    A person who opens the address gets the page with the button.
    """
    if request.method != "POST":
        return redirect("hearing_stop", token)
    reader = _find(STOP, token)
    if reader is None:
        return render(request, "comments/hearing_expired.html", status=404)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponseBadRequest(_("Nothing was changed."), content_type="text/plain")
    reader.stop()
    return HttpResponse(_("You get no more mail from us."), content_type="text/plain")


def _find(purpose: str, token: str, lives: timedelta = NO_LIVES) -> Correspondent | None:
    pk = tokens.unsign(purpose, token, lives)
    return Correspondent.objects.filter(pk=pk).first() if pk else None


def _decide(request: HttpRequest, matter: Matter, reader: Correspondent | None, **context: object) -> HttpResponse:
    if reader is None:
        return render(request, "comments/hearing_expired.html", status=404)
    if request.method == "POST":
        act = matter.undo if "undo" in request.POST else matter.do
        act(reader)
        return SeeOther(request.path)
    return render(request, matter.template, {"reader": reader, **context})
