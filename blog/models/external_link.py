"""The external links of the site, and the results of their checks."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retries import Lease

WEEK = timedelta(days=7)

# A link that seems gone is checked again after this, and is dead if it still is. Other errors may be temporary for
# longer.
CONFIRM_AFTER = timedelta(days=2)
PATIENCE = timedelta(days=28)

# The pause between two requests to one host.
HOST_PAUSE = timedelta(seconds=30)

CHECKING = Lease(timedelta(hours=1))

# For how long a link that somebody asked about is checked although no text has it.
ASKED_FOR = timedelta(hours=1)

# The longest pause that a server can ask for.
MAX_HOST_PAUSE = timedelta(days=7)

_usages: list[Callable[[], QuerySet[Any]]] = []
_related_names: dict[str, Callable[[], QuerySet[Any]]] = {}


def register_link_usage(rows: Callable[[], QuerySet[Any]], *, related_name: str = "") -> None:
    """Register rows that use a link by their field ``link``. Links in use are checked.

    With a ``related_name``, the list of links in the admin fetches the rows along.
    """
    _usages.append(rows)
    if related_name:
        _related_names[related_name] = rows


class ExternalLinkQuerySet(models.QuerySet["ExternalLink"]):
    def register(self, urls: Iterable[str]) -> None:
        """Create missing rows, always in the same order, which avoids deadlocks."""
        rows = [ExternalLink(url=url, host=urlsplit(url).hostname or "") for url in sorted(urls)]
        self.bulk_create(rows, ignore_conflicts=True)

    def in_use(self) -> "ExternalLinkQuerySet":
        """Links that are in a text, used by another app, or asked about lately."""
        asked = Q(asked_at__gt=timezone.now() - ASKED_FOR)
        return self.filter(reduce(or_, (Q(Exists(rows().filter(link=OuterRef("pk")))) for rows in _usages), asked))

    def with_users(self) -> "ExternalLinkQuerySet":
        """Prefetch the rows of other apps that use the links."""
        return self.prefetch_related(*(Prefetch(name, queryset=rows()) for name, rows in _related_names.items()))

    def with_counts(self) -> "ExternalLinkQuerySet":
        """Annotate ``times``, the number of occurrences, and ``entries``, the number of texts."""
        return self.annotate(times=Sum("occurrences__times"), entries=Count("occurrences"))

    def due(self) -> "ExternalLinkQuerySet":
        """Links to check now, whose host does not need a pause."""
        now = timezone.now()
        tired = ExternalLink.objects.filter(
            Q(requested_at__gt=now - HOST_PAUSE) | Q(wait_until__gt=now), host=OuterRef("host")
        )
        return CHECKING.due(self.in_use().filter(~Exists(tired)))

    def newly_dead(self) -> "ExternalLinkQuerySet":
        """Dead links that nobody has been notified of."""
        return self.in_use().filter(state=ExternalLink.State.DEAD, announced_at=None)

    def check_now(self) -> int:
        """Make all links due at once. Return how many were not yet."""
        return self.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())


class ExternalLink(models.Model):
    """A URL on another site that a text or an offer links to, or once did."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        ALIVE = "alive", _("answers")
        UNSURE = "unsure", _("unsure")
        DEAD = "dead", _("dead")

    class Finding(models.TextChoices):
        """The result of the last check."""

        FINE = "fine", _("There is a page.")
        GONE = "gone", _("The server says that there is nothing at this address.")
        BAD_URL = "bad-address", _("No browser can open this address.")
        NO_HOST = "no-host", _("There is no server with this name.")
        SHORT_LINK_BROKEN = "leads-nowhere", _("It is a short link that no longer works.")
        REFUSED = "refused", _("The server refuses automatic checks. Please check the link yourself.")
        NOT_PUBLIC = "not-public", _("The address can only be reached from its own network.")
        BROKEN = "broken", _("The server has an error.")
        NO_ANSWER = "silent", _("The server does not answer.")
        UNTRUSTED = "untrusted", _("The server’s certificate is not valid: browsers show a warning.")
        REDIRECT_LOOP = "circle", _("It redirects again and again, and never to a page.")

    # For how long a finding must last until the link is dead. Other findings never make it dead.
    DEAD_AFTER = {
        **dict.fromkeys((Finding.GONE, Finding.BAD_URL, Finding.NO_HOST, Finding.SHORT_LINK_BROKEN), CONFIRM_AFTER),
        **dict.fromkeys((Finding.BROKEN, Finding.NO_ANSWER, Finding.UNTRUSTED, Finding.REDIRECT_LOOP), PATIENCE),
    }

    url = models.CharField(_("address"), max_length=2000, unique=True)
    host = models.CharField(max_length=300, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED, db_index=True)
    finding = models.CharField(_("last finding"), max_length=20, choices=Finding, blank=True)
    found_since = models.DateTimeField(_("found so since"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    final_url = models.CharField(_("leads to"), max_length=2000, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Until when its server asked for a pause. It holds for all links to the host.
    wait_until = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(_("next check"), default=timezone.now, db_index=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When somebody wanted to know before putting it into a text.
    asked_at = models.DateTimeField(null=True, editable=False)

    objects = ExternalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("external link")
        verbose_name_plural = _("external links")
        ordering = ["url"]
        indexes = [models.Index(fields=["host", "requested_at"], name="external_link_by_host")]

    def __str__(self) -> str:
        return self.url

    def claim(self) -> bool:
        """Take the link for this worker. Returns ``False`` if another worker has it, or its host needs a pause."""
        return CHECKING.claim(self, ExternalLink.objects.due(), requested_at=timezone.now())

    def record(
        self, finding: Finding, status: int | None = None, leads_to: str = "", rest: timedelta = timedelta()
    ) -> None:
        """Remember what a check found, and for how long the server wants a rest.

        A link is dead when the same fault lasts.
        """
        now = timezone.now()
        found_since = self.found_since if self.finding == finding and self.found_since else now
        needed = self.DEAD_AFTER.get(finding)
        if finding == self.Finding.FINE:
            state = self.State.ALIVE
        else:
            state = self.State.DEAD if needed is not None and now - found_since >= needed else self.State.UNSURE
        is_to_be_confirmed = state == self.State.UNSURE and needed == CONFIRM_AFTER
        CHECKING.release(
            self,
            now + (CONFIRM_AFTER if is_to_be_confirmed else WEEK),
            state=state,
            finding=finding,
            found_since=found_since,
            status=status,
            final_url=leads_to[:2000],
            checked_at=now,
            announced_at=self.announced_at if state == self.State.DEAD else None,
            wait_until=now + min(rest, MAX_HOST_PAUSE) if rest else None,
        )
