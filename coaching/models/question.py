"""The questions of the form. A row is never reworded: a new wording is a new row, and the old one is retired."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.web.primary_keys import read_pk

MAX_ASKED = 50
MAX_KEYS = 200
MAX_OPTIONS = 50

# Up to this many numbers are shown as radio buttons. With more, the number is typed.
MAX_SCALE = 10


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> "QuestionQuerySet":
        return self.filter(retired_at=None)

    def retired(self) -> "QuestionQuerySet":
        return self.filter(retired_at__isnull=False)

    def in_place_of(self, place: int) -> "QuestionQuerySet":
        """All wordings of one question. ``place`` is the id of its first wording."""
        return self.filter(Q(pk=place) | Q(first_wording=place))

    def shown(self, keys: str) -> "list[Question]":
        """Return the questions with the ids in ``keys``, such as ``3,7,12``, in that order, even if they are retired.

        Without valid ids, return the questions that are asked now.
        """
        numbers = [number for key in keys.split(",")[:MAX_KEYS] if (number := read_pk(key))]
        found = self.in_bulk(numbers)
        one_for_each_place = {found[number].place: found[number] for number in numbers if number in found}
        return list(one_for_each_place.values()) or list(self.asked())


class Question(models.Model):
    """One wording of a question of the application form. With ``retired_at``, it is no longer asked."""

    class Kind(models.TextChoices):
        SHORT = "short", gettext_lazy("a short text")
        LONG = "long", gettext_lazy("a long text")
        CHOICE = "choice", gettext_lazy("one of several")
        SEVERAL = "several", gettext_lazy("as many as apply")
        NUMBER = "number", gettext_lazy("a number")

    text = models.CharField(gettext_lazy("question"), max_length=300)
    help_text = models.CharField(
        gettext_lazy("explanation"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("It is shown below the question."),
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
        help_text=gettext_lazy("If smallest and largest are close, the numbers are shown side by side."),
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
        """Empty the fields that the kind does not use."""
        if self._state.adding and Question.objects.asked().count() >= MAX_ASKED:
            raise ValidationError(_("The form already asks %d questions. Stop asking one of them first.") % MAX_ASKED)
        if self.kind in (self.Kind.CHOICE, self.Kind.SEVERAL):
            self._check_options()
        else:
            self.choices = ""
        if self.kind != self.Kind.NUMBER:
            self.minimum = self.maximum = None
        elif self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValidationError({"maximum": _("This is smaller than the smallest number.")})

    def _check_options(self) -> None:
        options = self.options
        self.choices = "\n".join(options)
        if not 2 <= len(options) <= MAX_OPTIONS:
            sentence = _("Please write two to %d answers, each on its own line.")
            raise ValidationError({"choices": sentence % MAX_OPTIONS})
        if len(options) > len(set(options)):
            raise ValidationError({"choices": _("Two of the answers are the same.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and set(self.WORDING) & set(kwargs.get("update_fields") or self.WORDING):
            raise TypeError("A question is never reworded, as it may have been answered; see reword().")
        super().save(*args, **kwargs)

    @property
    def place(self) -> int:
        """The id of the first wording, which all wordings of a question share."""
        return self.first_wording_id or self.pk

    @property
    def options(self) -> list[str]:
        """The answers to choose from."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]

    @property
    def is_scale(self) -> bool:
        return self.maximum is not None and self.maximum - (self.minimum or 0) < MAX_SCALE

    @transaction.atomic
    def append(self) -> None:
        """Add the question at the end of the form."""
        last = Question.objects.asked().aggregate(Max("position"))["position__max"] or 0
        self.position = last + 1
        self.save()

    @transaction.atomic
    def reword(self) -> None:
        """Save the changed wording as a new row, and retire the current one."""
        self._vacate_place()
        self.first_wording_id, self.retired_at = self.place, None
        self.pk, self._state.adding = None, True
        self.save()

    @transaction.atomic
    def ask_again(self) -> "Question | None":
        """Ask the question again in this wording. Return the one that it was asked in, which is retired."""
        before = self._vacate_place()
        self.retired_at = None
        self.save(update_fields=["retired_at"])
        return before

    def _vacate_place(self) -> "Question | None":
        # Lock the first wording, so that nobody else changes the question at the same time.
        Question.objects.select_for_update().get(pk=self.place)
        asked = Question.objects.in_place_of(self.place).asked().first()
        if asked:
            asked.retire()
        return asked

    @transaction.atomic
    def move(self, steps: int) -> None:
        """Move the question up (negative) or down (positive) in the form."""
        asked = list(Question.objects.asked().select_for_update())
        place = asked.index(self)
        asked.insert(max(0, place + steps), asked.pop(place))
        for position, question in enumerate(asked, 1):
            if question.position != position:
                question.position = position
                question.save(update_fields=["position"])

    def retire(self) -> None:
        """Stop asking the question. Answers to it are kept."""
        self.retired_at = timezone.now()
        self.save(update_fields=["retired_at"])
