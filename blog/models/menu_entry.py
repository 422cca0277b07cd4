from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web.site_urls import validate_target

if TYPE_CHECKING:
    from blog.models.site import SiteTexts


class MenuEntry(models.Model):
    """An entry of the menu or the footer. Readers see it only while its target exists."""

    class Place(models.TextChoices):
        MENU = "menu", gettext_lazy("menu")
        FOOTER = "footer", gettext_lazy("footer")

    texts = models.ForeignKey("blog.SiteTexts", on_delete=models.CASCADE, related_name="menu")
    place = models.CharField(gettext_lazy("place"), max_length=10, choices=Place, default=Place.MENU, editable=False)
    label = models.CharField(gettext_lazy("label"), max_length=40)
    target = models.CharField(
        gettext_lazy("leads to"),
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


def default_entries(texts: "SiteTexts") -> list[MenuEntry]:
    articles, about = (_("Articles"), "/articles/"), (_("About"), "/about/")
    legal = [(_("Privacy"), "/privacy/"), (_("Imprint"), "/imprint/")]
    start = {
        MenuEntry.Place.MENU: [(_("Podcast"), "/podcast/"), articles, about],
        MenuEntry.Place.FOOTER: [articles, about, *legal],
    }
    return [
        MenuEntry(texts=texts, place=place, label=label, target=target, position=position)
        for place, entries in start.items()
        for position, (label, target) in enumerate(entries)
    ]
