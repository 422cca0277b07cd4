import hashlib
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post
from comments import attention
from comments.models.attention import AttentionWords
from comments.models.decision import CommentState, Decision
from comments.models.queryset import CommentQuerySet
from core.html import CleanedField, clean_comment


class Comment(models.Model):
    """What somebody wrote below an article.

    ``state`` is what the public may see of it; who decided so, and when, stands in its ``decisions``. Screening (the
    rules, then Akismet) is work on the comment and is kept apart: ``screening_due_at`` says when it is to be tried
    next, and is empty when nothing is to be done; ``announced_at`` when the coach was mailed about it.
    """

    State: TypeAlias = CommentState  # noqa: UP040  # `type` makes no class of it

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        PINGBACK = "pingback", _("pingback")
        TRACKBACK = "trackback", _("trackback")

    class Attention(models.IntegerChoices):
        """Where it stands in the inbox: a red flag or a wish to buy first, then questions, then the rest."""

        URGENT = 0, _("urgent")
        QUESTION = 1, _("question")
        REST = 2, _("comment")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments", verbose_name=_("article"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="replies", verbose_name=_("answers")
    )
    thread = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+", editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMMENT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name=_("staff author"),
        help_text=_("The badge comes from this alone."),
    )
    name = models.CharField(_("name"), max_length=245)
    email = models.EmailField(_("e-mail"), max_length=100, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    html = CleanedField(source="text", clean=clean_comment)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    referrer = models.CharField(_("came from"), max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    is_private = models.BooleanField(_("private question"), default=False)
    shows_first_name_only = models.BooleanField(_("first name only"), default=False)
    edited_at = models.DateTimeField(_("edited by its reader"), null=True, blank=True, editable=False)
    pending_text = models.TextField(_("text that is not public yet"), blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    state_before = models.CharField(_("state before"), max_length=10, choices=State, blank=True, editable=False)

    screened_at = models.DateTimeField(_("screened"), null=True, blank=True, editable=False)
    screening_attempts = models.PositiveSmallIntegerField(_("attempts at screening"), default=0, editable=False)
    screening_due_at = models.DateTimeField(_("next screening"), null=True, blank=True, editable=False)
    spam_score = models.FloatField(_("spam score"), null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(_("coach was told"), null=True, blank=True, editable=False)

    attention = models.PositiveSmallIntegerField(
        _("attention"), choices=Attention, default=Attention.REST, editable=False
    )
    signals = models.JSONField(_("signals"), default=dict, blank=True, editable=False)
    settled_at = models.DateTimeField(_("needs no answer since"), null=True, blank=True, editable=False)
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True, editable=False)
    remind_at = models.DateTimeField(
        _("ask again, if nobody writes below, from"), null=True, blank=True, editable=False
    )

    is_pinned = models.BooleanField(_("pinned to the top of its thread"), default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["post", "state", "kind", "created_at"], name="comment_by_post"),
            models.Index(
                fields=["post", "kind", "created_at", "state"], condition=Q(thread=None), name="comment_by_post_roots"
            ),
            models.Index(fields=["thread", "state", "created_at"], name="comment_by_thread"),
            models.Index(
                fields=["author", "-created_at"], condition=Q(author__isnull=False), name="comment_by_staff_author"
            ),
            models.Index(fields=["state", "-created_at"], name="comment_by_state"),
            models.Index(fields=["email", "state"], name="comment_by_email"),
            models.Index(fields=["-created_at"], name="comment_by_date"),
            models.Index(
                fields=["kind", "state", "attention", "created_at"],
                condition=Q(author=None, settled_at=None),
                name="comment_unsettled",
            ),
            models.Index(
                fields=["parent", "created_at"],
                condition=Q(author__isnull=False, state="approved"),
                name="comment_answers",
            ),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="comment_by_remind_at"),
            models.Index(
                fields=["parent"], condition=Q(author__isnull=False, is_private=True), name="comment_private_answers"
            ),
            models.Index(
                fields=["screening_due_at"], condition=Q(screening_due_at__isnull=False), name="comment_by_screening"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(kind="comment") & ~Q(state="binned"),
                name="comment_said_once",
            ),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_pinned=True), name="comment_one_pinned_in_a_thread"
            ),
            models.CheckConstraint(
                condition=Q(is_pinned=False) | Q(author__isnull=False, thread__isnull=False, state="approved"),
                name="comment_pinned_is_public_answer",
            ),
            models.CheckConstraint(condition=Q(is_private=False) | ~Q(state="approved"), name="comment_private_unseen"),
        ]

    def __str__(self) -> str:
        # Neither whose it is nor their words: the admin's log quotes this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new comment takes its place in its thread, and its fingerprint; one made in bulk must be given both."""
        if self._state.adding:
            self.thread_id = self._thread_to_join()
            self.fingerprint = self.fingerprint or self.make_fingerprint()
            if self.is_by_guest:
                self.read_signals(AttentionWords.load())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("comment_detail", args=[self.pk])

    def _thread_to_join(self) -> int | None:
        if self.parent_id is None or self.kind != self.Kind.COMMENT:
            return None
        # An import may write an answer before what it answers. What answers a pingback begins a thread.
        parent = Comment.objects.readers_words().filter(pk=self.parent_id).only("thread").first()
        return (parent.thread_id or parent.pk) if parent else None

    def make_fingerprint(self) -> str:
        """The same for the same words by the same person on the same article; case and white space do not count.

        Staff may thank several readers in the same words: theirs differ by what they answer.
        """
        answers = self.parent_id if self.author_id else ""
        said = (str(self.post_id), self.email, self.name, self.text, str(answers))
        folded = "\0".join(" ".join(part.casefold().split()) for part in said)
        return hashlib.sha256(folded.encode()).hexdigest()

    def read_signals(self, words: AttentionWords) -> None:
        """Look for what wants the coach's eye. Does not save."""
        found = attention.read(self.text, words.as_lists())
        said = {"red_flags": found.red_flags, "wishes": found.wishes, "sensitive": found.sensitive}
        self.signals = {name: words for name, words in said.items() if words}
        if found.red_flags or found.wishes:
            self.attention = self.Attention.URGENT
        else:
            is_question = found.is_question or self.is_private
            self.attention = self.Attention.QUESTION if is_question else self.Attention.REST

    @property
    def is_urgent(self) -> bool:
        return self.attention == self.Attention.URGENT

    @property
    def is_question(self) -> bool:
        return self.attention == self.Attention.QUESTION

    @property
    def is_by_staff(self) -> bool:
        return self.author_id is not None

    @property
    def is_by_guest(self) -> bool:
        return self.author_id is None and self.kind == self.Kind.COMMENT

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def full_name(self) -> str:
        """The name for the coach: of staff, as it is today."""
        return (self.author.display_name if self.author else "") or self.name

    @property
    def shown_name(self) -> str:
        """The name for readers, who may have asked that only their first one is shown."""
        return self.first_name if self.shows_first_name_only and self.is_by_guest else self.full_name

    @property
    def first_name(self) -> str:
        return next(iter(self.name.split()), self.name)

    @property
    def safe_website(self) -> str:
        """The website if it is one; an import may hold any scheme."""
        return self.website if self.website.lower().startswith(("http://", "https://")) else ""

    @transaction.atomic
    def decide(self, verdict: str, *, decider: str, person: User | None = None, reason: str = "") -> bool:
        """Put the comment into the state ``verdict`` and write down who decided so and why.

        ``decider`` is a ``Decision.Decider``. What a person decided, no machine changes: then its decision is not
        written either, and the answer is ``False``. Nor is there anything left to screen after a person; a reader who
        takes a comment back is one.
        Raises ``IntegrityError`` on the way out of the bin if the same was said again meanwhile.
        """
        current = Comment.objects.select_for_update().only("state", "state_before").get(pk=self.pk)
        is_machine = decider not in (Decision.Decider.PERSON, Decision.Decider.READER)
        if is_machine and self.was_decided_by_person():
            return False
        before = current.state_before if current.state == verdict else current.state
        changes: dict[str, Any] = {"state": verdict, "state_before": before}
        if verdict != self.State.APPROVED:
            changes["is_pinned"] = False
        if Decision.is_last_word(decider, verdict):
            changes["screening_due_at"] = None
        Comment.objects.filter(pk=self.pk).update(**changes)
        for field, value in changes.items():
            setattr(self, field, value)
        self.decisions.create(decider=decider, person=person, verdict=verdict, reason=reason[:300])
        return True

    def was_decided_by_person(self) -> bool:
        return self.decisions.last_words().exists()

    def was_taken_back(self) -> bool:
        return self.decisions.filter(decider=Decision.Decider.READER, verdict=self.State.BINNED).exists()

    def reword(self, text: str) -> None:
        """Let these be its words from now on, and find anew what they say. Raises ``IntegrityError`` as ``decide``."""
        self.text, self.pending_text = text, ""
        self.fingerprint = self.make_fingerprint()
        self.read_signals(AttentionWords.load())
        self.save(update_fields=["text", "html", "pending_text", "fingerprint", "attention", "signals"])
