"""Ask those who may publish to look at what somebody has written who may not."""

from django.utils import timezone

from accounts.models import User
from accounts.permissions import staff_with_permission
from blog.desk.saving import current
from blog.mail_kinds import MailKind
from blog.models import Entry
from core.web.site_urls import absolute_url
from outbox.submission import queue_mail


def ask_for_review(entry: Entry, by: User, url: str) -> None:
    """Mail all others who may publish it: each once for each save, however often it is asked."""
    now = current(entry)
    entry.review_asked_at = timezone.now()
    entry.save(update_fields=["review_asked_at"])
    context = {"title": now.content["title"].strip() or str(entry), "writer": by, "url": absolute_url(url)}
    kind = str(entry._meta.model_name)
    for person in staff_with_permission(f"{entry._meta.app_label}.publish_{kind}").exclude(pk=by.pk):
        key = f"review:{kind}:{entry.pk}:{now.base}:{person.pk}"
        queue_mail(MailKind.REVIEW, key, person.email, "blog/emails/review", context)
