from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.html_links import external_url
from blog.models import Category, ExternalLink, Page, Post
from core.date_fields import SafeDateTimeField
from core.owned_files import OwnsFile
from core.private_files import private_storage
from core.web.site_urls import own_hosts, path_of, validate_target
from media.models import Picture
from offers.attributed_forms import is_attributed_form

# How many successors are followed. A longer chain shows nothing.
MAX_SUCCESSORS = 5
MAX_BYTES = 20 * 2**20

# The beginning of URLs that redirect to an offer's target.
REDIRECT_PREFIX = "/go/"

LATEST_FIRST = (F("starts_at").desc(nulls_last=True), "-pk")


def validate_offer_target(target: str) -> None:
    validate_target(target)
    if _is_here(target) and urlsplit(target).path.startswith(REDIRECT_PREFIX):
        raise ValidationError(_("An offer can’t lead to another offer. Choose that one as its successor."))


def validate_size(file: "File[bytes]") -> None:
    if file.size > MAX_BYTES:
        raise ValidationError(
            _("This file is %(size)s. Please choose a smaller one.") % {"size": filesizeformat(file.size)}
        )


class OfferQuerySet(models.QuerySet["Offer"]):
    def planned(self) -> "OfferQuerySet":
        return self.filter(starts_at__gt=timezone.now())

    def begun(self) -> "OfferQuerySet":
        return self.filter(Q(starts_at=None) | Q(starts_at__lte=timezone.now()))

    def ended(self) -> "OfferQuerySet":
        return self.filter(ends_at__lte=timezone.now())

    def current(self) -> "OfferQuerySet":
        """Offers that have begun and not ended."""
        return self.begun().filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def not_ended(self) -> "OfferQuerySet":
        """Offers that have not ended, including those that have not begun."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def placeable(self) -> "OfferQuerySet":
        """Offers that show something now: current ones, and ended ones with a successor."""
        return self.current() | self.ended().filter(successor__isnull=False)

    def with_successors(self) -> "OfferQuerySet":
        """Load the successors that ``shown_offer`` may need in the same query."""
        return self.select_related(
            *("__".join(["successor"] * step + ["picture"]) for step in range(MAX_SUCCESSORS + 1))
        )

    def site_wide(self) -> "Offer | None":
        """Return the offer for all pages: of the current ones, the one that began last.

        If none is current, it is the successor of the one that ended last.
        """
        marked = self.filter(is_site_wide=True)
        if current := marked.current().order_by(*LATEST_FIRST).first():
            return current
        last = marked.ended().with_successors().order_by("-ends_at", "-pk").first()
        return last.shown_offer() if last else None


class Offer(OwnsFile):
    """A call to action. It is stored once and shown wherever it is placed: in texts, below articles, on all pages."""

    owned_file = "file"

    name = models.CharField(gettext_lazy("name"), max_length=120)
    slug = models.SlugField(
        gettext_lazy("address"),
        max_length=80,
        unique=True,
        help_text=gettext_lazy("The last part of /go/…/. It is used in articles and mails, so it can’t be changed."),
    )
    headline = models.CharField(
        gettext_lazy("headline"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("What readers see instead of the name, if you want to say more."),
    )
    line = models.CharField(
        gettext_lazy("line"), max_length=300, blank=True, help_text=gettext_lazy("One or two sentences: what is it?")
    )
    button = models.CharField(gettext_lazy("button"), max_length=40, help_text=gettext_lazy("The text of the button."))
    target = models.CharField(
        gettext_lazy("target"),
        max_length=500,
        blank=True,
        validators=[validate_offer_target],
        help_text=gettext_lazy("An address on this site such as /apply/, or a full one with https://."),
    )
    # The external link of the target, if it leads to another site.
    link = models.ForeignKey(ExternalLink, null=True, editable=False, on_delete=models.SET_NULL, related_name="offers")
    collects_sign_ups = models.BooleanField(
        gettext_lazy("collects sign-ups"),
        default=False,
        help_text=gettext_lazy(
            "Instead of a target: readers leave name and e-mail address, confirm the address, and "
            "get the page or file below."
        ),
    )
    page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("page"),
        help_text=gettext_lazy("If it is not published, only people who signed up see it."),
    )
    file = models.FileField(
        gettext_lazy("file"),
        upload_to="offers/",
        max_length=200,
        blank=True,
        storage=private_storage,
        validators=[validate_size],
        help_text=gettext_lazy("At most 20 MB. Only people who signed up can download it."),
    )
    picture = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("picture"),
    )
    starts_at = SafeDateTimeField(
        gettext_lazy("from"), null=True, blank=True, help_text=gettext_lazy("If empty, from now on.")
    )
    ends_at = SafeDateTimeField(
        gettext_lazy("until"), null=True, blank=True, help_text=gettext_lazy("If empty, it does not end.")
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name=gettext_lazy("followed by"),
        help_text=gettext_lazy("The offer that replaces it once it has ended, also for old links."),
    )
    categories = models.ManyToManyField(
        Category,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("below all articles of"),
        help_text=gettext_lazy("Topics below these are included."),
    )
    is_site_wide = models.BooleanField(
        gettext_lazy("on all pages"),
        default=False,
        help_text=gettext_lazy("In the header and above the footer. Of several, the one that began last is shown."),
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
            raise ValidationError({"collects_sign_ups": _("Please choose the page or file that people get.")})
        if not self.collects_sign_ups and not self.target:
            raise ValidationError({"target": _("Where does it lead?")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Update the link of the target."""
        self.link = self._find_link()
        super().save(*args, **kwargs)

    def _find_link(self) -> ExternalLink | None:
        address = None if self.collects_sign_ups else external_url(self.target, own_hosts())
        if address is None:
            return None
        ExternalLink.objects.register([address])
        return ExternalLink.objects.get(url=address)

    def _follows_itself(self) -> bool:
        seen, successor = {self.pk}, self.successor
        while successor and successor.pk not in seen:
            seen.add(successor.pk)
            successor = successor.successor
        return successor is not None

    def get_absolute_url(self) -> str:
        """The URL of the button, which counts the click and redirects to the target."""
        return path_of("offer_redirect", self.slug)

    @property
    def title(self) -> str:
        """The name that readers see."""
        return self.headline or self.name

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at is None or self.starts_at <= now

    def has_ended(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= now

    def shown_offer(self, now: datetime | None = None) -> "Offer | None":
        """Return the offer to show in place of this one: itself while it is current, then its successor, or ``None``.

        ``now`` is the current time by default. At most ``MAX_SUCCESSORS`` successors are followed.
        """
        now = now or timezone.now()
        offer: Offer | None = self
        for _step in range(MAX_SUCCESSORS):
            if offer is None or not offer.has_ended(now):
                break
            offer = offer.successor
        return offer if offer and offer.has_begun(now) and not offer.has_ended(now) else None

    def destination(self, post: Post | None = None) -> str:
        """Return the target, or the sign-up form. Forms of this site also get the offer and the article."""
        source: dict[str, Any] = {"article": post.pk} if post else {}
        if self.collects_sign_ups:
            return _with_query(reverse("sign_up_create", args=[self.slug]), source)
        if _is_here(self.target) and is_attributed_form(urlsplit(self.target).path):
            return _with_query(self.target, {"offer": self.slug, **source})
        return self.target


def _is_here(target: str) -> bool:
    """Is it an address of this site?"""
    return urlsplit(target).netloc in ("", urlsplit(settings.SITE_URL).netloc)


def _with_query(target: str, source: dict[str, Any]) -> str:
    parts = urlsplit(target)
    query = "&".join(filter(None, [parts.query, urlencode(source)]))
    return urlunsplit(parts._replace(query=query))
