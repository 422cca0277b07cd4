"""Distribute comments over pages.

Threads, and the replies within a thread, are paged from the oldest, so that a comment on a full page stays there. The
article itself shows the newest page of threads. See docs/decisions/0011-pages-of-comments.md.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from accounts.models.profile import load_authors
from blog.models import Post
from comments.models import Comment, CommentQuerySet
from comments.models.queryset import PARENT_COLUMNS, SHOWN_COLUMNS
from comments.threads import fair_share, in_reading_order

THREADS_PER_PAGE = 50
COMMENTS_PER_PAGE = 500
ANSWERS_PER_PAGE = COMMENTS_PER_PAGE - 1  # The thread's first comment is on each of its pages.

# Not in an address, where more of the address follows.
QUESTION_MARK = re.compile(r"[?؟？][\"'”’»)\]]*(?=\s|<|$)")


_shown_values, _parent_values = attrgetter(*SHOWN_COLUMNS), attrgetter(*PARENT_COLUMNS)


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A comment on a page. ``depth`` is 0 for the first comment of a thread.

    ``answered`` is the comment that it replies to, if the indent does not show that, and ``is_answered_here`` says
    whether that one is on the same page. ``is_copy`` marks a pinned answer whose own place is on another page, and
    ``is_answered`` a reader's question that staff have replied to on this page.
    """

    comment: Comment
    depth: int = 0
    answered: Comment | None = None
    is_answered_here: bool = False
    is_copy: bool = False
    is_answered: bool = False

    @property
    def content(self) -> tuple[Any, ...]:
        """All that a page shows of it, but for its author. Two with the same content look the same."""
        if not self.comment.is_shown:
            return (self.comment.pk,)
        return (
            _shown_values(self.comment),
            _parent_values(self.answered) if self.answered else None,
            self.is_answered_here,
            self.is_copy,
            self.is_answered,
        )


@dataclass(frozen=True, slots=True)
class Thread:
    """The part of a thread that a page shows. ``left`` more comments are at ``next_url``."""

    root: PlacedComment
    answers: list[PlacedComment]
    left: int = 0
    next_url: str = ""

    @property
    def content(self) -> tuple[Any, ...]:
        """All that a page shows of it, but for the authors."""
        return (
            self.root.content,
            *((place.depth, place.content) for place in self.answers),
            self.left,
            self.next_url,
        )


def paginate_threads(post: Post, count: int | None = None) -> "Paginator[Comment]":
    """Distribute the threads over pages. ``count`` is their number, if it is known already."""
    pages = Paginator(_roots_for_readers().filter(post=post), THREADS_PER_PAGE)
    if count is not None:
        pages.count = count
    return pages


def paginate_answers(root: Comment) -> "Paginator[Comment]":
    return Paginator(_answers_for_readers().filter(thread=root), ANSWERS_PER_PAGE)


# To put these queries together takes as long as to run them.
@cache
def _roots_for_readers() -> CommentQuerySet:
    return Comment.objects.shown_roots().with_sizes().for_readers().order_by("created_at", "pk")


@cache
def _answers_for_readers() -> CommentQuerySet:
    return Comment.objects.approved().for_readers().with_parents().order_by("created_at", "pk")


def threads_on(page: "Page[Comment]") -> list[Thread]:
    """Return the threads of a page of ``paginate_threads``, with at most ``COMMENTS_PER_PAGE`` comments in total."""
    roots = list(page)
    share = share_on(page)
    answers = defaultdict(list)
    found = _answers_below(roots, share)
    set_authors(with_parents([*roots, *found]))
    for answer in found:
        answers[answer.thread_id].append(answer)
    threads = []
    for root in roots:
        shown, rest = answers[root.pk][:share], answers[root.pk][share:]
        next_url = thread_url(root, share // ANSWERS_PER_PAGE + 1) + anchor(rest[0]) if rest else ""
        pinned = next((answer for answer in rest if answer.is_pinned), None)
        left = root.size - len(shown)
        threads.append(arrange(root, shown, pinned=pinned, left=left, next_url=next_url))
    return threads


def _answers_below(roots: list[Comment], share: int) -> list[Comment]:
    """Load the oldest ``share`` replies of each thread, the next one, and pinned ones."""
    if all(root.size <= share for root in roots):
        return list(_answers_for_readers().filter(thread__in=roots))
    first_ones = Comment.objects.approved().filter(thread__in=roots).oldest_in_each_thread(share + 1)
    first_ones |= Comment.objects.pinned().filter(thread__in=roots)
    return list(first_ones.for_readers().with_parents().order_by("created_at", "pk"))


def pinned_answer(root: Comment) -> Comment | None:
    return _answers_for_readers().pinned().filter(thread=root).first()


def with_parents(comments: Iterable[Comment]) -> list[Comment]:
    """Return the comments, and those that they reply to."""
    return [comment for one in comments for comment in (one, one.parent) if comment]


def set_authors(comments: Collection[Comment]) -> None:
    """Load the authors of the comments together: a few people wrote all answers."""
    authors = load_authors(frozenset(comment.author_id for comment in comments if comment.author_id))
    for comment in comments:
        comment.author = authors[comment.author_id] if comment.author_id else None


def arrange(
    root: Comment, answers: Iterable[Comment], pinned: Comment | None = None, left: int = 0, next_url: str = ""
) -> Thread:
    """Return the thread in reading order. A hidden comment gets a placeholder if a reply to it is shown.

    If the ``pinned`` answer is not among ``answers``, a copy of it comes first.
    """
    shown = list(answers)
    pks_here = {root.pk, *(answer.pk for answer in shown)}
    answered = {answer.parent_id for answer in shown if answer.is_by_staff}
    hidden = {
        answer.parent.pk: answer.parent
        for answer in shown
        if answer.parent and not answer.parent.is_shown and answer.parent.thread_id == root.pk and not answer.is_pinned
    }
    placed = [
        _place(answer, depth, root, pks_here, answered)
        for answer, depth in in_reading_order(root.pk, [*shown, *hidden.values()])
    ]
    if pinned and pinned.pk not in pks_here:
        placed.insert(0, replace(_place(pinned, 1, root, pks_here, answered), is_copy=True))
    return Thread(_place(root, 0, root, pks_here, answered), placed, left, next_url)


def _place(comment: Comment, depth: int, root: Comment, pks_here: set[int], answered: set[int | None]) -> PlacedComment:
    is_answered = comment.is_shown and comment.pk in answered and asks_something(comment)
    parent = comment.parent if comment.is_shown else None
    if not parent or not parent.is_shown or parent.pk == root.pk:
        return PlacedComment(comment, depth, is_answered=is_answered)
    return PlacedComment(comment, depth, parent, parent.pk in pks_here, is_answered=is_answered)


def asks_something(comment: Comment) -> bool:
    """Tell whether a reader's public text has a question mark. Unlike ``is_question``, this says nothing private."""
    return comment.is_by_guest and bool(QUESTION_MARK.search(comment.html))


def comment_url(comment: Comment) -> str:
    """Return the URL of the page with an approved comment, with its anchor."""
    if comment.kind != Comment.Kind.COMMENT:
        return comment.post.get_absolute_url() + anchor(comment)
    root = comment.thread or comment
    page = page_for(comment.post, root)
    if comment != root:
        position = Comment.objects.approved().filter(thread=root).before(comment).count()
        if position >= share_on(page):
            return thread_url(root, position // ANSWERS_PER_PAGE + 1) + anchor(comment)
    return page_url(comment.post, page.number, page.paginator.num_pages) + anchor(comment)


def page_for(post: Post, root: Comment) -> "Page[Comment]":
    """Return the page of ``paginate_threads`` with the thread."""
    position = Comment.objects.filter(post=post).shown_roots().before(root).count()
    return paginate_threads(post).page(position // THREADS_PER_PAGE + 1)


def share_on(page: "Page[Comment]") -> int:
    """Return how many replies of each thread the page shows at most."""
    roots = list(page)
    return fair_share([root.size for root in roots], COMMENTS_PER_PAGE - len(roots))


def thread_url(root: Comment, number: int) -> str:
    return reverse("comment_thread", args=[root.pk, number] if number > 1 else [root.pk])


def page_url(post: Post, number: int, pages: int) -> str:
    """Return the URL of a page of threads. The last of the ``pages`` is the article itself."""
    return post.get_absolute_url() if number == pages else reverse("comment_page", args=[post.slug, number])


def anchor(comment: Comment) -> str:
    return f"#comment-{comment.pk}"
