"""Which comment stands on which page.

Threads are numbered oldest first and so are the answers within a thread, so that what stands on a full page stays
there. The article itself shows the newest page of its threads. See docs/decisions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse

from blog.models import Post
from comments.models import Comment
from comments.threads import fair_share, in_reading_order

THREADS_ON_A_PAGE = 50
COMMENTS_ON_A_PAGE = 500
ANSWERS_ON_A_PAGE = COMMENTS_ON_A_PAGE - 1  # below the comment that the thread begins with


@dataclass(frozen=True, slots=True)
class Place:
    """A comment where it stands. ``depth`` 0 begins a thread; ``answered`` is named where the place does not tell.

    ``is_copy`` if it is only shown here, too, and stands on another page.
    """

    comment: Comment
    depth: int = 0
    answered: Comment | None = None
    is_answered_here: bool = False
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread, or as much of it as a page holds: ``left`` more comments go on at ``next_url``."""

    root: Place
    answers: list[Place]
    left: int = 0
    next_url: str = ""


def threads_of(post: Post) -> "Paginator[Comment]":
    roots = Comment.objects.filter(post=post).shown_roots().order_by("created_at", "pk")
    return Paginator(roots.for_readers(), THREADS_ON_A_PAGE)


def answers_of(root: Comment) -> "Paginator[Comment]":
    answers = Comment.objects.approved().filter(thread=root).order_by("created_at", "pk")
    return Paginator(answers.for_readers(), ANSWERS_ON_A_PAGE)


def threads_on(page: "Page[Comment]") -> list[Thread]:
    """The threads of a page of ``threads_of``: together at most ``COMMENTS_ON_A_PAGE`` comments."""
    roots = list(page)
    sizes = _sizes(roots)
    share = _share(roots, sizes)
    answers = defaultdict(list)
    first_ones = Comment.objects.approved().filter(thread__in=roots).oldest_in_each_thread(share + 1)
    first_ones |= Comment.objects.pinned().filter(thread__in=roots)
    for answer in first_ones.for_readers().order_by("created_at", "pk"):
        answers[answer.thread_id].append(answer)
    threads = []
    for root in roots:
        here, rest = answers[root.pk][:share], answers[root.pk][share:]
        next_url = thread_url(root, share // ANSWERS_ON_A_PAGE + 1) + anchor(rest[0]) if rest else ""
        elsewhere = next((answer for answer in rest if answer.is_pinned), None)
        left = sizes.get(root.pk, 0) - len(here)
        threads.append(arrange(root, here, pinned=elsewhere, left=left, next_url=next_url))
    return threads


def pinned_answer(root: Comment) -> Comment | None:
    return Comment.objects.pinned().filter(thread=root).for_readers().first()


def arrange(
    root: Comment, answers: Iterable[Comment], pinned: Comment | None = None, left: int = 0, next_url: str = ""
) -> Thread:
    """The thread in reading order. A hidden comment stands in it where an answer to it is shown.

    If the ``pinned`` answer is not among these, a copy of it stands first.
    """
    shown = list(answers)
    here = {root.pk, *(answer.pk for answer in shown)}
    hidden = {
        answer.parent.pk: answer.parent
        for answer in shown
        if answer.parent and not answer.parent.is_shown and answer.parent.thread_id == root.pk and not answer.is_pinned
    }
    places = [
        _place(answer, depth, root, here) for answer, depth in in_reading_order(root.pk, [*shown, *hidden.values()])
    ]
    if pinned and pinned.pk not in here:
        places.insert(0, replace(_place(pinned, 1, root, here), is_copy=True))
    return Thread(_place(root, 0, root, here), places, left, next_url)


def _place(comment: Comment, depth: int, root: Comment, here: set[int]) -> Place:
    answered = comment.parent if comment.is_shown else None
    if not answered or not answered.is_shown or answered.pk == root.pk:
        return Place(comment, depth)
    return Place(comment, depth, answered, answered.pk in here)


def url_of(comment: Comment) -> str:
    """The page on which an approved comment stands, with its anchor."""
    if comment.kind != Comment.Kind.COMMENT:
        return comment.post.get_absolute_url() + anchor(comment)
    root = comment.thread or comment
    page = page_of(comment.post, root)
    if comment != root:
        position = Comment.objects.approved().filter(thread=root).before(comment).count()
        if position >= share_on(page):
            return thread_url(root, position // ANSWERS_ON_A_PAGE + 1) + anchor(comment)
    return page_url(comment.post, page.number, page.paginator.num_pages) + anchor(comment)


def page_of(post: Post, root: Comment) -> "Page[Comment]":
    """The page of ``threads_of`` on which the thread stands."""
    position = Comment.objects.filter(post=post).shown_roots().before(root).count()
    return threads_of(post).page(position // THREADS_ON_A_PAGE + 1)


def share_on(page: "Page[Comment]") -> int:
    """How many answers of each thread that page shows at most."""
    return _share(list(page), _sizes(list(page)))


def _sizes(roots: list[Comment]) -> dict[int, int]:
    answers = Comment.objects.approved().filter(thread__in=roots).order_by()
    return dict(answers.values_list("thread").annotate(Count("pk")))


def _share(roots: list[Comment], sizes: dict[int, int]) -> int:
    return fair_share(list(sizes.values()), COMMENTS_ON_A_PAGE - len(roots))


def thread_url(root: Comment, number: int) -> str:
    return reverse("comment_thread", args=[root.pk, number] if number > 1 else [root.pk])


def page_url(post: Post, number: int, pages: int) -> str:
    """The newest of the ``pages`` of threads is the article itself; the others have their number."""
    return post.get_absolute_url() if number == pages else reverse("comment_page", args=[post.slug, number])


def anchor(comment: Comment) -> str:
    return f"#comment-{comment.pk}"
