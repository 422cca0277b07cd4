"""What there is to do on the first day of a new site."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from blog.models import Page, Post, SiteTexts
from outbox import connection


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    hint: str | Promise
    url_name: str
    is_done: bool

    @property
    def url(self) -> str:
        return reverse(self.url_name)


def first_steps() -> list[Step]:
    """Return all steps, or none if all are done."""
    steps = [
        Step(
            _("Name and line"),
            _("What the site is called, and the line below it"),
            "admin:blog_sitetexts_changelist",
            SiteTexts.objects.exists(),
        ),
        Step(
            _("Your photo"),
            _("Readers see who answers"),
            "admin:about_me",
            Profile.objects.public().exclude(photo=None).exists(),
        ),
        Step(
            _("A page about you"),
            _("At the address /about/, it is in the menu at once"),
            "admin:blog_page_add",
            Page.objects.published().exists(),
        ),
        Step(
            _("The first article"),
            _("A few lines are enough for the beginning"),
            "admin:blog_post_add",
            Post.objects.published().exists(),
        ),
        Step(
            _("Mail"),
            _("Until it is set up, mail to readers waits"),
            "admin:outbox_mail",
            connection.is_configured(),
        ),
    ]
    return [] if all(step.is_done for step in steps) else steps
