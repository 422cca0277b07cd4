from typing import Any

from django.template import Library
from django.template.context import RequestContext

register = Library()


@register.inclusion_tag("admin/accounts/_second_factor.html", takes_context=True)
def second_factor_notice(context: RequestContext) -> dict[str, Any]:
    """Tell staff without a second factor until when they must set one up."""
    return {"due_at": getattr(context.get("request"), "second_factor_due_at", None)}
