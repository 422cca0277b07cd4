from typing import Any

from django import template

from privacy.models import Mention
from privacy.retention import summarise

register = template.Library()
register.filter(summarise)


@register.inclusion_tag("privacy/_notices.html", takes_context=True)
def privacy_notices(context: dict[str, Any]) -> dict[str, Any]:
    """Show on every page of the admin how many mentions of erased persons wait for a decision."""
    request = context.get("request")
    if not context.get("has_permission") or request is None or not request.user.has_perm("privacy.view_mention"):
        return {}
    return {"mentions": Mention.objects.visible_to(request.user).count()}
