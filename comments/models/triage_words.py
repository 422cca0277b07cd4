from functools import lru_cache
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from comments.screening import triage
from core.singletons import Singleton

RED_FLAGS = """\
surgery
operation
spinal cord
numb
no feeling
bladder
bowel
chest pain
short of breath
constant pain
pain constantly
unbearable pain
severe pain
pregnant
miscarriage
fracture
broken bone
tumor
cancer
stroke
seizure
faint
blood clot
heart attack
heart condition
fever
suicidal"""

SENSITIVE = """\
injury
herniated
slipped disc
disc
sciatica
arthritis
diabetes
depression
anxiety
eating disorder
medication
pills
doctor
diagnosis
physio
acupuncture
postpartum
menopause
scoliosis
osteoporosis"""

WISHES = """\
sign up
join
how much
price
pricing
what does it cost
do you coach
do you train
coach me
train me
work with you
personal training
one on one
enroll
book a call
buy
where can I get
apply for coaching"""

QUESTIONS = """\
unsure
not sure
wondering
where to start
any advice
any tips
please help
can you
could you
should I
how do I"""


class TriageWords(Singleton):
    """Words in readers' comments that the coach should notice. There is one row.

    They only set the order of the inbox and the reason shown there. Readers never see them.
    """

    red_flags = models.TextField(
        gettext_lazy("red flags"),
        blank=True,
        default=RED_FLAGS,
        help_text=gettext_lazy(
            "One word or phrase on each line. Comments with one of them come first. Other forms of a word and "
            "misspellings are found too."
        ),
    )
    sensitive = models.TextField(
        gettext_lazy("sensitive"),
        blank=True,
        default=SENSITIVE,
        help_text=gettext_lazy("Only shown to you, with the comment."),
    )
    wishes = models.TextField(
        gettext_lazy("wishes to buy"),
        blank=True,
        default=WISHES,
        help_text=gettext_lazy("Comments with one of them come first, too."),
    )
    questions = models.TextField(
        gettext_lazy("questions"),
        blank=True,
        default=QUESTIONS,
        help_text=gettext_lazy("What makes a comment a question, besides a question mark."),
    )

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("words to watch for")
        verbose_name_plural = gettext_lazy("words to watch for")

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
