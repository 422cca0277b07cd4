from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy

from comments import attention
from core.one_row import OneRow

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


class AttentionWords(OneRow):
    """Words in readers' comments that want the coach's eye, which she keeps in one form. There is one row.

    They decide nothing, and readers never see them: they say what stands on top of her inbox, and why.
    """

    red_flags = models.TextField(
        gettext_lazy("red flags"),
        blank=True,
        default=RED_FLAGS,
        help_text=gettext_lazy(
            "One word or phrase a line. Comments with one of them stand on top. Other forms of a word and slips of "
            "spelling are found too."
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
        help_text=gettext_lazy("Comments with one of them stand on top, too."),
    )
    questions = models.TextField(
        gettext_lazy("questions"),
        blank=True,
        default=QUESTIONS,
        help_text=gettext_lazy("What makes a comment a question, besides a question mark."),
    )

    class Meta(OneRow.Meta):
        verbose_name = gettext_lazy("words that want attention")
        verbose_name_plural = gettext_lazy("words that want attention")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Comments that wait are read again with the new words, by a task."""
        from comments.tasks import read_signals_again

        with transaction.atomic():
            super().save(*args, **kwargs)
            read_signals_again.enqueue()

    def as_lists(self) -> attention.Words:
        return attention.Words(
            *(_lines(text) for text in (self.red_flags, self.sensitive, self.wishes, self.questions))
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
