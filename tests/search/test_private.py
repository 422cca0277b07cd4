"""Nothing that is not public is found, whatever wrote it: neither by its words nor by a slip in one of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from blog.models import Page, Post
from comments.models import Comment
from comments.moderation.anonymise import anonymise_comments
from search.filling import fill, purge
from search.finding import find
from search.likeness import renew_due
from search.models import Document, Mark, Word
from tests.blog.hidden import hidden
from tests.factories import make_answer, make_comment, make_page, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]

SECRET = "<p>A zwetschgenkern under the kettlebell.</p>"
ASKED = ["zwetschgenkern", "zwetschgenkrn", "zwetsch", '"zwetschgenkern under"', "kettlebell"]


def is_findable(*asked: str) -> bool:
    """Tell whether any of the words has a hit or a suggestion."""
    results = [find(words) for words in asked or ASKED]
    return any(one.found or one.meant for one in results) or Document.objects.filter(text__contains="zwetschg").exists()


def sql(statement: str) -> Callable[[object], None]:
    def change(row: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(pk=row.pk))  # type: ignore[attr-defined]

    return change


HIDDEN_POSTS = {
    "draft": lambda post: Post.objects.filter(pk=post.pk).update(state=Post.State.DRAFT),
    "private": lambda post: Post.objects.filter(pk=post.pk).update(state=Post.State.PRIVATE),
    "scheduled": lambda post: Post.objects.filter(pk=post.pk).update(published_at=timezone.now() + timedelta(days=1)),
    "bin": Post.put_into_bin,
    "SQL, draft": sql("UPDATE blog_post SET state = 'draft' WHERE id = {pk}"),
    "SQL, bin": sql("UPDATE blog_post SET binned_at = CURRENT_TIMESTAMP WHERE id = {pk}"),
    "SQL, other text": sql("UPDATE blog_post SET html = '<p>Nothing.</p>' WHERE id = {pk}"),
    "deleted": Post.delete,
}
HIDDEN_COMMENTS = {
    **{
        state: lambda comment, state=state: Comment.objects.filter(pk=comment.pk).update(state=state)
        for state in Comment.State.values
        if state != Comment.State.APPROVED
    },
    "private question": lambda comment: Comment.objects.filter(pk=comment.pk).update(state="held", is_private=True),
    "erased": lambda comment: anonymise_comments(Comment.objects.filter(pk=comment.pk)),
    "pingback": sql("UPDATE comments_comment SET kind = 'pingback' WHERE id = {pk}"),
    "SQL, held": sql("UPDATE comments_comment SET state = 'held' WHERE id = {pk}"),
    "SQL, other text": sql("UPDATE comments_comment SET html = '<p>Nothing.</p>' WHERE id = {pk}"),
    "SQL, deleted": sql(
        "DELETE FROM comments_comment WHERE id = {pk} AND id NOT IN (SELECT comment_id FROM comments_decision)"
    ),
    "article is a draft": lambda comment: Post.objects.update(state=Post.State.DRAFT),
    "article is in the bin": lambda comment: comment.post.put_into_bin(),
    "article is scheduled": lambda comment: Post.objects.update(published_at=timezone.now() + timedelta(days=1)),
}


@hidden
def test_article_that_was_never_public(hidden: dict[str, object]) -> None:
    make_comment(make_post(body=SECRET, title="Zwetschgenkern", **hidden), text=SECRET)
    fill()
    assert not is_findable()


@pytest.mark.parametrize("hide", HIDDEN_POSTS.values(), ids=HIDDEN_POSTS)
def test_article_that_is_public_no_more(hide: Callable[[Post], None]) -> None:
    post = make_post(body=SECRET)
    fill()
    assert is_findable()
    hide(post)
    assert not is_findable()
    fill()
    assert not is_findable()


@pytest.mark.parametrize("state", [{"state": Page.State.DRAFT}, {"binned_at": timezone.now()}], ids=["draft", "bin"])
def test_page_that_is_public_no_more(state: dict[str, object]) -> None:
    page = make_page(body=SECRET)
    fill()
    assert is_findable()
    Page.objects.filter(pk=page.pk).update(**state)
    assert not is_findable()
    fill()
    assert not is_findable()


@pytest.mark.parametrize("state", [state for state in Comment.State.values if state != "approved"])
def test_comment_that_was_never_public(state: str) -> None:
    make_comment(text=SECRET, state=state)
    fill()
    assert not is_findable()


@pytest.mark.parametrize("hide", HIDDEN_COMMENTS.values(), ids=HIDDEN_COMMENTS)
def test_comment_that_is_public_no_more(hide: Callable[[Comment], None]) -> None:
    comment = make_comment(text=SECRET)
    fill()
    assert is_findable()
    hide(comment)
    assert not is_findable()
    fill()
    assert not is_findable()


@pytest.mark.parametrize("name", sorted(HIDDEN_COMMENTS.keys() - {"SQL, deleted"}))
def test_question_that_is_public_no_more_is_not_found_by_its_answer(name: str) -> None:
    comment = make_comment(text=SECRET)
    make_answer(comment, text="Take it away.")
    fill()
    assert is_findable("zwetschgenkern")
    HIDDEN_COMMENTS[name](comment)
    assert not any(
        "etschgenkern" in f"{one.question}{one.snippet}" for one in find("zwetschgenkern take it away").found
    )
    assert not Document.objects.filter(question__contains="zwetschg").exists()


def test_words_of_what_was_erased_are_forgotten() -> None:
    comment = make_comment(text=SECRET)
    fill()
    assert Word.objects.filter(word="zwetschgenkern").exists()
    anonymise_comments(Comment.objects.filter(pk=comment.pk))
    purge()
    renew_due()
    assert not Word.objects.filter(word__startswith="zwetsch").exists()
    assert not Mark.objects.exists()


def test_scheduled_article_is_found_when_its_time_has_come(clock: Callable[..., None]) -> None:
    post = make_post(body=SECRET, published_at=timezone.now() + timedelta(minutes=5))
    make_comment(post, text="A kirschkern under it.")
    fill()
    assert not is_findable()
    clock(minutes=6)
    fill()
    assert is_findable()
    assert find("kirschkern").found


def test_hidden_and_shown_again() -> None:
    post = make_post(body=SECRET)
    make_comment(post, text="A kirschkern under it.")
    fill()
    post.put_into_bin()
    assert not find("kirschkern").found
    post.restore()
    fill()
    assert find("kirschkern").found
    assert is_findable()


def test_rolled_back_change_leaves_the_document() -> None:
    post = make_post(body=SECRET)
    fill()
    try:
        with transaction.atomic():
            Post.objects.filter(pk=post.pk).update(state=Post.State.DRAFT)
            assert not is_findable()
            raise RuntimeError
    except RuntimeError:
        assert is_findable()


@pytest.mark.sqlite
def test_replaced_row_is_gone() -> None:
    post = make_post(body=SECRET)
    fill()
    columns = ", ".join(f'"{field.column}"' for field in Post._meta.local_concrete_fields if field.name != "state")
    copy = f"SELECT {columns}, 'draft' FROM blog_post WHERE id = {post.pk}"
    with connection.cursor() as cursor:
        cursor.execute(f'REPLACE INTO blog_post ({columns}, "state") {copy}')
    assert not is_findable()


@pytest.mark.django_db(transaction=True)
def test_emptied_table_leaves_no_document() -> None:
    make_comment(text=SECRET)
    fill()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("TRUNCATE comments_comment CASCADE")
        else:
            cursor.execute("DELETE FROM comments_comment")
    assert not Document.objects.filter(kind="comment").exists()
