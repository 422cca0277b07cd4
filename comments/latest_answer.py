"""The latest question of a reader that staff have answered, for the front page."""

from dataclasses import dataclass

from accounts.models import User
from blog.models import Post
from comments.models import Comment
from comments.pages import asks_something, set_authors
from core.html import first_words
from pagecache.memo import memoised

# Of these, the latest that answers a question on a public article is shown.
ANSWERS_LOOKED_THROUGH = 20
QUESTION_WORDS = 45
ANSWER_WORDS = 70


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """The first words of a question and of its answer, and where both are."""

    post: Post
    reader: str
    question: str
    coach: User
    answer: str
    url: str


@memoised("accounts", "blog", "comments", "media")
def latest_answer() -> AnsweredQuestion | None:
    latest = Comment.objects.approved().filter(author__isnull=False).order_by("-created_at", "-pk")
    answers = latest.select_related("parent", "post__address")[:ANSWERS_LOOKED_THROUGH]
    public = set(Post.objects.published().filter(pk__in={one.post_id for one in answers}).values_list("pk", flat=True))
    for answer in answers:
        asked = answer.parent
        if answer.post_id in public and asked and asked.is_shown and asks_something(asked):
            set_authors([answer])
            return _shown(asked, answer)
    return None


def _shown(asked: Comment, answer: Comment) -> AnsweredQuestion | None:
    if answer.author is None:
        return None
    return AnsweredQuestion(
        post=answer.post,
        reader=asked.shown_name,
        question=first_words(asked.html, QUESTION_WORDS),
        coach=answer.author,
        answer=first_words(answer.html, ANSWER_WORDS),
        url=asked.get_absolute_url(),
    )
