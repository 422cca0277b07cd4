from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def age(moment: datetime) -> str:
    """Return the time since ``moment`` in its largest unit, at least a minute: "6 days", "1 minute"."""
    now = timezone.now()
    return timesince(min(moment, now - timedelta(minutes=1)), now, depth=1)
