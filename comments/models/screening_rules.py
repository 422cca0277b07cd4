from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from blog.models import Post
from core.singletons import Singleton
from pagecache.memo import memoised


class ScreeningRules(Singleton):
    """The rules for comments, like WordPress's discussion settings. There is one row."""

    hold_everything = models.BooleanField(
        gettext_lazy("hold every comment"),
        default=False,
        help_text=gettext_lazy("Otherwise readers with an approved comment are not held."),
    )
    max_links = models.PositiveSmallIntegerField(
        gettext_lazy("hold from this many links on"), default=2, help_text=gettext_lazy("0: links are not counted.")
    )
    moderation_words = models.TextField(
        gettext_lazy("words to hold"),
        blank=True,
        help_text=gettext_lazy(
            "One word or phrase on each line. A comment is held if its text, name, e-mail, website, IP address or "
            "browser contains one of them, even inside a word: “press” matches “WordPress”."
        ),
    )
    disallowed_words = models.TextField(
        gettext_lazy("words for the bin"),
        blank=True,
        help_text=gettext_lazy("As above, but the comment goes to the bin at once."),
    )
    close_after_days = models.PositiveSmallIntegerField(
        gettext_lazy("close comments after (days)"),
        default=0,
        help_text=gettext_lazy("Counted from the date of the article. 0: they stay open."),
    )
    akismet_problem = models.CharField(gettext_lazy("message from Akismet"), max_length=500, blank=True, editable=False)

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("comment rules")
        verbose_name_plural = gettext_lazy("comment rules")

    def are_open_for(self, post: Post) -> bool:
        """Tell whether ``post`` takes comments. They are closed by hand, or by its age."""
        if not self.close_after_days or post.published_at is None:
            return post.are_comments_open
        age = timezone.now() - post.published_at
        return post.are_comments_open and age < timedelta(days=self.close_after_days)

    def note_akismet_problem(self, problem: str) -> None:
        """Store Akismet's message to the owner of the key, for the admin. An empty text removes it."""
        if problem[:500] != self.akismet_problem:
            self.akismet_problem = problem[:500]
            type(self).objects.update_or_create(pk=1, defaults={"akismet_problem": self.akismet_problem})


@memoised("comments.screeningrules")
def screening_rules() -> ScreeningRules:
    return ScreeningRules.load()
