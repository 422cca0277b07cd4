from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy

from blog.models.menu_entry import MenuEntry, default_entries
from blog.models.post import Post
from blog.models.text_index import IndexedTexts
from blog.site_choices import Colours, FrontPart
from core.html import MAX_CHARACTERS, CleanedField
from core.singletons import Singleton
from media.models import Picture

INTRODUCTIONS = ("articles_introduction", "apply_introduction", "privacy_introduction")


def _picture(label: Any) -> "models.ForeignKey[Picture | None, Picture | None]":
    return models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


class SiteTexts(IndexedTexts, Singleton):
    """The texts around the articles, such as the site's name, and how the site looks. There is one row."""

    INDEXED_FIELDS: ClassVar[dict[str, str]] = {name: f"{name}_html" for name in INTRODUCTIONS}
    PICTURES: ClassVar[tuple[str, ...]] = ("hero", "logo", "dark_logo", "icon")

    name = models.CharField(gettext_lazy("name of the site"), max_length=80, default="Sturdy")
    tagline = models.CharField(
        gettext_lazy("tagline"), max_length=160, blank=True, default=gettext_lazy("Build strength that lasts.")
    )
    welcome = models.TextField(
        gettext_lazy("welcome"),
        blank=True,
        max_length=400,
        help_text=gettext_lazy("Shown below the tagline on the front page."),
    )
    hero = _picture(gettext_lazy("picture on the front page"))
    # Until somebody has chosen, all parts are shown.
    front_parts = models.JSONField(gettext_lazy("parts of the front page"), null=True, blank=True)
    start_here = models.JSONField(gettext_lazy("articles to start with"), blank=True, default=list)
    client_words = models.TextField(gettext_lazy("a client’s words"), blank=True, max_length=600)
    client_name = models.CharField(gettext_lazy("who says so"), max_length=80, blank=True)
    logo = _picture(gettext_lazy("logo"))
    dark_logo = _picture(gettext_lazy("logo on a dark ground"))
    icon = _picture(gettext_lazy("icon"))
    colours = models.CharField(gettext_lazy("colours"), max_length=20, choices=Colours, default=Colours.CLAY)
    apply_introduction = models.TextField(gettext_lazy("introduction: applying"), blank=True, max_length=MAX_CHARACTERS)
    apply_introduction_html = CleanedField(source="apply_introduction")
    articles_introduction = models.TextField(
        gettext_lazy("introduction: articles"), blank=True, max_length=MAX_CHARACTERS
    )
    articles_introduction_html = CleanedField(source="articles_introduction")
    privacy_introduction = models.TextField(
        gettext_lazy("introduction: privacy"),
        blank=True,
        max_length=MAX_CHARACTERS,
        help_text=gettext_lazy(
            "Who is responsible, and how to reach you. What each form keeps, and for how long, follows by itself."
        ),
    )
    privacy_introduction_html = CleanedField(source="privacy_introduction")
    feeds_have_whole_texts = models.BooleanField(
        gettext_lazy("the feed has whole articles"),
        default=True,
        help_text=gettext_lazy("Otherwise it has their teasers, with a link to the rest."),
    )
    footer = models.CharField(gettext_lazy("footer"), max_length=300, blank=True)

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("site texts")
        verbose_name_plural = gettext_lazy("site texts")

    @classmethod
    def load(cls) -> Self:
        return cls.objects.select_related(*cls.PICTURES).filter(pk=1).first() or cls(pk=1)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the default menu to a new site."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            MenuEntry.objects.bulk_create(default_entries(self))

    @property
    def entries(self) -> list[MenuEntry]:
        """The entries of the menu and of the footer."""
        return default_entries(self) if self._state.adding else list(self.menu.all())

    @property
    def style_sheet(self) -> str:
        """The static file with the styles of the public pages."""
        return (Colours(self.colours) if self.colours in Colours.values else Colours.CLAY).style_sheet

    @property
    def shown_parts(self) -> list[FrontPart]:
        """The parts of the front page in their order."""
        chosen = self.front_parts if isinstance(self.front_parts, list) else FrontPart.values
        return [FrontPart(part) for part in chosen if part in FrontPart.values]

    @property
    def start_articles(self) -> list[Post]:
        """The public ones of the articles to start with."""
        chosen = self.start_here if isinstance(self.start_here, list) else []
        pks = [pk for pk in chosen if isinstance(pk, int)]
        found = Post.objects.published().for_cards().in_bulk(pks) if pks else {}
        return [found[pk] for pk in pks if pk in found]
