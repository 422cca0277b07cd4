import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post
from coaching.coaches import coaches
from coaching.models.handling import Handling
from coaching.models.offer import Offer
from coaching.models.question import Question
from comments.models import Comment
from core import tokens

if TYPE_CHECKING:
    from coaching.models.answer import Answer
    from coaching.models.change import StageChange
    from coaching.models.message import Message

LINK_LIVES = timedelta(days=365)
_PURPOSE = "coaching.application"


def new_link_number() -> int:
    return secrets.randbits(62)


class MovedError(Exception):
    """The application is no longer in the stage that somebody decided about."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    def credible(self) -> "ApplicationQuerySet":
        return self.filter(is_suspected_spam=False)

    def suspected(self) -> "ApplicationQuerySet":
        return self.filter(is_suspected_spam=True)

    def open(self) -> "ApplicationQuerySet":
        """Those with which something is still to be done."""
        return self.exclude(stage__in=Application.CLOSED)

    def of_person(self, email: str) -> "ApplicationQuerySet":
        return self.alias(lower_email=Lower("email")).filter(lower_email=email.lower())

    def saying(self, words: str) -> "ApplicationQuerySet":
        """With ``words`` in the name, an address, an answer, a note or a mail."""
        found = Q()
        for place in ("name", "email", "phone"):
            found |= Q(**{f"{place}__icontains": words})
        for place in ("answers__value", "notes__text", "changes__note", "messages__text"):
            # Each by itself: joined, ten notes and ten mails would be a hundred rows to look through.
            found |= Q(pk__in=Application.objects.order_by().filter(**{f"{place}__icontains": words}).values("pk"))
        return self.filter(found)

    def on_the_desk_of(self, person: User) -> "ApplicationQuerySet":
        """Assigned to ``person``, or to nobody who may work on it."""
        return self.filter(Q(assigned_to=None) | Q(assigned_to=person) | ~Q(assigned_to__in=coaches()))

    def to_be_read(self, day: date) -> "ApplicationQuerySet":
        """New ones, but for those that are put off beyond ``day`` and stayed as they were."""
        new = self.credible().filter(stage=Application.Stage.NEW)
        return new.filter(Q(next_step_on=None) | Q(next_step_on__lte=day) | Q(corrected_at__isnull=False))

    def with_step_due(self, day: date) -> "ApplicationQuerySet":
        """Read already, with a next step that was to be done on ``day`` or before."""
        read = self.credible().open().exclude(stage=Application.Stage.NEW)
        return read.filter(next_step_on__lte=day)

    def corrected(self) -> "ApplicationQuerySet":
        """Read already, and corrected by the applicant since a coach said that she has seen it."""
        unread_or_over = [Application.Stage.NEW, Application.Stage.WITHDRAWN]
        return self.credible().filter(corrected_at__isnull=False).exclude(stage__in=unread_or_over)

    def with_origin(self) -> "ApplicationQuerySet":
        """With what is shown of where they came from, which is nothing that the reader wrote."""
        comment, post, offer = "came_from_comment", "came_from_post", "came_from_offer"
        unread = [f"{comment}__text", f"{comment}__html", f"{post}__body", f"{post}__html"]
        return self.select_related(comment, post, offer).defer(*unread)

    def with_answers(self) -> "ApplicationQuerySet":
        """With what they were answered, and the questions as they were worded."""
        return self.prefetch_related("answers__question")

    def due_for_screening(self) -> "ApplicationQuerySet":
        return self.filter(screening_due_at__lte=timezone.now())


class Application(Handling):
    """A visitor asks to be coached. Stored once, never dropped: suspected spam is only marked."""

    class Stage(models.TextChoices):
        NEW = "new", _("new")
        IN_CONVERSATION = "in-conversation", _("in conversation")
        ACCEPTED = "accepted", _("accepted")
        CLIENT = "client", _("client")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    CLOSED = (Stage.DECLINED, Stage.WITHDRAWN)
    # Those in which applicant and coach have an agreement.
    AGREED = (Stage.ACCEPTED, Stage.CLIENT)

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    consent_text = models.TextField(_("consent, as it was worded"))
    consented_at = models.DateTimeField(_("consented"), default=timezone.now)
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True, editable=False)

    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.NEW)
    is_suspected_spam = models.BooleanField(_("suspected spam"), default=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    # Since then, what the applicant changed waits for the look of a coach.
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    # What the applicant's links name: not the row, so that a new number ends all links that were given away before.
    link_number = models.BigIntegerField(default=new_link_number, unique=True, editable=False)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    referrer = models.CharField(_("came from"), max_length=300, blank=True)
    came_from_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    came_from_offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    came_from_comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    screened_at = models.DateTimeField(_("screened"), null=True, blank=True, editable=False)
    screening_attempts = models.PositiveSmallIntegerField(_("attempts at screening"), default=0, editable=False)
    screening_due_at = models.DateTimeField(_("next screening"), null=True, blank=True, editable=False)
    screening_error = models.CharField(_("why screening failed"), max_length=500, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta(Handling.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["screening_due_at"],
                condition=Q(screening_due_at__isnull=False),
                name="application_by_screening",
            ),
            models.Index(fields=["is_suspected_spam", "stage", "-created_at", "-id"], name="application_by_stage"),
            models.Index(
                fields=["next_step_on"], condition=Q(next_step_on__isnull=False), name="application_by_next_step"
            ),
            models.Index(
                fields=["corrected_at"], condition=Q(corrected_at__isnull=False), name="application_by_correction"
            ),
            models.Index(Lower("email"), name="application_by_email"),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def store(self, answers: "Sequence[Answer]") -> None:
        """Save it for the first time, together with its ``answers``. Who came from a comment came from its article."""
        if self.came_from_comment:
            self.came_from_post_id = self.came_from_comment.post_id
        self.fingerprint = self.make_fingerprint(answers)
        self.save()
        for answer in answers:
            answer.application = self
        self.answers.bulk_create(answers)

    def make_fingerprint(self, answers: "Iterable[Answer]") -> str:
        """The same for the same answers of the same person, whatever their case and spacing."""
        given = [f"{answer.question_id}\x1e{answer.text}" for answer in answers]
        words = "\x1f".join(" ".join(value.casefold().split()) for value in (self.name, self.email, self.phone, *given))
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def is_agreed(self) -> bool:
        return self.stage in self.AGREED

    @property
    def headline(self) -> str:
        """What she wishes: the first of her long answers, or else whatever she answered first."""
        answers = sorted(self.answers.all(), key=lambda answer: answer.question.kind != Question.Kind.LONG)
        return answers[0].text if answers else ""

    @property
    def token(self) -> str:
        """For the applicant's own pages. It is signed, and lives for ``LINK_LIVES`` from now."""
        return tokens.sign(_PURPOSE, self.link_number)

    @property
    def status_url(self) -> str:
        """Path of the applicant's own page."""
        return reverse("application_status", args=[self.token])

    @classmethod
    def of_token(cls, token: str) -> "Application | None":
        """``None`` if the token is forged, too old or replaced by another, or the application is deleted."""
        number = tokens.unsign(_PURPOSE, token, LINK_LIVES)
        return None if number is None else cls.objects.filter(link_number=number).first()

    @property
    def shown_stage(self) -> "Application.Stage":
        """What the applicant may know: a decision only once it was told, see ``StageChange.is_known``."""
        changes = list(self.changes.select_related("message__mail"))
        for change in reversed(changes):
            if change.is_known:
                return self.Stage(change.after)
        return self.Stage(changes[0].before) if changes else self.Stage.NEW

    @transaction.atomic
    def move_to(
        self,
        stage: str,
        *,
        by: User | None,
        note: str = "",
        message: "Message | None" = None,
        since: str | None = None,
    ) -> "StageChange | None":
        """Put the application into ``stage``; ``by`` is ``None`` for the applicant. ``None`` if it is there already.

        ``message`` tells her of it. ``since`` is the stage in which whoever decided saw it: raises ``MovedError`` if it
        is another by now. What a person handles is no longer screened.
        """
        current = Application.objects.select_for_update().get(pk=self.pk)
        if since is not None and current.stage != since:
            self.stage = current.stage
            raise MovedError
        self.stage = stage
        if current.stage == stage:
            return None
        self.screening_due_at = None
        # Put off without a word: that was about reading it.
        self.next_step_on = current.next_step_on if current.next_step else None
        self.save(update_fields=["stage", "screening_due_at", "next_step_on"])
        return self.changes.create(before=current.stage, after=stage, person=by, note=note, message=message)

    @transaction.atomic
    def see(self, newest: str) -> bool:
        """A coach saw what was corrected up to the note ``newest``, a pk. ``False`` if there is more by now."""
        Application.objects.select_for_update().get(pk=self.pk)
        last = self.notes.unseen().last()
        if newest != (str(last.pk) if last else ""):
            return False
        self.corrected_at = None
        self.save(update_fields=["corrected_at"])
        return True

    def plan(self, step: str, day: date | None) -> None:
        """On ``day``, ``step`` is to be done; without words, a new application waits again then."""
        self.next_step, self.next_step_on = step, day
        self.save(update_fields=["next_step", "next_step_on"])

    @transaction.atomic
    def finish_step(self, *, by: User) -> None:
        """The next step is done; what it was stays as a note."""
        if self.next_step:
            self.notes.create(author=by, text=gettext("Done: %(step)s") % {"step": self.next_step})
        self.plan("", None)

    @transaction.atomic
    def judge(self, *, is_spam: bool, by: User) -> None:
        """A person says whether this is spam; no machine says otherwise later."""
        text = gettext("Marked as suspected spam") if is_spam else gettext("Not spam")
        self.notes.create(author=by, text=text)
        self.is_suspected_spam, self.screening_due_at = is_spam, None
        self.save(update_fields=["is_suspected_spam", "screening_due_at"])
