"""What the owner chooses from for the public pages: colours, and the parts of the front page."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colours(models.TextChoices):
    """A pair of colours: the accent and the coach's. ``static/css/colours`` has them, with enough contrast."""

    CLAY = "clay", _("Clay and moss")
    SEA = "sea", _("Sea and amber")
    PLUM = "plum", _("Plum and lagoon")
    FOREST = "forest", _("Forest and rust")
    OCHRE = "ochre", _("Ochre and dusk")
    INK = "ink", _("Ink and clay")

    @property
    def style_sheet(self) -> str:
        """The static file with all styles of the public pages in these colours."""
        return "css/public.css" if self == Colours.CLAY else f"css/public-{self.value}.css"


class FrontPart(models.TextChoices):
    """A part of the front page, between its top and the big button."""

    NEWEST = "newest", _("Newest articles")
    START = "start", _("Start here")
    TOPICS = "topics", _("Topics")
    ANSWER = "answer", _("The latest question with its answer")
    CLIENT = "client", _("A client’s words")
    COACH = "coach", _("The coach")

    @property
    def template(self) -> str:
        return f"blog/front/{self.value}.html"
