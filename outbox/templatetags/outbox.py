from typing import Any

from django import template

from outbox import connection
from outbox.models import OutgoingMail

register = template.Library()


@register.inclusion_tag("outbox/_notices.html", takes_context=True)
def outbox_notices(context: dict[str, Any]) -> dict[str, Any]:
    """Show problems with mail on every page of the admin: no server, delayed mails, failed mails."""
    request = context.get("request")
    if not context.get("has_permission") or request is None or not request.user.has_perm("outbox.view_outgoingmail"):
        return {}
    failed = OutgoingMail.objects.failed().count()
    if not connection.is_configured():
        return {"unserved": OutgoingMail.objects.unsent().count(), "failed": failed}
    return {"delayed": OutgoingMail.objects.delayed().count(), "failed": failed}
