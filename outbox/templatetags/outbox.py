from typing import Any

from django import template

from outbox import sending
from outbox.models import OutgoingMail

register = template.Library()


@register.inclusion_tag("outbox/_notices.html", takes_context=True)
def outbox_notices(context: dict[str, Any]) -> dict[str, Any]:
    """What the owner must know about mail, on every page of the admin: none can be sent, or some was not."""
    request = context.get("request")
    if not context.get("has_permission") or request is None or not request.user.has_perm("outbox.view_outgoingmail"):
        return {}
    failed = OutgoingMail.objects.failed().count()
    if not sending.is_configured():
        return {"unserved": OutgoingMail.objects.waiting().count(), "failed": failed}
    delayed = OutgoingMail.objects.delayed()
    return {"delayed": delayed.count(), "latest": delayed.order_by("-due_at").first(), "failed": failed}
