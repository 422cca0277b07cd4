"""Whoever applied asks for the way back to it. The request looks at nothing: a task sees who has applied, and mails."""

from django.db import transaction

from coaching.models import LinkRequest
from coaching.models.link_request import KEPT_FOR
from coaching.tasks import answer_link_request
from core.guard import is_flood

MOST = 10


class FloodError(Exception):
    """Too many requests came from one address within an hour."""


@transaction.atomic
def ask(email: str, address: str | None) -> None:
    """Have the links to all applications from ``email`` mailed there. What is done here is the same if there are none.

    Raises ``FloodError``.
    """
    if is_flood(LinkRequest.objects.all(), limit=MOST, within=KEPT_FOR, address=address):
        raise FloodError
    request = LinkRequest.objects.create(email=email, address=address)
    answer_link_request.enqueue(request.pk)
