"""The state of an article or page, in words and for the desk's script."""

from datetime import datetime
from typing import Any

from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blog.desk.saving import Current, has_changes
from blog.models import Entry
from core.web.site_urls import absolute_url


def state_of(entry: Entry, now: Current, *, may_publish: bool) -> dict[str, Any]:
    return {
        "is_public": entry.is_public,
        "is_scheduled": entry.is_scheduled,
        "sentence": sentence_of(entry, has_changes=has_changes(now)),
        "primary": _primary(entry, may_publish=may_publish),
        "may_publish": may_publish,
        "public_url": absolute_url(entry.get_absolute_url()) if entry.is_public else None,
        "slug": entry.slug,
    }


def sentence_of(entry: Entry, *, has_changes: bool = False) -> str:
    """Such as “Public since 3 Nov · changes not public yet”."""
    parts = [_visibility(entry)]
    if entry.is_out_or_scheduled and entry.unpublished_at:
        parts.append(_("until %(date)s") % {"date": format_moment(entry.unpublished_at)})
    if has_changes:
        parts.append(_("changes not public yet"))
    if entry.review_asked_at:
        parts.append(_("waits for a review"))
    return " · ".join(parts)


def _visibility(entry: Entry) -> str:
    if entry.is_scheduled and entry.published_at:
        return _("Goes out %(date)s") % {"date": format_moment(entry.published_at)}
    if entry.is_public and entry.published_at:
        return _("Public since %(date)s") % {"date": format_day(entry.published_at)}
    if entry.has_ended and entry.unpublished_at:
        return _("Was public until %(date)s") % {"date": format_moment(entry.unpublished_at)}
    return _("Private") if entry.state == entry.State.PRIVATE else _("Draft")


def _primary(entry: Entry, *, may_publish: bool) -> str:
    if not may_publish:
        return "review"
    return "schedule" if entry.is_scheduled else "update" if entry.is_public else "publish"


def format_moment(moment: datetime) -> str:
    """Such as “Mon 30 Nov 08:00”, with the year unless it is this one."""
    local = timezone.localtime(moment)
    is_this_year = local.year == timezone.localtime().year
    return date(local, pgettext("date", "D j M H:i") if is_this_year else pgettext("date", "D j M Y H:i"))


def format_day(moment: datetime) -> str:
    """Such as “3 Nov”, with the year unless it is this one."""
    local = timezone.localtime(moment)
    return date(
        local, pgettext("date", "j M") if local.year == timezone.localtime().year else pgettext("date", "j M Y")
    )
