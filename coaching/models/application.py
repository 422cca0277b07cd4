import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post
from coaching.coaches import coaches
from coaching.models.handling import Handling
from coaching.models.question import Question
from comments.models import Comment
from core.fingerprints import save_with_fingerprint
from core.private_links import PrivateLinkMixin
from core.refusals import RefusedError
from core.web.networks import NetworkField
from offers.models.offer import Offer

if TYPE_CHECKING:
    from coaching.models.answer import Answer
    from coaching.models.message import Message
    from coaching.models.stage_change import StageChange


MOVED_MEANWHILE = _("It was moved to “%(stage)s” in the meantime. Please look at it again, and decide again.")


def new_link_number() -> int:
    return secrets.randbits(62)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def not_spam(self) -> "ApplicationQuerySet":
        return self.filter(is_suspected_spam=False)

    def suspected_spam(self) -> "ApplicationQuerySet":
        return self.filter(is_suspected_spam=True)

    def open(self) -> "ApplicationQuerySet":
        """Applications that are neither declined nor withdrawn."""
        return self.exclude(stage__in=Application.CLOSED)

    def by_email(self, email: str) -> "ApplicationQuerySet":
        return self.alias(lower_email=Lower("email")).filter(lower_email=email.lower())

    def containing(self, words: str) -> "ApplicationQuerySet":
        """Search for ``words`` in name, e-mail address, phone, answers, notes and mails."""
        condition = Q()
        for field in ("name", "email", "phone"):
            condition |= Q(**{f"{field}__icontains": words})
        for field in ("answers__value", "notes__text", "changes__note", "messages__text"):
            # One subquery each: with joins, ten notes and ten mails would make a hundred rows.
            condition |= Q(pk__in=Application.objects.order_by().filter(**{f"{field}__icontains": words}).values("pk"))
        return self.filter(condition)

    def for_coach(self, person: User) -> "ApplicationQuerySet":
        """Applications assigned to ``person``, or to nobody who may handle them."""
        return self.filter(Q(assigned_to=None) | Q(assigned_to=person) | ~Q(assigned_to__in=coaches()))

    def unread(self, day: date) -> "ApplicationQuerySet":
        """New applications, except those put off until after ``day`` that were not corrected since."""
        new = self.not_spam().filter(stage=Application.Stage.NEW)
        return new.filter(Q(next_step_on=None) | Q(next_step_on__lte=day) | Q(corrected_at__isnull=False))

    def with_step_due(self, day: date) -> "ApplicationQuerySet":
        """Open applications past the stage "new" whose next step is due on ``day`` or before."""
        read = self.not_spam().open().exclude(stage=Application.Stage.NEW)
        return read.filter(next_step_on__lte=day)

    def corrected(self) -> "ApplicationQuerySet":
        """Applications past the stage "new" with a correction that no coach has marked as seen."""
        unread_or_over = [Application.Stage.NEW, Application.Stage.WITHDRAWN]
        # Selected by primary key: with the stage beside it, SQLite would go through all applications.
        corrected = self.model._base_manager.filter(corrected_at__isnull=False)
        return self.not_spam().filter(pk__in=corrected.values("pk")).exclude(stage__in=unread_or_over)

    def with_origin(self) -> "ApplicationQuerySet":
        """Load the article, comment and offer that they came from, without long texts."""
        comment, post, offer = "came_from_comment", "came_from_post", "came_from_offer"
        unread = [f"{comment}__text", f"{comment}__html", f"{post}__body", f"{post}__html"]
        return self.select_related(comment, post, offer).defer(*unread)

    def with_answers(self) -> "ApplicationQuerySet":
        """Prefetch answers and their questions."""
        return self.prefetch_related("answers__question")


class Application(PrivateLinkMixin, Handling):
    """An application for coaching. Suspected spam is only marked and never dropped."""

    private_view, private_link_max_age = "application_status", timedelta(days=365)
    private_link_field = "link_number"

    class Stage(models.TextChoices):
        NEW = "new", _("new")
        IN_CONVERSATION = "in-conversation", _("in conversation")
        ACCEPTED = "accepted", _("accepted")
        CLIENT = "client", _("client")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    CLOSED = (Stage.DECLINED, Stage.WITHDRAWN)
    # Stages in which applicant and coach have an agreement.
    AGREED = (Stage.ACCEPTED, Stage.CLIENT)

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    consent_text = models.TextField(_("wording of the consent"))
    consented_at = models.DateTimeField(_("consented"), default=timezone.now)
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True, editable=False)

    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.NEW)
    is_suspected_spam = models.BooleanField(_("suspected spam"), default=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    # When the applicant made the oldest correction that no coach has marked as seen.
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    # The number in the applicant's links. Links name it and not the row, so that a new number revokes old links.
    link_number = models.BigIntegerField(default=new_link_number, unique=True, editable=False)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    network = NetworkField(_("network"))
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
    screening_claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
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
            models.Index(
                fields=["network", "-created_at"], condition=Q(network__isnull=False), name="application_by_network"
            ),
        ]
        constraints = [
            *Handling.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ip_address__isnull=False) | Q(network=None), name="application_network_goes_with_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def store(self, answers: "Sequence[Answer]") -> None:
        """Save a new application with its ``answers``. An application from a comment also comes from its article."""
        if self.came_from_comment:
            self.came_from_post_id = self.came_from_comment.post_id
        self.fingerprint = self.make_fingerprint(answers)
        self.save()
        for answer in answers:
            answer.application = self
        self.answers.bulk_create(answers)

    def make_fingerprint(self, answers: "Iterable[Answer]") -> str:
        """Return a hash of the person and the answers, without regard to case and white space."""
        given = [f"{answer.question_id}\x1e{answer.text}" for answer in answers]
        words = "\x1f".join(" ".join(value.casefold().split()) for value in (self.name, self.email, self.phone, *given))
        return hashlib.sha256(words.encode()).hexdigest()

    def renew_fingerprint(self) -> None:
        """Update the fingerprint after the answers were redacted. A withdrawn application keeps its special one."""
        if not self.fingerprint.startswith("withdrawn "):
            self.fingerprint = self.make_fingerprint(self.answers.select_related("question"))
            save_with_fingerprint(self)

    @property
    def is_agreed(self) -> bool:
        return self.stage in self.AGREED

    @property
    def headline(self) -> str:
        """A summary for lists: the first long answer, or else the first answer."""
        answers = sorted(self.answers.all(), key=lambda answer: answer.question.kind != Question.Kind.LONG)
        return answers[0].text if answers else ""

    @property
    def shown_stage(self) -> "Application.Stage":
        """The stage that the applicant may see: a decision only after it was told, see ``StageChange.is_known``."""
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
        """Move the application to ``stage``. Returns ``None`` if it is there already. Moving it ends its screening.

        ``by`` is ``None`` for the applicant. ``message`` is the mail that announces the change. ``since`` is the stage
        that the person who decided saw: raises ``RefusedError`` if it has changed.
        """
        current = Application.objects.select_for_update().get(pk=self.pk)
        if since is not None and current.stage != since:
            self.stage = current.stage
            raise RefusedError(MOVED_MEANWHILE % {"stage": current.get_stage_display()})
        self.stage = stage
        if current.stage == stage:
            return None
        self.screening_due_at = None
        # A date without a step only put off reading the new application.
        self.next_step_on = current.next_step_on if current.next_step else None
        self.save(update_fields=["stage", "screening_due_at", "next_step_on"])
        return self.changes.create(before=current.stage, after=stage, person=by, note=note, message=message)

    @transaction.atomic
    def mark_seen(self, newest: str) -> bool:
        """Mark corrections as seen. ``newest`` is the id of the last note that the coach saw, or empty.

        Returns ``False`` if there is a newer correction.
        """
        Application.objects.select_for_update().get(pk=self.pk)
        last = self.notes.unseen().last()
        if newest != (str(last.pk) if last else ""):
            return False
        self.corrected_at = None
        self.save(update_fields=["corrected_at"])
        return True

    def set_next_step(self, step: str, day: date | None) -> None:
        """Set the next step and its day. Without a step, the day is when a new application waits again."""
        self.next_step, self.next_step_on = step, day
        self.save(update_fields=["next_step", "next_step_on"])

    @transaction.atomic
    def finish_step(self, *, by: User) -> None:
        """Mark the next step as done, and keep it as a note."""
        if self.next_step:
            self.notes.create(author=by, text=gettext("Done: %(step)s") % {"step": self.next_step})
        self.set_next_step("", None)

    @transaction.atomic
    def mark_spam(self, *, is_spam: bool, by: User) -> None:
        """Record a person's decision whether this is spam, and end the screening."""
        text = gettext("Marked as suspected spam") if is_spam else gettext("Not spam")
        self.notes.create(author=by, text=text)
        self.is_suspected_spam, self.screening_due_at = is_spam, None
        self.save(update_fields=["is_suspected_spam", "screening_due_at"])
