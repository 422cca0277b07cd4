"""Load all comments of an article at once, if one page has room for them. Most articles have few."""

from collections import defaultdict
from collections.abc import Iterable

from blog.models import Post
from comments import pages
from comments.models import Comment
from comments.pages import Thread, arrange, set_authors
from comments.summary import Summary
from core.prepared_queries import PreparedQuery

_approved_comments = PreparedQuery[Comment](
    lambda post: Comment.objects.filter(post=post).approved().without_pings().for_readers().order_by("created_at", "pk")
)


def fit_on_one_page(summary: Summary) -> bool:
    """Tell whether one page shows all threads and all their comments."""
    return summary.threads <= pages.THREADS_PER_PAGE and summary.count + summary.hidden <= pages.COMMENTS_PER_PAGE


def all_threads(post: Post) -> list[Thread]:
    """Return what ``comments.pages.threads_on`` returns for the only page of ``post``, with one query instead of two.

    It takes one more if a comment replies to one that is not among them: to a hidden one, or to a pingback.
    """
    shown = {comment.pk: comment for comment in _approved_comments.rows(post.pk)}
    related = {pk for comment in shown.values() for pk in (comment.parent_id, comment.thread_id) if pk}
    missing = related - shown.keys()
    others = Comment.objects.for_readers().in_bulk(missing) if missing else {}
    comments = shown | others
    set_authors(comments.values())
    answers: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in shown.values():
        if comment.parent_id in comments:
            comment.parent = comments[comment.parent_id]
        answers[comment.thread_id].append(comment)
    hidden_roots = [comment for comment in others.values() if _is_root(comment, post) and answers[comment.pk]]
    return [arrange(root, answers[root.pk]) for root in _oldest_first([*answers[None], *hidden_roots])]


def _is_root(comment: Comment, post: Post) -> bool:
    is_on_post = comment.kind == Comment.Kind.COMMENT and comment.post_id == post.pk
    return is_on_post and comment.thread_id is None


def _oldest_first(comments: Iterable[Comment]) -> list[Comment]:
    return sorted(comments, key=lambda comment: (comment.created_at, comment.pk))
