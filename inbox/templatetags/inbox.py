from datetime import datetime

from django import template
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def age(moment: datetime) -> str:
    """In its largest unit: "6 days"."""
    return timesince(moment, depth=1)
