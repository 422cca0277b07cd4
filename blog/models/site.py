from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models.text_index import IndexedTexts
from core.html import MAX_CHARACTERS, CleanedField
from core.singletons import Singleton
from core.web.site_urls import validate_target
from media.models import Picture

INTRODUCTIONS = ("articles_introduction", "apply_introduction", "privacy_introduction")


class SiteTexts(IndexedTexts, Singleton):
    """The texts around the articles, such as the site's name. There is one row."""

    INDEXED_FIELDS: ClassVar[dict[str, str]] = {name: f"{name}_html" for name in INTRODUCTIONS}

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
    hero = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("picture on the front page"),
    )
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
    footer = models.CharField(gettext_lazy("footer"), max_length=300, blank=True)

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("site texts")
        verbose_name_plural = gettext_lazy("site texts")

    @classmethod
    def load(cls) -> Self:
        return cls.objects.select_related("hero").filter(pk=1).first() or cls(pk=1)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the default menu to a new site."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            MenuEntry.objects.bulk_create(default_menu(self))

    @property
    def entries(self) -> "list[MenuEntry]":
        return default_menu(self) if self._state.adding else list(self.menu.all())


class MenuEntry(models.Model):
    """An entry of the menu. Readers see it only while its target exists."""

    texts = models.ForeignKey(SiteTexts, on_delete=models.CASCADE, related_name="menu")
    label = models.CharField(gettext_lazy("label"), max_length=40)
    target = models.CharField(
        gettext_lazy("target"),
        max_length=300,
        blank=True,
        validators=[validate_target],
        help_text=gettext_lazy("An address on this site such as /about/, or a full one with https://."),
    )
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)

    class Meta:
        verbose_name = gettext_lazy("menu entry")
        verbose_name_plural = gettext_lazy("menu")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


def default_menu(texts: SiteTexts) -> list[MenuEntry]:
    start = [(_("Podcast"), "/podcast/"), (_("Articles"), "/articles/"), (_("About"), "/about/")]
    return [
        MenuEntry(texts=texts, label=label, target=target, position=position)
        for position, (label, target) in enumerate(start)
    ]
