from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def age(moment: datetime) -> str:
    """In its largest unit, and never nothing: "6 days", "1 minute"."""
    now = timezone.now()
    return timesince(min(moment, now - timedelta(minutes=1)), now, depth=1)
