from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.links import outside_address
from blog.models import Category, OutsideLink, Page, Post
from core.addresses import own_hosts, validate_target
from core.images import PictureField
from core.private import private_storage

# How many successors are followed: a chain that leads on for longer shows nothing.
MOST_STEPS = 5
MOST_BYTES = 20 * 2**20

# Where the addresses begin that lead on to an offer's target.
GO = "/go/"

LATEST_FIRST = (F("starts_at").desc(nulls_last=True), "-pk")


def validate_way(target: str) -> None:
    validate_target(target)
    if _is_here(target) and urlsplit(target).path.startswith(GO):
        raise ValidationError(_("An offer can’t lead to another. Name that one as what follows it."))


def validate_size(file: "File[bytes]") -> None:
    if file.size > MOST_BYTES:
        raise ValidationError(
            _("This file has %(size)s. Please choose a smaller one.") % {"size": filesizeformat(file.size)}
        )


class OfferQuerySet(models.QuerySet["Offer"]):
    def planned(self) -> "OfferQuerySet":
        return self.filter(starts_at__gt=timezone.now())

    def begun(self) -> "OfferQuerySet":
        return self.filter(Q(starts_at=None) | Q(starts_at__lte=timezone.now()))

    def ended(self) -> "OfferQuerySet":
        return self.filter(ends_at__lte=timezone.now())

    def current(self) -> "OfferQuerySet":
        """Those that are on now."""
        return self.begun().filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def leading(self) -> "OfferQuerySet":
        """Those whose target readers are led to, now or later."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def may_stand(self) -> "OfferQuerySet":
        """Those that are on now, and those that have ended and are followed by another."""
        return self.current() | self.ended().filter(successor__isnull=False)

    def with_successors(self) -> "OfferQuerySet":
        """With all that ``standing`` may ask for, in the same query."""
        return self.select_related("__".join(["successor"] * MOST_STEPS))

    def site_wide(self) -> "Offer | None":
        """The one call to action of all pages: of those that are on, the one that began last.

        If none is on, it is what stands in the place of the one that ended last.
        """
        marked = self.filter(is_site_wide=True)
        if current := marked.current().order_by(*LATEST_FIRST).first():
            return current
        last = marked.ended().with_successors().order_by("-ends_at", "-pk").first()
        return last.standing() if last else None

    def write_defaults(self) -> None:
        """What a new site starts with."""
        self.create(
            name=_("Apply for coaching"),
            slug="coaching",
            headline=_("Ready for strength that stays?"),
            button=_("Apply for coaching"),
            target=reverse("application_create"),
            is_site_wide=True,
        )


class Offer(models.Model):
    """A call to action, kept once and shown wherever it is placed: in a text, below articles, on all pages."""

    name = models.CharField(gettext_lazy("name"), max_length=120)
    slug = models.SlugField(
        gettext_lazy("address"),
        max_length=80,
        unique=True,
        help_text=gettext_lazy("The last part of /go/…/. It stands in articles and mails, so it stays what it is."),
    )
    headline = models.CharField(
        gettext_lazy("headline"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("What readers see instead of the name, if it should say more."),
    )
    line = models.CharField(
        gettext_lazy("line"), max_length=300, blank=True, help_text=gettext_lazy("One or two sentences: what is it?")
    )
    button = models.CharField(gettext_lazy("button"), max_length=40, help_text=gettext_lazy("What it says to do."))
    target = models.CharField(
        gettext_lazy("target"),
        max_length=500,
        blank=True,
        validators=[validate_way],
        help_text=gettext_lazy("An address of this site such as /apply/, or a whole one with https://."),
    )
    # What is known of the target, if it is outside of the site and readers are led there.
    link = models.ForeignKey(OutsideLink, null=True, editable=False, on_delete=models.SET_NULL, related_name="offers")
    collects_sign_ups = models.BooleanField(
        gettext_lazy("collects sign-ups"),
        default=False,
        help_text=gettext_lazy(
            "Instead of the target: readers leave name and e-mail, confirm the address, and get the page or file below."
        ),
    )
    page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("page"),
        help_text=gettext_lazy("One that is not published is seen by those who signed up, and by nobody else."),
    )
    file = models.FileField(
        gettext_lazy("file"),
        upload_to="offers/",
        max_length=200,
        blank=True,
        storage=private_storage,
        validators=[validate_size],
        help_text=gettext_lazy("At most 20 MB. It has no address: only those who signed up can save it."),
    )
    picture = PictureField(gettext_lazy("picture"), upload_to="offers/", blank=True)
    picture_alt = models.CharField(
        gettext_lazy("picture in words"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("For readers who do not see the picture."),
    )
    starts_at = models.DateTimeField(
        gettext_lazy("from"), null=True, blank=True, help_text=gettext_lazy("Empty: from now on.")
    )
    ends_at = models.DateTimeField(
        gettext_lazy("until"), null=True, blank=True, help_text=gettext_lazy("Empty: it does not end.")
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name=gettext_lazy("followed by"),
        help_text=gettext_lazy("What stands in its place once it has ended, and what its old links lead to."),
    )
    categories = models.ManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("below all articles of"),
        help_text=gettext_lazy("Also below those of the categories further down."),
    )
    is_site_wide = models.BooleanField(
        gettext_lazy("on all pages"),
        default=False,
        help_text=gettext_lazy("In the header and above the footer. If several are on, it is the one that began last."),
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("offer")
        verbose_name_plural = gettext_lazy("offers")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(target="") | Q(collects_sign_ups=True), name="offer_leads_somewhere"),
            models.CheckConstraint(condition=~Q(successor=F("pk")), name="offer_not_its_own_successor"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="offer_ends_after_it_starts",
                violation_error_message=gettext_lazy("It would end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self._follows_itself():
            raise ValidationError({"successor": _("They would follow each other in a circle.")})
        if self.collects_sign_ups and not self.page and not self.file:
            raise ValidationError({"collects_sign_ups": _("What do they get? Please choose a page or a file.")})
        if not self.collects_sign_ups and not self.target:
            raise ValidationError({"target": _("Where does it lead?")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What is known of the target comes along; a file that was replaced goes when the row is committed."""
        self.link = self._find_link()
        before = Offer.objects.filter(pk=self.pk).values_list("file", flat=True).first()
        super().save(*args, **kwargs)
        if before and before != self.file.name:
            self._drop(before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        file = self.file.name
        deleted = super().delete(*args, **kwargs)
        if file:
            self._drop(file)
        return deleted

    def _find_link(self) -> OutsideLink | None:
        address = None if self.collects_sign_ups else outside_address(self.target, own_hosts())
        if address is None:
            return None
        OutsideLink.objects.meet([address])
        return OutsideLink.objects.get(address=address)

    def _drop(self, file: str) -> None:
        transaction.on_commit(partial(self.file.storage.delete, file))

    def _follows_itself(self) -> bool:
        seen, successor = {self.pk}, self.successor
        while successor and successor.pk not in seen:
            seen.add(successor.pk)
            successor = successor.successor
        return successor is not None

    def get_absolute_url(self) -> str:
        """Where its button leads: the address that counts and leads on to the target."""
        return reverse("offer_go", args=[self.slug])

    @property
    def title(self) -> str:
        """What readers see as its name."""
        return self.headline or self.name

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at is None or self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def standing(self, now: datetime | None = None) -> "Offer | None":
        """What is shown where this offer is placed: itself while it is on, then what follows it; or nothing.

        ``now`` is this moment, if none is given. At most ``MOST_STEPS`` successors are followed.
        """
        now = now or timezone.now()
        offer: Offer | None = self
        for _step in range(MOST_STEPS):
            if offer is None or not offer.has_ended(now):
                break
            offer = offer.successor
        return offer if offer and offer.has_begun(now) and not offer.has_ended(now) else None

    def destination(self, post: Post | None = None) -> str:
        """The target, or the form to sign up. Our own forms are also told where it was followed."""
        source: dict[str, Any] = {"article": post.pk} if post else {}
        if self.collects_sign_ups:
            return _with_query(reverse("sign_up_create", args=[self.slug]), source)
        if _is_here(self.target) and urlsplit(self.target).path == reverse("application_create"):
            return _with_query(self.target, {"offer": self.slug, **source})
        return self.target


def _is_here(target: str) -> bool:
    """Is it an address of this site?"""
    return urlsplit(target).netloc in ("", urlsplit(settings.SITE_URL).netloc)


def _with_query(target: str, source: dict[str, Any]) -> str:
    parts = urlsplit(target)
    query = "&".join(filter(None, [parts.query, urlencode(source)]))
    return urlunsplit(parts._replace(query=query))
