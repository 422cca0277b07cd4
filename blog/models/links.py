"""Where the site links to, outside of itself, and what is known of each address."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WEEK = timedelta(days=7)

# What looks gone is looked at again after this, and dead if it still is; other faults may pass for much longer.
CONFIRM_AFTER = timedelta(days=2)
PATIENCE = timedelta(days=28)

# A host is left alone for this long between two questions.
HOST_PAUSE = timedelta(seconds=30)

# Should a worker die while it asks, the link is due again after this.
LEASE = timedelta(hours=1)

# A server that asks for more time than this gets this.
LONGEST_REST = timedelta(days=7)

_uses: list[Callable[[], QuerySet[Any]]] = []


def is_used_by(rows: Callable[[], QuerySet[Any]]) -> None:
    """Say that a link is in use as long as one of these rows has it as its ``link``."""
    _uses.append(rows)


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def meet(self, addresses: Iterable[str]) -> None:
        """Have a row for each. Always in the same order, so that nobody waits for somebody who waits for him."""
        rows = [OutsideLink(address=address, host=urlsplit(address).hostname or "") for address in sorted(addresses)]
        self.bulk_create(rows, ignore_conflicts=True)

    def in_use(self) -> "OutsideLinkQuerySet":
        """Those that stand in a text, or are used by another app."""
        return self.filter(reduce(or_, (Q(Exists(rows().filter(link=OuterRef("pk")))) for rows in _uses)))

    def with_numbers(self) -> "OutsideLinkQuerySet":
        """``times`` is how often it occurs, ``entries`` in how many texts."""
        return self.annotate(times=Sum("places__times"), entries=Count("places"))

    def due(self) -> "OutsideLinkQuerySet":
        """Whose host has not been asked a moment ago, and has not asked for a rest."""
        now = timezone.now()
        tired = OutsideLink.objects.filter(
            Q(asked_at__gt=now - HOST_PAUSE) | Q(rests_until__gt=now), host=OuterRef("host")
        )
        return self.in_use().filter(~Exists(tired), due_at__lte=now).order_by("due_at", "pk")

    def newly_dead(self) -> "OutsideLinkQuerySet":
        """Dead, and nobody was told."""
        return self.in_use().filter(state=OutsideLink.State.DEAD, announced_at=None)

    def check_now(self) -> int:
        """Have them asked as soon as their turn comes; how many there are."""
        return self.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())


class OutsideLink(models.Model):
    """An address outside of the site that something of ours links to, or once did."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        ALIVE = "alive", _("answers")
        UNSURE = "unsure", _("unsure")
        DEAD = "dead", _("dead")

    class Finding(models.TextChoices):
        """What the last check found."""

        FINE = "fine", _("There is a page.")
        GONE = "gone", _("The server says that there is nothing at this address.")
        BAD_ADDRESS = "bad-address", _("No browser can open this address.")
        NO_HOST = "no-host", _("There is no server of this name.")
        LEADS_NOWHERE = "leads-nowhere", _("A short link that leads nowhere any more.")
        REFUSED = "refused", _("The server does not answer programs. Please look yourself.")
        NOT_PUBLIC = "not-public", _("An address that only its own network reaches.")
        BROKEN = "broken", _("The server has a fault.")
        SILENT = "silent", _("The server does not answer.")
        UNTRUSTED = "untrusted", _("The server can’t prove who it is: browsers warn of it.")
        CIRCLE = "circle", _("It leads on and on, and to no page.")

    # How long this must be found until the link is dead. With any other finding it never is, by itself.
    DEAD_AFTER = {
        **dict.fromkeys((Finding.GONE, Finding.BAD_ADDRESS, Finding.NO_HOST, Finding.LEADS_NOWHERE), CONFIRM_AFTER),
        **dict.fromkeys((Finding.BROKEN, Finding.SILENT, Finding.UNTRUSTED, Finding.CIRCLE), PATIENCE),
    }

    address = models.CharField(_("address"), max_length=2000, unique=True)
    host = models.CharField(max_length=300, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED, db_index=True)
    finding = models.CharField(_("last finding"), max_length=20, choices=Finding, blank=True)
    found_since = models.DateTimeField(_("found so since"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    leads_to = models.CharField(_("leads to"), max_length=2000, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Its server has asked to be left alone so long: for all links to that host.
    rests_until = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(_("next check"), default=timezone.now, db_index=True)
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("outside link")
        verbose_name_plural = _("outside links")
        ordering = ["address"]
        indexes = [models.Index(fields=["host", "asked_at"], name="outside_link_by_host")]

    def __str__(self) -> str:
        return self.address

    def claim(self) -> bool:
        """Take it for this worker. ``False`` if another has it, or its host needs a pause."""
        now = timezone.now()
        return bool(OutsideLink.objects.due().order_by().filter(pk=self.pk).update(asked_at=now, due_at=now + LEASE))

    def note(
        self, finding: Finding, status: int | None = None, leads_to: str = "", rest: timedelta = timedelta()
    ) -> None:
        """Remember what a check found, and for how long the server wants a rest.

        A link is dead when the same fault lasts.
        """
        now = timezone.now()
        self.rests_until = now + min(rest, LONGEST_REST) if rest else None
        if self.finding != finding or self.found_since is None:
            self.found_since = now
        self.finding, self.status, self.leads_to, self.checked_at = finding, status, leads_to[:2000], now
        needed = self.DEAD_AFTER.get(finding)
        if finding == self.Finding.FINE:
            self.state = self.State.ALIVE
        else:
            is_dead = needed is not None and now - self.found_since >= needed
            self.state = self.State.DEAD if is_dead else self.State.UNSURE
        if self.state != self.State.DEAD:
            self.announced_at = None
        is_to_be_confirmed = self.state == self.State.UNSURE and needed == CONFIRM_AFTER
        self.due_at = now + (CONFIRM_AFTER if is_to_be_confirmed else WEEK)
        self.save(
            update_fields="finding found_since status leads_to checked_at state announced_at due_at rests_until".split()
        )
