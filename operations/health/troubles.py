"""What stays wrong: the owners are told once, and again only after it was well."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from blog.models import SiteTexts
from operations.health.examination import examine
from operations.health.findings import TITLES, Finding
from operations.mail_kinds import MailKind
from operations.models import Trouble
from outbox.models import OutgoingMail
from outbox.submission import queue_mail

# What is wrong for longer is not over by itself.
PATIENCE = timedelta(minutes=15)


def watch() -> None:
    """Note what is wrong by now, and tell the owners what has been for too long.

    Mail that does not leave can't be told by mail: each page of the admin says it.
    """
    now = timezone.now()
    wrong = {finding.name: finding for finding in examine() if not finding.is_well}
    for name in wrong:
        Trouble.objects.update_or_create(
            name=name, defaults={"seen_at": now}, create_defaults={"since": now, "seen_at": now}
        )
    Trouble.objects.purge()
    with transaction.atomic():
        lasting = Trouble.objects.lasting(PATIENCE).filter(name__in=wrong.keys() - {"mail"})
        if untold := list(lasting.filter(told_at=None).select_for_update()):
            _tell_owners(untold, [wrong[trouble.name] for trouble in untold])
            lasting.filter(told_at=None).update(told_at=now)


def titles() -> list[str]:
    """Return the titles of what is wrong and does not seem to be over by itself."""
    lasting = set(Trouble.objects.lasting(PATIENCE).values_list("name", flat=True))
    return [str(title) for name, title in TITLES.items() if name in lasting]


def _tell_owners(troubles: list[Trouble], findings: list[Finding]) -> None:
    context = {"site": SiteTexts.load(), "findings": findings, "page": reverse("admin:health")}
    which = ",".join(str(trouble.pk) for trouble in troubles)
    for owner in User.objects.filter(is_active=True, is_staff=True):
        if owner.may_do_everything:
            key = f"{MailKind.SITE_TROUBLE}:{which}:{owner.pk}"
            template = "operations/emails/site_trouble"
            queue_mail(MailKind.SITE_TROUBLE, key, owner.email, template, context, about=troubles)


def is_still_true(mail: OutgoingMail) -> bool:
    """Tell whether anything that the mail is about is still wrong: it may have waited for a mail server itself."""
    return Trouble.objects.filter(pk__in=mail.subjects.values("object_id")).exists()
