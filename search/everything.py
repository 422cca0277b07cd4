"""What staff find with the one box of the admin: articles, pages, comments, applications and people.

What is public comes from the index. What is not public is in no index: its rows are searched.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.desk.words import sentence_of
from blog.models import Page, Post
from coaching.models import Application
from comments.models import Comment
from core.html import paragraphs_of
from search import people
from search.databases import Candidate, Restriction
from search.finding import find_candidates
from search.query import Query, read_query
from search.ranking import rank
from search.snippets import mark_words, snippet

MOST = 5
MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Row:
    title: SafeString | str
    url: str
    snippet: SafeString | str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind. ``all_url`` is the list of the admin with the same search."""

    label: str | Promise
    rows: Sequence[Row | people.Person]
    all_url: str = ""


@dataclass(frozen=True)
class Search:
    text: str
    words: list[str]
    query: Query

    def contained_in(self, *fields: str) -> Q:
        """Each word is in one of the fields."""
        found = Q()
        for word in self.words:
            in_one = Q()
            for field in fields:
                in_one |= Q(**{f"{field}__icontains": word})
            found &= in_one
        return found

    def public(self, kind: str) -> list[int]:
        """Return the primary keys of the best public rows of a kind, the best first."""
        candidates = [one for one in self._candidates if one.kind == kind]
        return [one.candidate.object_id for one in rank(self.query, candidates, timezone.now())[:MOST]]

    @cached_property
    def _candidates(self) -> list[Candidate]:
        """Those of all kinds, found in one pass over the index."""
        return find_candidates(self.query, Restriction(each_kind=True)) if self.query.terms else []


def find_everything(text: str, person: User) -> list[Group]:
    """Return what is found, as far as the person may see it."""
    search = Search(text, text.split()[:MAX_WORDS], read_query(text))
    if not search.words:
        return []
    groups = [find(search) for permission, find in FINDERS if person.has_perm(permission)]
    groups.append(Group(_("People"), people.find_people(search.contained_in, person, MOST)))
    return [group for group in groups if group.rows]


def _articles(search: Search) -> Group:
    return Group(_("Articles"), _entries(search, Post, "article"), _list_url("blog_post", search))


def _pages(search: Search) -> Group:
    return Group(_("Pages"), _entries(search, Page, "page"), _list_url("blog_page", search))


def _entries(search: Search, model: type[Post | Page], kind: str) -> list[Row]:
    """Those with the words in their title first, then public ones, then drafts and others that are not public."""
    entries: Any = model._default_manager
    entries = entries.not_binned()
    hidden = entries.exclude(state=model.State.PUBLISHED) | entries.scheduled()
    pks = [
        *_newest(entries.filter(search.contained_in("title")), "updated_at"),
        *search.public(kind),
        *_newest(hidden.filter(search.contained_in("title", "body")), "updated_at"),
    ]
    url = f"admin:blog_{model._meta.model_name}_change"
    return [
        Row(
            mark_words(search.query, str(entry)),
            reverse(url, args=[entry.pk]),
            snippet(search.query, paragraphs_of(entry.html)),
            sentence_of(entry),
        )
        for entry in _rows(entries, pks)
    ]


def _comments(search: Search) -> Group:
    """Held ones first: they may wait for an answer."""
    held = Comment.objects.held().filter(search.contained_in("text", "name", "email"))
    pks = [*_newest(held, "created_at")[:2], *search.public("comment")]
    rows = [
        Row(
            _("%(name)s on “%(title)s”") % {"name": comment.full_name, "title": comment.post},
            reverse("admin:comments_comment_change", args=[comment.pk]),
            snippet(search.query, paragraphs_of(comment.html)),
            comment.get_state_display() if comment.state != Comment.State.APPROVED else "",
        )
        for comment in _rows(Comment.objects.select_related("post", "author").defer("post__body", "post__html"), pks)
    ]
    return Group(_("Comments"), rows, _list_url("comments_comment", search, state="all"))


def _applications(search: Search) -> Group:
    found = Application.objects.all()
    for word in search.words:
        found = found.containing(word)
    rows = [
        Row(
            mark_words(search.query, application.name),
            reverse("admin:coaching_application_change", args=[application.pk]),
            snippet(search.query, [answer.text for answer in application.answers.all()]),
            application.get_stage_display(),
        )
        for application in found.with_answers()[:MOST]
    ]
    return Group(_("Applications"), rows, _list_url("coaching_application", search))


FINDERS: list[tuple[str, Callable[[Search], Group]]] = [
    ("blog.view_post", _articles),
    ("blog.view_page", _pages),
    ("comments.view_comment", _comments),
    ("coaching.view_application", _applications),
]


def _newest(rows: QuerySet[Any], moment: str) -> list[int]:
    return list(rows.order_by(f"-{moment}", "-pk").values_list("pk", flat=True)[:MOST])


def _rows(rows: QuerySet[Any], pks: Iterable[int]) -> list[Any]:
    """Return the first ``MOST`` rows with these primary keys, in their order."""
    first = list(dict.fromkeys(pks))[:MOST]
    found = rows.in_bulk(first)
    return [found[pk] for pk in first if pk in found]


def _list_url(name: str, search: Search, **parameters: str) -> str:
    return f"{reverse(f'admin:{name}_changelist')}?{urlencode({**parameters, 'q': search.text})}"
