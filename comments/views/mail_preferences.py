"""The pages behind the links in mails to readers. Each page explains its button, and only the button does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.models import Comment, MailRecipient
from comments.notifications import readers as reader_notifications
from comments.notifications.mails import (
    CONFIRM_MAX_AGE,
    CONFIRM_PURPOSE,
    DISOWN_PURPOSE,
    STOP_MAX_AGE,
    STOP_PURPOSE,
    mute_purpose,
)
from core import tokens
from core.web.http import SeeOther, View, private_page
from core.web.public_forms import METHODS, same_origin_post

RecipientAction = Callable[[MailRecipient], object]


@dataclass(frozen=True, slots=True)
class MailPreference:
    """A decision that a reader can make on a page, and undo there."""

    template: str
    do: RecipientAction
    undo: RecipientAction


CONFIRM = MailPreference("comments/mail_confirm.html", reader_notifications.confirm, MailRecipient.withdraw)
STOP = MailPreference("comments/mail_stop.html", MailRecipient.stop, MailRecipient.resume)
DISOWN = MailPreference("comments/mail_disown.html", MailRecipient.disown, MailRecipient.resume)


def refuse_foreign_post(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return render(request, "comments/mail_refused.html", status=403)


def for_one_reader(view: Callable[..., HttpResponse]) -> View:
    return private_page(require_http_methods(METHODS)(same_origin_post(refused=refuse_foreign_post)(view)))


@for_one_reader
def mail_confirm(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, CONFIRM, _find(CONFIRM_PURPOSE, token, CONFIRM_MAX_AGE))


@for_one_reader
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, STOP, _find(STOP_PURPOSE, token))


@for_one_reader
def mail_disown(request: HttpRequest, token: str) -> HttpResponse:
    return _decide(request, DISOWN, _find(DISOWN_PURPOSE, token))


@for_one_reader
def mail_mute(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Mute the thread that begins with the comment ``pk``."""
    thread = Comment.objects.select_related("post__address").filter(pk=pk).first()
    reader = _find(mute_purpose(pk), token)
    if thread is None or reader is None:
        return _decide(request, STOP, None)
    matter = MailPreference("comments/mail_mute.html", lambda one: one.mute(thread), lambda one: one.unmute(thread))
    return _decide(request, matter, reader, post=thread.post, is_muted=reader.has_muted(thread))


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def mail_one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all mail at a POST by the mail provider, which sends no cookie and follows no redirect (RFC 8058).

    A person who opens the URL gets the page with the button.
    """
    if request.method != "POST":
        return redirect("mail_stop", token)
    reader = _find(STOP_PURPOSE, token)
    if reader is None:
        return render(request, "comments/mail_expired.html", status=404)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponseBadRequest(_("Nothing was changed."), content_type="text/plain")
    reader.stop()
    return HttpResponse(_("You will get no more e-mail from us."), content_type="text/plain")


def _find(purpose: str, token: str, lives: timedelta = STOP_MAX_AGE) -> MailRecipient | None:
    pk = tokens.unsign(purpose, token, lives)
    return MailRecipient.objects.filter(pk=pk).first() if pk else None


def _decide(
    request: HttpRequest, matter: MailPreference, reader: MailRecipient | None, **context: object
) -> HttpResponse:
    if reader is None:
        return render(request, "comments/mail_expired.html", status=404)
    if request.method == "POST":
        act = matter.undo if "undo" in request.POST else matter.do
        act(reader)
        return SeeOther(request.path)
    return render(request, matter.template, {"reader": reader, **context})
