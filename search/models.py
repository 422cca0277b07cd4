"""The index of what is public, which is made from public rows and can be made again, see ``search.filling``; and what
was asked in vain."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A public article, page or comment, as stems of its words with a space before and after each.

    ``question`` are the stems of the comment that a comment by staff answers. Triggers delete a document when its row
    changes, see ``search.public_columns``, and keep the full-text index of the database equal to this table.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    post_id = models.BigIntegerField(null=True, db_index=True)
    is_by_staff = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    title = models.TextField()
    headings = models.TextField()
    question = models.TextField()
    text = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="document_once_a_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def due(self) -> "MarkQuerySet":
        return self.filter(due_at__lte=timezone.now())


class Mark(models.Model):
    """A row whose document is missing or may be wrong: to be made again from ``due_at`` on."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="mark_once_a_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Word(models.Model):
    """A word of the documents, folded, and in how many of them its stem occurs.

    ``head`` and ``tail`` are its first and last letters. If somebody makes one slip in the word, one of them stays as
    it is, see ``search.slips``.
    """

    word = models.CharField(max_length=40, primary_key=True)
    stem = models.CharField(max_length=40, db_index=True)
    length = models.PositiveSmallIntegerField()
    head = models.CharField(max_length=20)
    tail = models.CharField(max_length=20)
    documents = models.PositiveIntegerField(default=0, db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["length", "head"], name="word_by_head"),
            models.Index(fields=["length", "tail"], name="word_by_tail"),
        ]

    def __str__(self) -> str:
        return self.word


class MissedWord(models.Model):
    """A word that nothing has, and how often it was searched in the week from the Monday ``week`` on."""

    word = models.CharField(_("word"), max_length=40)
    week = models.DateField(_("week from"))
    times = models.PositiveIntegerField(_("times asked"), default=1)

    class Meta:
        verbose_name = _("word that was not found")
        verbose_name_plural = _("asked, not yet written")
        default_permissions = ()
        ordering = ["-week", "-times", "word"]
        constraints = [models.UniqueConstraint(fields=["word", "week"], name="missed_word_once_a_week")]

    def __str__(self) -> str:
        return self.word
