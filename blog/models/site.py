from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models.places import Linking
from core.addresses import validate_target
from core.html import CleanedField
from core.images import PictureField
from core.one_row import OneRow

INTRODUCTIONS = ("articles_introduction", "apply_introduction", "podcast_introduction")


class SiteTexts(Linking, OneRow):
    """The words around the articles, which the coach writes in one form. There is one row."""

    LINKED: ClassVar[dict[str, str]] = {name: f"{name}_html" for name in INTRODUCTIONS}

    name = models.CharField(gettext_lazy("name of the site"), max_length=80, default="Sturdy")
    tagline = models.CharField(
        gettext_lazy("tagline"), max_length=160, blank=True, default=gettext_lazy("Build strength that lasts.")
    )
    welcome = models.TextField(
        gettext_lazy("welcome"), blank=True, max_length=400, help_text=gettext_lazy("Below the tagline, on the front.")
    )
    hero = PictureField(gettext_lazy("picture on the front"), upload_to="site/", blank=True)
    hero_alt = models.CharField(gettext_lazy("picture in words"), max_length=300, blank=True)
    apply_introduction = models.TextField(gettext_lazy("introduction: applying"), blank=True)
    apply_introduction_html = CleanedField(source="apply_introduction")
    articles_introduction = models.TextField(gettext_lazy("introduction: articles"), blank=True)
    articles_introduction_html = CleanedField(source="articles_introduction")
    podcast_introduction = models.TextField(gettext_lazy("introduction: podcast"), blank=True)
    podcast_introduction_html = CleanedField(source="podcast_introduction")
    footer = models.CharField(gettext_lazy("footer"), max_length=300, blank=True)

    class Meta(OneRow.Meta):
        verbose_name = gettext_lazy("site texts")
        verbose_name_plural = gettext_lazy("site texts")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The first time, with the menu that a new site starts with."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            MenuEntry.objects.bulk_create(default_menu(self))

    @property
    def entries(self) -> "list[MenuEntry]":
        return default_menu(self) if self._state.adding else list(self.menu.all())


class MenuEntry(models.Model):
    """An entry of the menu. It shows only while its target is there."""

    texts = models.ForeignKey(SiteTexts, on_delete=models.CASCADE, related_name="menu")
    label = models.CharField(gettext_lazy("label"), max_length=40)
    target = models.CharField(
        gettext_lazy("target"),
        max_length=300,
        blank=True,
        validators=[validate_target],
        help_text=gettext_lazy("An address of this site such as /about/, or a whole one with https://."),
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
