"""Where an applicant came from: what the address of the form named, carried along in hidden fields and drafts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from blog.models import Post
from coaching.models import Application, Offer
from comments.models import Comment


class SourceField(forms.Field):
    """One of ``rows``, by its ``key``. Anything else is taken for none, silently."""

    widget = forms.HiddenInput(attrs={"data-draft-source": True})

    def __init__(self, rows: Callable[[], QuerySet[Any]], key: str = "pk") -> None:
        super().__init__(required=False)
        self.rows, self.key = rows, key

    def to_python(self, value: Any) -> Any:
        # PostgreSQL refuses to look for a NUL at all.
        if not value or not str(value).isprintable():
            return None
        try:
            return self.rows().filter(**{self.key: value}).first()
        except ValueError:
            return None

    def prepare_value(self, value: Any) -> Any:
        row = self.to_python(value)
        return getattr(row, self.key) if row else None


class SourceMixin(forms.Form):
    """A comment is that of a reader, below which there was a link to the form. It stands for its article, too."""

    article = SourceField(Post.objects.published)
    comment = SourceField(lambda: Comment.objects.by_guests().standing())
    offer = SourceField(Offer.objects.begun, key="slug")

    @staticmethod
    def named_in(query: QueryDict) -> dict[str, str | None]:
        """What an address like ``/apply/?offer=coaching&article=7`` says, as ``initial`` of the form."""
        return {name: query.get(name) for name in SourceMixin.base_fields}

    def note_source(self, application: Application) -> None:
        application.came_from_post = self.cleaned_data["article"]
        application.came_from_comment = self.cleaned_data["comment"]
        application.came_from_offer = self.cleaned_data["offer"]

    @property
    def source_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SourceMixin.base_fields]

    @property
    def has_source(self) -> bool:
        return any(field.value() for field in self.source_fields)
