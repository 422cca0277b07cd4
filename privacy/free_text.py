"""The fields with free text in which somebody may name an erased person: comments, applications, and the texts of the
site. Mail is not among them, because retention anonymises it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile
from blog.models import Category, Page, Post, Revision, SiteTexts
from blog.models.revision import new_token
from coaching.models import Answer, Application, MailTemplate, Message, Note, StageChange
from comments.models import Comment, SavedReply
from core.html import CleanedField, html_to_text
from media.models import Document, Picture
from offers.models import Offer
from podcast.models import Episode, Show

Redact = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class FreeText:
    """The ``fields`` of ``rows`` that hold free text: columns, or ``column__key`` for a key of a JSON column.

    ``page`` names the foreign key to the row whose page in the admin shows the text; empty means the row itself.
    ``email_field`` is the lookup of the e-mail address of the person who wrote the text or whom it is about.
    ``url`` returns the URL of that page if it is none to change a row.
    ``html`` are fields with HTML, besides each ``CleanedField``.
    ``redact`` applies a function to each text and stores the result. Without it, staff edit the row on its page.
    """

    rows: QuerySet[Any]
    fields: Sequence[str]
    page: str = ""
    email_field: str = ""
    redact: Callable[[Any, Redact], None] | None = None
    label: Callable[[Any], str] = str
    url: Callable[[Any], str] | None = None
    html: Sequence[str] = ()

    def texts(self, row: Any) -> dict[str, str]:
        """Return each field's text as readers see it, HTML without its tags."""
        return {name: self._text(row, name) for name in self.fields}

    def _text(self, row: Any, name: str) -> str:
        column, _separator, key = name.partition("__")
        value = getattr(row, column).get(key, "") if key else getattr(row, column)
        if name in self.html or isinstance(row._meta.get_field(column), CleanedField):
            return html_to_text(value)
        return ", ".join(value) if isinstance(value, list) else str(value)

    @property
    def columns(self) -> set[str]:
        return {name.partition("__")[0] for name in self.fields}

    def permission(self, action: str) -> str:
        """Return the permission to ``view`` or ``change`` the row's page in the admin."""
        meta = self._page_model._meta
        return f"{meta.app_label}.{action}_{meta.model_name}"

    def admin_url(self, row: Any) -> str:
        """Return the URL of the row's page in the admin."""
        if self.url:
            return self.url(row)
        meta = self._page_model._meta
        row_of_page = getattr(row, self.page) if self.page else row
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row_of_page.pk])

    @property
    def _page_model(self) -> Any:
        model: Any = self.rows.model
        return model._meta.get_field(self.page).related_model if self.page else model


def _rewrite(*fields: str) -> Callable[[Any, Redact], None]:
    """Return a function that updates ``fields`` by a query, because ``save`` refuses to change notes and messages."""

    def redact_fields(row: Any, redact: Redact) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**{name: redact(getattr(row, name)) for name in fields})

    return redact_fields


def _redact_comment(comment: Comment, redact: Redact) -> None:
    text, pending_text = redact(comment.text), redact(comment.pending_text)
    if text != comment.text:
        comment.reword(text)
    Comment.objects.filter(pk=comment.pk).update(pending_text=pending_text)


def _redact_answer(answer: Answer, redact: Redact) -> None:
    value = answer.value
    if isinstance(value, str | list):
        value = redact(value) if isinstance(value, str) else [redact(text) for text in value]
        Answer.objects.filter(pk=answer.pk).update(value=value)
        answer.application.renew_fingerprint()


# Of the content of a version.
VERSION_TEXTS = ("title", "teaser", "body", "search_title", "search_description")


def _redact_version(version: Revision, redact: Redact) -> None:
    texts = {name: redact(text) for name in VERSION_TEXTS if (text := version.content.get(name))}
    # A desk that still shows the name must not save it again unseen.
    Revision.objects.filter(pk=version.pk).update(content={**version.content, **texts}, token=new_token())


def _version_url(version: Revision) -> str:
    entry = version.entry
    return reverse(f"admin:blog_{entry._meta.model_name}_version", args=[entry.pk, version.pk])


def _application_label(row: Any) -> str:
    return _("%(what)s, %(applicant)s") % {"what": row, "applicant": row.application.name}


def _comment_label(comment: Comment) -> str:
    return _("%(name)s on “%(title)s”") % {"name": comment.full_name, "title": comment.post.title}


def _application_part[M: Model](
    model: type[M], *fields: str, redact_fields: Callable[[Any, Redact], None] | None = None
) -> FreeText:
    """Free text in a row that belongs to an application."""
    rows = model._default_manager.select_related("application")
    redact_fields = redact_fields or _rewrite(*fields)
    return FreeText(rows, fields, "application", "application__email", redact_fields, _application_label)


FREE_TEXTS = [
    FreeText(
        Comment.objects.filter(erased_at=None).select_related("post", "author"),
        ["text", "pending_text"],
        email_field="email",
        redact=_redact_comment,
        label=_comment_label,
    ),
    FreeText(
        Application.objects.all(),
        ["next_step", "clearance_note"],
        email_field="email",
        redact=_rewrite("next_step", "clearance_note"),
    ),
    _application_part(Answer, "value", redact_fields=_redact_answer),
    _application_part(Note, "text"),
    _application_part(StageChange, "note"),
    _application_part(Message, "subject", "text"),
    FreeText(Post.objects.all(), ["title", "teaser", "html"]),
    FreeText(Page.objects.all(), ["title", "html"]),
    FreeText(
        Revision.objects.select_related("post", "page"),
        [f"content__{name}" for name in VERSION_TEXTS],
        page="post",
        redact=_redact_version,
        label=lambda version: f"{version.entry}, {version}",
        url=_version_url,
        html=["content__body"],
    ),
    FreeText(Category.objects.all(), ["name", "description", "health_notice"]),
    FreeText(
        SiteTexts.objects.all(),
        [
            *["tagline", "welcome", "footer"],
            *["apply_introduction_html", "articles_introduction_html", "privacy_introduction_html"],
        ],
    ),
    FreeText(Profile.objects.select_related("user"), ["job_title", "short_text", "biography_html"]),
    FreeText(Offer.objects.all(), ["name", "headline", "line"]),
    FreeText(Show.objects.all(), ["title", "description", "author", "owner_name", "copyright"]),
    FreeText(Episode.objects.select_related("post"), ["transcript", "chapters", "guests"]),
    FreeText(Picture.objects.all(), ["alternative_text", "credit"]),
    FreeText(Document.objects.all(), ["name"]),
    FreeText(SavedReply.objects.all(), ["title", "text"]),
    FreeText(MailTemplate.objects.all(), ["name", "subject", "text"]),
]

_BY_MODEL = {free_text.rows.model: free_text for free_text in FREE_TEXTS}


def free_text_for(row: Any) -> FreeText:
    return _BY_MODEL[type(row)]
