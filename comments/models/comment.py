from datetime import timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models import Post
from comments.models.choices import CommentKind, CommentPriority, CommentState
from comments.models.decision import Decision, RepeatedError
from comments.models.queryset import CommentQuerySet
from comments.models.triage_words import TriageWords
from comments.screening import triage
from core.date_fields import SafeDateTimeField
from core.fingerprints import hash_of, save_with_fingerprint
from core.html import CleanedField, clean_comment
from core.prepared_queries import PreparedQuery
from core.private_links import PrivateLinkMixin
from core.web.networks import NetworkField
from core.web.site_urls import path_of


class Comment(PrivateLinkMixin):
    """A comment on an article, by a reader or by staff.

    ``state`` says whether the public sees it; ``decisions`` records who decided that and when. ``screening_due_at`` is
    when screening (the rules, then Akismet) is to be tried next, or empty if it is done. ``is_known_answered`` is
    trusted only while ``KnownAnswers`` says so; it makes nothing answered, it only saves looking.
    """

    private_view, private_link_max_age = "comment_received", timedelta(days=30)

    # `type` makes no classes of them.
    State: TypeAlias = CommentState  # noqa: UP040
    Kind: TypeAlias = CommentKind  # noqa: UP040
    Priority: TypeAlias = CommentPriority  # noqa: UP040

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
    created_at = SafeDateTimeField(_("written"), default=timezone.now)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    network = NetworkField(_("network"))
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    referrer = models.CharField(_("came from"), max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    is_private = models.BooleanField(_("private question"), default=False)
    shows_first_name_only = models.BooleanField(_("first name only"), default=False)
    edited_at = SafeDateTimeField(_("edited by the reader"), null=True, blank=True, editable=False)
    pending_text = models.TextField(_("text that is not public yet"), blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    state_before = models.CharField(_("state before"), max_length=10, choices=State, blank=True, editable=False)

    screened_at = models.DateTimeField(_("screened"), null=True, blank=True, editable=False)
    screening_attempts = models.PositiveSmallIntegerField(_("attempts at screening"), default=0, editable=False)
    screening_due_at = models.DateTimeField(_("next screening"), null=True, blank=True, editable=False)
    screening_claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    spam_score = models.FloatField(_("spam score"), null=True, blank=True, editable=False)
    announced_at = models.DateTimeField(_("coach was notified"), null=True, blank=True, editable=False)

    priority = models.PositiveSmallIntegerField(_("attention"), choices=Priority, default=Priority.REST, editable=False)
    triage = models.JSONField(_("signals"), default=dict, blank=True, editable=False)
    settled_at = models.DateTimeField(_("needs no answer since"), null=True, blank=True, editable=False)
    is_known_answered = models.BooleanField(default=False, db_default=False, editable=False)
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True, editable=False)
    remind_at = models.DateTimeField(_("ask again, if nobody replies, from"), null=True, blank=True, editable=False)

    is_pinned = models.BooleanField(_("pinned to the top of its thread"), default=False, editable=False)

    objects = CommentQuerySet.as_manager()
    size: int  # From CommentQuerySet.with_sizes.
    _is_prepared = False

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
                fields=["network", "-created_at"], condition=Q(network__isnull=False), name="comment_by_network"
            ),
            models.Index(
                fields=["kind", "state", "created_at"],
                condition=Q(author=None, settled_at=None, is_known_answered=False),
                name="comment_unanswered",
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
            models.CheckConstraint(
                condition=Q(ip_address__isnull=False) | Q(network=None), name="comment_network_goes_with_address"
            ),
            models.CheckConstraint(condition=Q(is_private=False) | ~Q(state="approved"), name="comment_private_unseen"),
        ]

    def __str__(self) -> str:
        # Without name and text, because the admin's log stores this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Set thread, fingerprint and triage of a new comment. ``bulk_create`` does not do that."""
        if self._state.adding:
            self.join_thread()
            self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Set fingerprint and triage of a new comment, once: before a transaction, so that it is short."""
        self.fingerprint = self.fingerprint or self.make_fingerprint()
        if self.is_by_guest and not self._is_prepared:
            self.run_triage(TriageWords.load())
        self._is_prepared = True

    def get_absolute_url(self) -> str:
        return path_of("comment_detail", self.pk)

    @classmethod
    def rows_for_links(cls) -> CommentQuerySet:
        return cls.objects.filter(erased_at=None).select_related("post__address", "post__author")

    def join_thread(self) -> None:
        """Set ``thread`` to that of the parent."""
        self.thread_id = None
        if self.parent_id is not None and self.kind == self.Kind.COMMENT:
            # An import may create a reply before its parent. A reply to a pingback begins a thread of its own.
            parent = Comment.objects.without_pings().filter(pk=self.parent_id).only("thread").first()
            self.thread_id = (parent.thread_id or parent.pk) if parent else None

    def make_fingerprint(self) -> str:
        """Return a hash of article, person and text, without regard to case and white space. For staff it includes the
        parent, because they may give several readers the same answer."""
        parts = [self.post_id, self.email, self.name, self.text, self.parent_id if self.author_id else ""]
        return hash_of(*map(str, parts))

    def run_triage(self, triage_words: TriageWords) -> None:
        """Set ``triage`` and ``priority`` from the text. Does not save."""
        signals = triage.find_signals(self.text, triage_words.as_lists())
        self.triage = signals.matches
        if signals.red_flags or signals.wishes:
            self.priority = self.Priority.URGENT
        else:
            is_question = signals.is_question or self.is_private
            self.priority = self.Priority.QUESTION if is_question else self.Priority.REST

    @property
    def is_urgent(self) -> bool:
        return self.priority == self.Priority.URGENT

    @property
    def is_question(self) -> bool:
        return self.priority == self.Priority.QUESTION

    @property
    def is_by_staff(self) -> bool:
        return self.author_id is not None

    @property
    def is_by_guest(self) -> bool:
        return self.author_id is None and self.kind == self.Kind.COMMENT

    @property
    def is_imported(self) -> bool:
        return self.decisions.filter(decider=Decision.Decider.IMPORT).exists()

    @property
    def is_shown(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def full_name(self) -> str:
        """The name for the coach. For staff it is the account's current name."""
        return (self.author.display_name if self.author else "") or self.name

    @property
    def shown_name(self) -> str:
        """The public name: only the first name if the reader wishes so."""
        return self.first_name if self.shows_first_name_only and self.is_by_guest else self.full_name

    @property
    def first_name(self) -> str:
        return next(iter(self.name.split()), self.name)

    @property
    def safe_website(self) -> str:
        """The website if it is an http(s) URL. Imported rows may have any scheme."""
        return self.website if self.website.lower().startswith(("http://", "https://")) else ""

    @transaction.atomic
    def decide(self, verdict: str, *, decider: str, person: User | None = None, reason: str = "") -> bool:
        """Put the comment into the state ``verdict`` and record who decided so and why.

        ``decider`` is a ``Decision.Decider``. A machine never overrides a person: then nothing is recorded, and the
        result is ``False``. A person's decision, or a reader's withdrawal, also ends the screening. Raises
        ``RepeatedError`` if the comment leaves the bin and the same text was posted again in the meantime.
        """
        current = _current.get(self.pk)
        is_machine = decider not in (Decision.Decider.PERSON, Decision.Decider.READER)
        if is_machine and self.was_decided_by_person():
            return False
        before = current["state_before"] if current["state"] == verdict else current["state"]
        changes: dict[str, Any] = {"state": verdict, "state_before": before}
        if verdict != self.State.APPROVED:
            changes["is_pinned"] = False
        if Decision.is_final(decider, verdict):
            changes["screening_due_at"] = None
        # The same state is not written again: the triggers would take it for a change.
        written = {name: value for name, value in changes.items() if value != current[name]}
        try:
            with transaction.atomic():
                if written:
                    Comment.objects.filter(pk=self.pk).update(**written)
        except IntegrityError as error:
            if Comment.objects.with_fingerprint(self.fingerprint).exclude(pk=self.pk).exists():
                raise RepeatedError from error
            raise
        for field, value in changes.items():
            setattr(self, field, value)
        Decision.record(self, verdict, decider=decider, person=person, reason=reason)
        return True

    def was_decided_by_person(self) -> bool:
        return Decision.is_final_for(self.pk)

    def was_withdrawn(self) -> bool:
        return self.decisions.filter(decider=Decision.Decider.READER, verdict=self.State.BINNED).exists()

    def reword(self, text: str) -> None:
        """Replace the text, and update HTML, triage and fingerprint."""
        self.text, self.pending_text = text, ""
        self.run_triage(TriageWords.load())
        self.fingerprint = self.make_fingerprint()
        save_with_fingerprint(self, "text", "html", "pending_text", "priority", "triage")

    def change_email(self, email: str) -> None:
        self.email = email
        self.fingerprint = self.make_fingerprint()
        save_with_fingerprint(self, "email")


_DECIDED = ("state", "state_before", "is_pinned", "screening_due_at")
_current = PreparedQuery(lambda pk: Comment.objects.filter(pk=pk).select_for_update().order_by().values(*_DECIDED))
