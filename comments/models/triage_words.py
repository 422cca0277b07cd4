from functools import lru_cache
from typing import Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from comments.screening import triage
from comments.screening.languages import site_language
from comments.screening.languages.english import ENGLISH
from core.singletons import Singleton


class TriageWords(Singleton):
    """Words in readers' comments that the coach should notice. There is one row.

    They only set the order of the inbox and the reason shown there. Readers never see them.
    """

    red_flags = models.TextField(
        gettext_lazy("red flags"),
        blank=True,
        default=ENGLISH.red_flags,
        help_text=gettext_lazy(
            "One word or phrase on each line. Comments with one of them come first. Other forms of a word and "
            "misspellings are found too."
        ),
    )
    sensitive = models.TextField(
        gettext_lazy("sensitive"),
        blank=True,
        default=ENGLISH.sensitive,
        help_text=gettext_lazy("Only shown to you, with the comment."),
    )
    wishes = models.TextField(
        gettext_lazy("wishes to buy"),
        blank=True,
        default=ENGLISH.wishes,
        help_text=gettext_lazy("Comments with one of them come first, too."),
    )
    questions = models.TextField(
        gettext_lazy("questions"),
        blank=True,
        default=ENGLISH.questions,
        help_text=gettext_lazy("What makes a comment a question, besides a question mark."),
    )

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("words to watch for")
        verbose_name_plural = gettext_lazy("words to watch for")

    @classmethod
    def load(cls) -> Self:
        """Return the row, or an unsaved one with the words of the site's language."""
        words = super().load()
        if words._state.adding:
            language = site_language()
            for name in ("red_flags", "sensitive", "wishes", "questions"):
                setattr(words, name, getattr(language, name))
        return words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Queue a task that runs triage again on all comments that wait."""
        from comments.tasks import repeat_triage

        with transaction.atomic():
            super().save(*args, **kwargs)
            repeat_triage.enqueue()

    def as_lists(self) -> triage.WordLists:
        return triage.WordLists(
            *(_lines(text) for text in (self.red_flags, self.sensitive, self.wishes, self.questions))
        )


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
