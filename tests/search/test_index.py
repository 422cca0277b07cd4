"""The index is made from what is public, and can be made again."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Post
from pagecache import triggers
from search.filling import count_words, fill
from search.finding import find
from search.likeness import renew_due
from search.models import Document, Mark, Word
from search.sources import Articles
from search.tasks import fill_search
from tests.factories import make_answer, make_comment, make_page, make_post

pytestmark = pytest.mark.django_db


def check_full_text() -> None:
    """Let SQLite compare its index with the documents: it raises an error for any difference."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('integrity-check', 1)")


def first_title(words: str) -> str:
    return find(words).found[0].hit.title


def test_article_page_comment_and_answer_are_found() -> None:
    post = make_post(title="Hips", body="<h2>Bridges</h2><p>Push the pelvis up.</p>")
    make_page(title="About us", body="<p>Founded in a garage.</p>")
    answer = make_answer(make_comment(post, text="My sacrum creaks."), text="Let it creak.")
    fill()
    assert first_title("pelvis") == first_title("bridges") == "Hips"
    assert first_title("garage") == "About us"
    assert find("sacrum").found[0].hit.row == answer


def test_many_answers_take_the_queries_of_one(django_assert_num_queries: Any) -> None:
    make_answer(make_comment(make_post()))
    with CaptureQueriesContext(connection) as one:
        fill()
    for _number in range(5):
        make_answer(make_comment(make_post()))
    with django_assert_num_queries(len(one)):
        fill()


def test_changed_text_replaces_the_old_one() -> None:
    post = make_post(body="<p>Old elderberry.</p>")
    fill()
    Post.objects.filter(pk=post.pk).update(html="<p>New mulberry.</p>")
    assert fill() == 1
    assert not find("elderberry").found
    assert find("mulberry").found
    check_full_text()


def test_row_that_is_written_again_without_a_change_keeps_its_document() -> None:
    post = make_post()
    fill()
    make_comment(post, state="held")
    before = Document.objects.get().pk
    call_command("rebuild_search", stdout=StringIO())
    assert Document.objects.get().pk == before


def test_rebuilding_repairs_the_index_and_says_what_it_does() -> None:
    post = make_post(body="<p>Elderberry.</p>")
    make_comment(post, text="Mulberry.")
    fill()
    Document.objects.all().delete()
    Word.objects.all().delete()
    Document.objects.create(
        kind="page", object_id=7, written_at=post.updated_at, title=" x ", headings=" ", question=" ", text=" rowan "
    )
    for _time in range(2):
        said = StringIO()
        call_command("rebuild_search", stdout=said)
        assert "Articles: 1\nComments: 1\n" in said.getvalue()
        assert find("elderberry").found
        assert find("mulbery").found
        assert not Document.objects.filter(kind="page").exists()
    check_full_text()


def test_everything_is_marked_after_a_time_without_triggers() -> None:
    post = make_post(body="<p>Elderberry.</p>")
    fill_search.call()
    triggers.remove_triggers()
    Post.objects.filter(pk=post.pk).update(state=Post.State.DRAFT)
    assert not Mark.objects.exists()
    triggers.make_triggers()
    assert Mark.objects.exists()
    assert not find("elderberry").found
    fill()
    assert not Document.objects.exists()


def test_words_are_counted_by_documents() -> None:
    make_post(body="<p>Berry, berry, berries.</p>")
    make_post(body="<p>A berry.</p>")
    fill()
    assert {word.documents for word in Word.objects.filter(stem="berri")} == {2}
    Post.objects.latest("pk").put_into_bin()
    count_words()
    assert {word.documents for word in Word.objects.filter(stem="berri")} == {1}


def test_much_is_filled_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.filling.BATCH", 2)
    for number in range(5):
        make_post(title=f"Elderberry {number}")
    assert fill() == 5
    assert len(find("elderberry").found) == 5
    renew_due()
    assert not Mark.objects.exists()


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than three documents with a word are many."""
    for name in ("query.MAX_DOCUMENTS", "query.MAX_NEWEST", "finding.MAX_NEWEST"):
        monkeypatch.setattr(f"search.{name}", 3)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("words", ["elderberry", "elderber"])
def test_word_of_most_documents_is_found_in_titles_and_in_the_newest(words: str) -> None:
    make_post(title="Elderberry for beginners")
    for number in range(10):
        make_post(title=f"Old {number}", body="<p>An elderberry.</p>")
    make_comment(Post.objects.earliest("pk"), text="Newest elderberry.")
    fill()
    found = [one.hit.title for one in find(words).found]
    assert found[0] == "Elderberry for beginners"
    assert find(words, kind="comment").found
    assert len(found) < 8


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("words", ["juniper elderberry", '"juniper elderberry"'])
def test_words_of_most_documents_are_found_where_they_are_together(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.finding.MAX_CANDIDATES", 1)
    for number in range(10):
        make_post(title=f"Old {number}", body="<p>An elderberry or a juniper.</p>")
    make_post(title="Together", body="<p>A juniper elderberry.</p>")
    make_post(title="One", body="<p>An elderberry.</p>")
    fill()
    assert find(words).found[0].hit.title == "Together"


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("others", [0, 10])
def test_phrase_is_found_within_a_title_or_a_text(others: int) -> None:
    make_post(title="Juniper elderberry")
    make_post(title="A juniper", body="<p>Elderberry, and another juniper.</p>")
    for number in range(others):
        make_post(title=f"Old {number}", body="<p>An elderberry or a juniper.</p>")
    fill()
    assert [one.hit.title for one in find('"juniper elderberry"').found] == ["Juniper elderberry"]


def test_more_rows_are_loaded_than_a_page_shows() -> None:
    pks = {make_post().pk for _number in range(11)}
    assert Articles().hits(pks).keys() == pks


@pytest.mark.usefixtures("few_are_many")
def test_words_of_documents_that_are_gone_find_nothing() -> None:
    for number in range(5):
        make_post(title=f"Elderberry {number}")
    fill()
    Post.objects.update(state=Post.State.DRAFT)
    assert Word.objects.filter(documents=5).exists()
    assert find("elderberry").found == []
