"""Remove the sample again, without what staff or readers have added to it since."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.deletion import PROTECT
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag, TaggedItem

from accounts.models import Profile, User
from blog.models import Category, ExternalLink, LinkReplacement, Page, Post, Revision, SiteTexts
from blog.models.menu_entry import default_entries
from coaching.models import Application
from comments.models import Comment, MailRecipient
from demo import site
from demo.articles import TEXTS, read_articles
from demo.conversations import read_conversations
from demo.library import FOLDER
from demo.podcast import remove_podcast
from media import uses
from media.models import Picture
from offers.models import Offer, SignUp
from offers.placement import entries_with
from outbox.models import OutgoingMail

DOMAIN = "@example.org"
# A new site has this offer too; the sample only gives it a line.
OWN_OFFER = "coaching"


def is_present() -> bool:
    return _people().exists()


def is_of_sample(person: User) -> bool:
    return person.email in {sample.email for sample in site.PEOPLE}


def _people() -> QuerySet[User]:
    return User.objects.filter(email__in=[person.email for person in site.PEOPLE])


def _read(file: str, table: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((TEXTS / f"{file}.toml").read_text(encoding="utf-8"))[table or file]
    return rows


def _addresses() -> set[str]:
    """Return the e-mail addresses of all readers and applicants of the sample."""
    names = {said.name for said in read_conversations()}
    names |= {sign_up["name"] for offer in _read("offers") for sign_up in offer.get("sign_ups", [])}
    return {f"{slugify(name)}{DOMAIN}" for name in names} | {row["email"] for row in _read("applications")}


def _sample_comments() -> Q:
    return Q(text__in={said.text for said in read_conversations()})


def _comments_by_readers() -> QuerySet[Comment]:
    """Return comments that real readers have written."""
    return Comment.objects.filter(author=None).exclude(_sample_comments())


def _written(kind: str) -> Exists:
    """Whether somebody has written in an article or a page."""
    return Exists(Revision.objects.exclude(kind=Revision.Kind.FOUND).filter(**{kind: OuterRef("pk")}))


def _all_posts() -> QuerySet[Post]:
    return Post.objects.filter(address__slug__in=[article.slug for article in read_articles()])


def _posts() -> QuerySet[Post]:
    return _all_posts().exclude(_written("post")).exclude(Exists(_comments_by_readers().filter(post=OuterRef("pk"))))


def _pages() -> QuerySet[Page]:
    slugs = ["about", "imprint", *(row["page"] for row in _read("offers") if "page" in row)]
    bodies = [(TEXTS / f"{slug}.html").read_text(encoding="utf-8") for slug in slugs]
    unchanged = Page.objects.filter(address__slug__in=slugs, body__in=bodies).exclude(_written("page"))
    return unchanged.exclude(Exists(Offer.objects.filter(page=OuterRef("pk"))))


def _threads() -> QuerySet[Comment]:
    """Return comments of the sample in whose threads no reader has written."""
    joined = _comments_by_readers().filter(thread=OuterRef("pk"))
    roots = Comment.objects.filter(_sample_comments(), thread=None).exclude(Exists(joined)).values("pk")
    return Comment.objects.filter(Q(pk__in=roots) | Q(thread__in=roots))


def _applications() -> QuerySet[Application]:
    return Application.objects.filter(email__in=[row["email"] for row in _read("applications")])


def _sign_ups() -> QuerySet[SignUp]:
    return SignUp.objects.filter(email__in=_addresses())


def _pictures() -> QuerySet[Picture]:
    files = reduce(or_, (Q(file__endswith=f"/{path.name}") for path in FOLDER.iterdir()))
    # A picture that somebody uploads has an original.
    found = Picture.objects.filter(files, original="")
    return uses.used_nowhere(found)


@dataclass(frozen=True, slots=True)
class Summary:
    """How much is removed, and which articles stay."""

    articles: int
    comments: int
    applications: int
    sign_ups: int
    kept: list[Post]


def summarise() -> Summary:
    return Summary(
        articles=_posts().count(),
        comments=Comment.objects.filter(Q(pk__in=_threads().values("pk")) | Q(post__in=_posts())).count(),
        applications=_applications().count(),
        sign_ups=_sign_ups().count(),
        kept=list(_all_posts().exclude(pk__in=_posts().values("pk")).order_by("title")),
    )


@transaction.atomic
def remove(owner: User, account: dict[str, str] | None = None) -> None:
    """Remove the sample. What stays of the work of its people becomes that of ``owner``.

    If ``owner`` is one of them, ``account`` has the new ``name``, ``email`` and ``password1`` of the account.
    """
    loaded_at = _people().aggregate(at=Min("date_joined"))["at"]
    addresses = {*_addresses(), *(person.email for person in site.PEOPLE)}
    if account:
        _hand_over(owner, account)
    _applications().delete()
    _threads().delete()
    remove_podcast(_posts())
    _posts().delete()
    _sign_ups().delete()
    _remove_offers(loaded_at)
    _pages().delete()
    _remove_topics()
    _reset_site_texts()
    _remove_links()
    _remove_people(owner)
    for picture in _pictures():
        picture.delete()
    commenting = Comment.objects.filter(email=OuterRef("email"))
    MailRecipient.objects.filter(email__in=addresses).exclude(Exists(commenting)).delete()
    OutgoingMail.objects.filter(to__in=addresses).delete()


def _hand_over(owner: User, account: dict[str, str]) -> None:
    """Give the account another name, address and password, and remove the sample's profile unless it was changed."""
    biographies = [(TEXTS / person.biography).read_text(encoding="utf-8") for person in site.PEOPLE]
    Profile.objects.filter(user=owner, biography__in=biographies).delete()
    owner.display_name, owner.email, owner.date_joined = account["name"], account["email"], timezone.now()
    owner.set_password(account["password1"])
    owner.save()


def _remove_offers(loaded_at: datetime | None) -> None:
    """Remove offers that nobody has changed, signed up for or placed; those that another follows come last."""
    for values in reversed(_read("offers")):
        texts = {name: values[name] for name in ("slug", "name", "line", "button")}
        offer = Offer.objects.filter(**texts).first()
        if offer is None:
            continue
        if offer.slug == OWN_OFFER:
            offer.line = ""
            offer.save()
            offer.clicks.filter(day__lte=loaded_at or timezone.now()).delete()
        elif not (offer.sign_ups.exists() or offer.predecessors.exists() or entries_with(offer)):
            offer.delete()


def _remove_links() -> None:
    """Remove the links to reserved hosts (RFC 2606) that no text has any more."""
    LinkReplacement.objects.filter(before__in=[link["url"] for link in _read("links", "replaced")]).delete()
    used = ExternalLink.objects.in_use().values("pk")
    ExternalLink.objects.filter(host__regex=r"(^|\.)example\.(com|net|org)$").exclude(pk__in=used).delete()


def _remove_topics() -> None:
    """Remove categories and tags that no article has any more."""
    for name in [*site.CATEGORIES, site.BLOG]:
        Category.objects.filter(name=name, posts=None, children=None).delete()
    tags = {tag for article in read_articles() for tag in article.tags}
    Tag.objects.filter(name__in=tags).exclude(pk__in=TaggedItem.objects.values("tag")).delete()


def _reset_site_texts() -> None:
    """Set texts that nobody has changed to those of a new site. If all are, the row goes.

    Articles that are removed are no longer among those to start with.
    """
    texts = SiteTexts.objects.select_related("hero").filter(pk=1).first()
    if texts is None:
        return
    new = SiteTexts(pk=1)
    for name, words in site.read_site_texts().items():
        if getattr(texts, name) == words:
            setattr(texts, name, getattr(new, name))
    left = set(Post.objects.filter(pk__in=texts.start_here).values_list("pk", flat=True))
    texts.start_here = [pk for pk in texts.start_here if pk in left]
    if texts.hero and not texts.hero.original and str(texts.hero.file).endswith("/hero.webp"):
        texts.hero = None
    texts.save()
    columns = [field.attname for field in SiteTexts._meta.concrete_fields]
    both = (texts.menu.all(), default_entries(new))
    menu = [{(entry.place, entry.position, entry.label, entry.target) for entry in entries} for entries in both]
    if menu[0] == menu[1] and all(getattr(texts, name) == getattr(new, name) for name in columns):
        texts.delete()


def _remove_people(owner: User) -> None:
    others = _people().exclude(pk=owner.pk)
    for relation in User._meta.related_objects:
        if relation.on_delete is PROTECT:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": others})
            rows.update(**{relation.field.name: owner})
    others.delete()
