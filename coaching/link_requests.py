"""Take requests for the link to an application. A task looks up the address, so the response tells nothing."""

from django.db import transaction

from coaching.models import LinkRequest
from coaching.models.link_request import KEPT_FOR
from coaching.tasks import answer_link_request
from core.web.networks import network_of
from core.web.rate_limits import Limit, refuse_flood

LIMITS = [Limit(50, KEPT_FOR, fields=("ip_address",))]


@transaction.atomic
def request_links(email: str, ip_address: str | None) -> None:
    """Queue a mail with the links to all applications from ``email``. The same happens if there are none.

    Of the IP address only the network is kept. Raises ``FloodError``.
    """
    network = network_of(ip_address)
    refuse_flood(LinkRequest.objects.all(), LIMITS, ip_address=network)
    request = LinkRequest.objects.create(email=email, ip_address=network)
    answer_link_request.enqueue(request.pk)
