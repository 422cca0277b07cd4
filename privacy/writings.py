"""Where people write freely, and so may name others: the comments and the applications of readers, and the house's own
words. Mail is not among it: it is forgotten in time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile
from blog.models import Category, Page, Post, SiteTexts
from coaching.models import Answer, Application, MailTemplate, Message, Note, Offer, StageChange
from comments.models import Comment, SavedReply
from core.html import CleanedField, text_of

Dotted = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Writing:
    """``fields`` of ``rows`` that have words in them.

    ``page`` leads to the row whose page in the admin shows it; empty, it is the row itself. ``whose`` is the field with
    the address of the reader whose own words they are, or whom they are about. ``take_out`` writes the fields anew
    with what a function makes of each text; without it, she edits the row on its page.
    """

    rows: QuerySet[Any]
    fields: Sequence[str]
    page: str = ""
    whose: str = ""
    take_out: Callable[[Any, Dotted], None] | None = None
    called: Callable[[Any], str] = str

    def texts(self, row: Any) -> dict[str, str]:
        """As they are read: HTML without its tags."""
        return {name: self._text(row, name) for name in self.fields}

    def _text(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        if isinstance(self.rows.model._meta.get_field(name), CleanedField):
            return text_of(value)
        return ", ".join(value) if isinstance(value, list) else str(value)

    def permission(self, action: str) -> str:
        """Of whoever may ``view`` or ``change`` it."""
        meta = self._page_model._meta
        return f"{meta.app_label}.{action}_{meta.model_name}"

    def address(self, row: Any) -> str:
        """Of its page in the admin."""
        meta = self._page_model._meta
        shown = getattr(row, self.page) if self.page else row
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[shown.pk])

    @property
    def _page_model(self) -> Any:
        model: Any = self.rows.model
        return model._meta.get_field(self.page).related_model if self.page else model


def _rewrite(*fields: str) -> Callable[[Any, Dotted], None]:
    """Around ``save``: notes and messages are never changed but for this."""

    def take_out(row: Any, dotted: Dotted) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**{name: dotted(getattr(row, name)) for name in fields})

    return take_out


def _reword(comment: Comment, dotted: Dotted) -> None:
    text, pending_text = dotted(comment.text), dotted(comment.pending_text)
    if text != comment.text:
        comment.reword(text)
    Comment.objects.filter(pk=comment.pk).update(pending_text=pending_text)


def _answer(answer: Answer, dotted: Dotted) -> None:
    value = answer.value
    if isinstance(value, str | list):
        value = dotted(value) if isinstance(value, str) else [dotted(text) for text in value]
        Answer.objects.filter(pk=answer.pk).update(value=value)


def _of_application(row: Any) -> str:
    return _("%(what)s, %(applicant)s") % {"what": row, "applicant": row.application.name}


def _of_comment(comment: Comment) -> str:
    return _("%(name)s on “%(title)s”") % {"name": comment.full_name, "title": comment.post.title}


def _about[M: Model](model: type[M], *fields: str, take_out: Callable[[Any, Dotted], None] | None = None) -> Writing:
    """What belongs to an application."""
    rows = model._default_manager.select_related("application")
    take_out = take_out or _rewrite(*fields)
    return Writing(rows, fields, "application", "application__email", take_out, _of_application)


WRITINGS = [
    Writing(
        Comment.objects.filter(erased_at=None).select_related("post", "author"),
        ["text", "pending_text"],
        whose="email",
        take_out=_reword,
        called=_of_comment,
    ),
    Writing(
        Application.objects.all(),
        ["next_step", "clearance_note"],
        whose="email",
        take_out=_rewrite("next_step", "clearance_note"),
    ),
    _about(Answer, "value", take_out=_answer),
    _about(Note, "text"),
    _about(StageChange, "note"),
    _about(Message, "subject", "text"),
    Writing(Post.objects.all(), ["title", "excerpt", "html", "hero_alt"]),
    Writing(Page.objects.all(), ["title", "html"]),
    Writing(Category.objects.all(), ["name", "description", "health_notice"]),
    Writing(
        SiteTexts.objects.all(),
        [
            *["tagline", "welcome", "hero_alt", "footer"],
            *["apply_introduction_html", "articles_introduction_html", "podcast_introduction_html"],
        ],
    ),
    Writing(Profile.objects.select_related("user"), ["role", "biography_html"]),
    Writing(Offer.objects.all(), ["name", "headline", "line", "picture_alt"]),
    Writing(SavedReply.objects.all(), ["title", "text"]),
    Writing(MailTemplate.objects.all(), ["name", "subject", "text"]),
]

_BY_MODEL = {writing.rows.model: writing for writing in WRITINGS}


def writing_of(row: Any) -> Writing:
    return _BY_MODEL[type(row)]
