"""What the form asks. A question is never reworded: rewording it retires it and asks another in its place."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_ASKED = 50
MOST_NAMED = 200
MOST_OPTIONS = 50

# One of few numbers is chosen at a glance; one of more is typed.
LONGEST_SCALE = 10


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> "QuestionQuerySet":
        return self.filter(retired_at=None)

    def in_place_of(self, place: int) -> "QuestionQuerySet":
        """Every wording there ever was of one question, named by the key of its first."""
        return self.filter(Q(pk=place) | Q(first_wording=place))

    def shown(self, keys: str) -> "list[Question]":
        """Those that a form says it showed, as ``3,7,12``, in that order and asked or not; else those asked now."""
        numbers = [int(key) for key in keys.split(",")[:MOST_NAMED] if key.isdecimal() and len(key) < 19]
        found = self.in_bulk(numbers)
        one_for_each_place = {found[number].place: found[number] for number in numbers if number in found}
        return list(one_for_each_place.values()) or list(self.asked())

    def write_defaults(self) -> None:
        """What a new site starts with."""
        self.bulk_create(Question(position=position, **fields) for position, fields in enumerate(_defaults(), 1))


class Question(models.Model):
    """One question of the form, as it is worded; with ``retired_at``, as it once was."""

    class Kind(models.TextChoices):
        SHORT = "short", gettext_lazy("a short text")
        LONG = "long", gettext_lazy("a long text")
        CHOICE = "choice", gettext_lazy("one of several")
        SEVERAL = "several", gettext_lazy("as many as apply")
        NUMBER = "number", gettext_lazy("a number")

    text = models.CharField(gettext_lazy("question"), max_length=300)
    help_text = models.CharField(
        gettext_lazy("explanation"), max_length=500, blank=True, help_text=gettext_lazy("Stands below the question.")
    )
    kind = models.CharField(gettext_lazy("answered with"), max_length=10, choices=Kind, default=Kind.LONG)
    choices = models.TextField(
        gettext_lazy("answers to choose from"), max_length=5000, blank=True, help_text=gettext_lazy("One on each line.")
    )
    minimum = models.PositiveIntegerField(gettext_lazy("smallest number"), null=True, blank=True)
    maximum = models.PositiveIntegerField(
        gettext_lazy("largest number"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Between two that are near each other, the numbers are shown side by side."),
    )
    is_required = models.BooleanField(gettext_lazy("must be answered"), default=True)
    position = models.PositiveSmallIntegerField(gettext_lazy("position"), default=0)
    first_wording = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="later_wordings"
    )
    retired_at = models.DateTimeField(gettext_lazy("retired"), null=True, blank=True, editable=False)

    WORDING = ("text", "help_text", "kind", "choices", "minimum", "maximum")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("question")
        verbose_name_plural = gettext_lazy("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("first_wording", "id"), condition=Q(retired_at=None), name="question_asked_in_one_wording"
            ),
            models.CheckConstraint(condition=Q(minimum__lte=F("maximum")), name="question_smallest_below_largest"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """What belongs to another kind is left out."""
        if self._state.adding and Question.objects.asked().count() >= MOST_ASKED:
            raise ValidationError(_("%d questions are asked already. Ask another no more first.") % MOST_ASKED)
        if self.kind in (self.Kind.CHOICE, self.Kind.SEVERAL):
            self._check_options()
        else:
            self.choices = ""
        if self.kind != self.Kind.NUMBER:
            self.minimum = self.maximum = None
        elif self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValidationError({"maximum": _("This is smaller than the smallest.")})

    def _check_options(self) -> None:
        options = self.options
        self.choices = "\n".join(options)
        if not 2 <= len(options) <= MOST_OPTIONS:
            sentence = _("Please write between two and %d answers, each on a line of its own.")
            raise ValidationError({"choices": sentence % MOST_OPTIONS})
        if len(options) > len(set(options)):
            raise ValidationError({"choices": _("The same answer stands here twice.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and set(self.WORDING) & set(kwargs.get("update_fields") or self.WORDING):
            raise TypeError("A question is never reworded, as it may have been answered; see reword().")
        super().save(*args, **kwargs)

    @property
    def place(self) -> int:
        """The key of the first wording, which all later ones share."""
        return self.first_wording_id or self.pk

    @property
    def options(self) -> list[str]:
        """The answers to choose from."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]

    @property
    def is_scale(self) -> bool:
        return self.maximum is not None and self.maximum - (self.minimum or 0) < LONGEST_SCALE

    @transaction.atomic
    def append(self) -> None:
        """Ask it for the first time, after all others."""
        last = Question.objects.asked().aggregate(Max("position"))["position__max"] or 0
        self.position = last + 1
        self.save()

    @transaction.atomic
    def reword(self) -> None:
        """Store what was changed here as a question of its own, in the place of the one that is asked now."""
        self._vacate_place()
        self.first_wording_id, self.retired_at = self.place, None
        self.pk, self._state.adding = None, True
        self.save()

    @transaction.atomic
    def ask_again(self) -> None:
        """In these words, whatever they were replaced with."""
        self._vacate_place()
        self.retired_at = None
        self.save(update_fields=["retired_at"])

    def _vacate_place(self) -> None:
        # The first wording stands for the place: who holds it words the question alone.
        Question.objects.select_for_update().get(pk=self.place)
        for asked in Question.objects.in_place_of(self.place).asked():
            asked.retire()

    @transaction.atomic
    def move(self, steps: int) -> None:
        """Up in the form with a negative number, down with a positive one; to the end and no further."""
        asked = list(Question.objects.asked().select_for_update())
        place = asked.index(self)
        asked.insert(max(0, place + steps), asked.pop(place))
        for position, question in enumerate(asked, 1):
            if question.position != position:
                question.position = position
                question.save(update_fields=["position"])

    def retire(self) -> None:
        """Ask it no more. What it was answered with stays."""
        self.retired_at = timezone.now()
        self.save(update_fields=["retired_at"])


def _defaults() -> list[dict[str, Any]]:
    return [
        {
            "text": _("What do you want to reach?"),
            "help_text": _("In your own words: what would you like to be able to do?"),
        },
        {
            "text": _("What does your training look like so far?"),
            "help_text": _("What you did, how often, and what you enjoyed. “Nothing yet” is a fine answer."),
        },
        {
            "text": _("How many days a week can you train?"),
            "kind": Question.Kind.NUMBER,
            "minimum": 1,
            "maximum": 7,
        },
        {
            "text": _("What has stopped you before?"),
            "help_text": _("Time, place, boredom, plans that did not fit: whatever it was."),
            "is_required": False,
        },
        {"text": _("How did you find us?"), "kind": Question.Kind.SHORT, "is_required": False},
    ]
