"""Save what is written, and publish it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from blog.admin.desk.answers import RefusedRequestError, read_json, read_key, read_moment, read_sent, read_writer
from blog.admin.desk.desk import Desk
from blog.desk import publishing, saving
from blog.desk.review import ask_for_review
from blog.desk.saving import Saved, current
from blog.desk.words import format_moment
from blog.models import Entry

MIN_TOKEN = 8


def save_new(desk: Desk, request: HttpRequest) -> JsonResponse:
    """Save a new entry. A request with the same token saves that entry again."""
    if not desk.admin.has_add_permission(request):
        raise PermissionDenied
    data = read_json(request)
    sent, token = read_sent(request, desk.model, data), read_key(data, "creation_token")
    if len(token) < MIN_TOKEN:
        raise RefusedRequestError(400, error=_("The token of the new text is missing."))
    with transaction.atomic():
        entry, is_new = saving.find_or_make(desk.model, sent.writer, token)
        desk.refuse_binned(entry)
        result = saving.save(entry, sent)
        if is_new:
            desk.admin.log_addition(request, entry, _("Begun at the desk."))
        return desk.answer(request, entry, result, sent)


def save(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    data = read_json(request)
    sent = read_sent(request, desk.model, data)
    with transaction.atomic():
        entry = desk.lock(request, pk)
        result = saving.save(entry, sent)
        return desk.answer(request, entry, result, sent)


def publish(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Publish now or at a date, or update what is public."""
    desk.require_publishing(request)
    data = read_json(request)
    sent, when = read_sent(request, desk.model, data), read_moment(data.get("when"))
    with transaction.atomic():
        entry = desk.lock(request, pk)
        was_public = entry.is_public
        result = publishing.publish(entry, sent, when, update_date=data.get("update_date") is True)
        if isinstance(result, Saved) and not result.is_repeated:
            desk.log(request, entry, _describe_publication(entry, was_public=was_public))
        return desk.answer(request, entry, result, sent)


def _describe_publication(entry: Entry, *, was_public: bool) -> str:
    if entry.is_scheduled and entry.published_at:
        return _("Scheduled for %(date)s.") % {"date": format_moment(entry.published_at)}
    return _("Updated.") if was_public else _("Published.")


def unpublish(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Make it a draft now, or let it end at a date. ``at`` is empty to let it stay."""
    desk.require_publishing(request)
    data = read_json(request)
    at = data.get("at")
    moment = None if at == "" else read_moment(at)
    with transaction.atomic():
        entry = desk.lock(request, pk)
        if at is None:
            publishing.hide(entry, entry.State.DRAFT, read_writer(request, data))
            desk.log(request, entry, _("Made a draft again."))
        else:
            try:
                publishing.end_at(entry, moment)
            except ValueError as refusal:
                raise RefusedRequestError(422, errors={"at": str(refusal)}) from None
            date = format_moment(moment) if moment else ""
            desk.log(request, entry, _("Public until %(date)s.") % {"date": date} if date else _("Public without end."))
        return _answer_now(desk, request, entry)


def make_private(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    return _hide(desk, request, pk, "private", _("Made private."))


def make_draft(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    return _hide(desk, request, pk, "draft", _("Made a draft again."))


def _hide(desk: Desk, request: HttpRequest, pk: int, state: str, sentence: str) -> JsonResponse:
    data = read_json(request)
    with transaction.atomic():
        entry = desk.lock(request, pk)
        if entry.is_out_or_scheduled:
            desk.require_publishing(request)
        publishing.hide(entry, state, read_writer(request, data))
        desk.log(request, entry, sentence)
        return _answer_now(desk, request, entry)


def review(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Ask those who may publish to look at it."""
    with transaction.atomic():
        entry = desk.lock(request, pk)
        ask_for_review(entry, read_writer(request, {}).person, desk.edit_url(entry))
        desk.log(request, entry, _("Asked for a review."))
        return _answer_now(desk, request, entry)


def discard(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Go back to what is public."""
    data = read_json(request)
    with transaction.atomic():
        entry = desk.lock(request, pk)
        result = publishing.discard(entry, read_writer(request, data))
        return desk.answer(request, entry, result)


def _answer_now(desk: Desk, request: HttpRequest, entry: Entry) -> JsonResponse:
    now = current(entry)
    return desk.answer(request, entry, Saved(now, now.newest.saved_at if now.newest else entry.updated_at))
