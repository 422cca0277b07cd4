"""Who has the desk open, and the link for a guest."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from blog.admin.desk.answers import read_json, read_key, read_writer
from blog.admin.desk.desk import Desk
from blog.desk.saving import Writer
from blog.models import Entry, GuestLink, Presence
from blog.models.revision import key_of
from core.web.site_urls import absolute_url


def presence(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Record that this device has the entry open, or has ``left``, and tell who else has it open."""
    desk.require_change(request)
    entry = desk.find(request, pk)
    data = read_json(request)
    writer = read_writer(request, data)
    if data.get("left") is True:
        _rows(entry, writer).delete()
    elif writer.device:
        _record(entry, writer)
    return JsonResponse({"others": _describe_others(request, entry, read_key(data, "device"))})


def _rows(entry: Entry, writer: Writer) -> Any:
    return Presence.objects.filter(**key_of(entry), device=writer.device, person=writer.person)


def _record(entry: Entry, writer: Writer) -> None:
    now = timezone.now()
    here = Presence.objects.here(entry).filter(device=writer.device, person=writer.person)
    if here.update(seen_at=now):
        return
    try:
        with transaction.atomic():
            Presence.objects.update_or_create(
                defaults={
                    "person": writer.person,
                    "device_name": writer.device_name,
                    "began_at": now,
                    "seen_at": now,
                },
                device=writer.device,
                **key_of(entry),
            )
    except IntegrityError:  # The same heartbeat at the same time.
        _rows(entry, writer).update(seen_at=now)


def _describe_others(request: HttpRequest, entry: Entry, device: str) -> list[dict[str, Any]]:
    """Return who else has the entry open, and since when: each person once, with the oldest device."""
    here = Presence.objects.here(entry).exclude(device=device).select_related("person").order_by("-began_at", "-pk")
    others = {other.person_id: other for other in here}
    return [
        {
            "name": str(other.person),
            "since": other.began_at.isoformat(),
            "is_you": other.person_id == request.user.pk,
        }
        for other in others.values()
    ]


def share(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    """Open a link for a guest, or let the one that is open be valid for longer."""
    with transaction.atomic():
        entry = desk.lock(request, pk)
        link = GuestLink.objects.open().filter(**key_of(entry)).first() or GuestLink(**key_of(entry))
        link.opened_at, link.opened_by = timezone.now(), read_writer(request, {}).person
        link.save()
    return JsonResponse({"url": absolute_url(link.private_url)})


def close_share(desk: Desk, request: HttpRequest, pk: int) -> JsonResponse:
    with transaction.atomic():
        entry = desk.lock(request, pk)
        GuestLink.objects.open().filter(**key_of(entry)).update(closed_at=timezone.now())
    return JsonResponse({})
