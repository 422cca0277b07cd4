import pytest

from blog import link_replacement
from blog.models import ExternalLink, Page, Post, ReplacedText, SiteTexts
from blog.tasks import continue_due_link_replacements, continue_link_replacement
from tests.factories import make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

DEAD = "https://short.example/abc"
NEW = "/go/challenge/"
TEXT = (
    '<p>Join — <a href="{0}">{1}</a></p>\r\n<p>Breathe out, lift, and wait. '
    "Now do it again. Or <a href='{0}'>here</a> &nbsp;<br/></p>"
)
BODY = TEXT.format(DEAD, DEAD)
REPLACED = TEXT.format(NEW, "The challenge")


@pytest.fixture
def texts() -> list[Post | Page]:
    draft = make_post(body=BODY, state=Post.State.DRAFT, published_at=None)
    return [make_post(body=BODY), draft, make_page(body=BODY)]


def bodies(texts: list[Post | Page]) -> list[str]:
    for text in texts:
        text.refresh_from_db()
    return [text.body for text in texts]


def begin(after: str = NEW, words: str = "The challenge"):
    return link_replacement.start(ExternalLink.objects.get(url=DEAD), after, words, by=make_coach())


def undo(replacement) -> None:
    link_replacement.undo(replacement)
    link_replacement.continue_replacement(replacement)


def test_link_is_replaced_in_all_texts_and_undone(texts):
    make_post(body="<p>Nothing here.</p>")
    replacement = begin()
    assert bodies(texts) == [BODY] * 3
    assert not link_replacement.continue_replacement(replacement)
    assert bodies(texts) == [REPLACED] * 3
    assert all(f'href="{NEW}"' in text.html and DEAD not in text.html for text in texts)
    assert not ExternalLink.objects.in_use().exists()
    undo(replacement)
    assert bodies(texts) == [BODY] * 3
    assert ExternalLink.objects.in_use().with_counts().get().times == 6


def test_link_is_replaced_in_each_introduction_too():
    names = ("apply_introduction", "articles_introduction")
    SiteTexts(pk=1, **dict.fromkeys(names, BODY)).save()
    replacement = begin()
    link_replacement.continue_replacement(replacement)
    assert [getattr(SiteTexts.load(), name) for name in names] == [REPLACED] * 2
    assert NEW in SiteTexts.load().apply_introduction_html
    assert str(replacement.texts.first()) == "introduction: applying"
    undo(replacement)
    assert [getattr(SiteTexts.load(), name) for name in names] == [BODY] * 2


def test_nothing_else_of_the_article_changes(texts):
    before = Post.objects.values().get(pk=texts[0].pk)
    link_replacement.continue_replacement(begin())
    after = Post.objects.values().get(pk=texts[0].pk)
    assert {name for name in before if before[name] != after[name]} == {"body", "html"}


def test_undo_keeps_an_occurrence_edited_since_and_counts_it(texts):
    replacement = begin()
    link_replacement.continue_replacement(replacement)
    changed = REPLACED.replace("The challenge", "Another challenge")
    texts[0].body = changed
    texts[0].save()
    undo(replacement)
    assert bodies(texts) == [changed.replace(f"'{NEW}'", f"'{DEAD}'"), BODY, BODY]
    assert {text.entry: text.left for text in replacement.texts.all()} == dict(zip(texts, [1, 0, 0], strict=True))


def test_undo_keeps_a_text_rewritten_since(texts):
    replacement = begin()
    link_replacement.continue_replacement(replacement)
    texts[2].body = "<p>All new.</p>"
    texts[2].save()
    undo(replacement)
    assert bodies(texts) == [BODY, BODY, "<p>All new.</p>"]


def test_replacement_continues_in_batches(texts):
    replacement = begin()
    assert link_replacement.continue_replacement(replacement, most=2)
    assert sorted(bodies(texts)) == sorted([REPLACED, REPLACED, BODY])
    assert not link_replacement.continue_replacement(replacement)
    assert bodies(texts) == [REPLACED] * 3


def test_undo_of_an_unfinished_replacement_restores_each_text(texts):
    replacement = begin()
    link_replacement.continue_replacement(replacement, most=1)
    undo(replacement)
    assert bodies(texts) == [BODY] * 3


def test_task_finishes_a_replacement(texts, run_tasks):
    continue_link_replacement.enqueue(begin().pk)
    run_tasks()
    assert bodies(texts) == [REPLACED] * 3


def test_sweep_enqueues_a_lost_task_again(texts, run_tasks):
    begin()
    continue_due_link_replacements.enqueue()
    run_tasks()
    assert bodies(texts) == [REPLACED] * 3
    continue_due_link_replacements.enqueue()
    assert len(run_tasks()) == 1


def test_undoing_twice_changes_nothing_more(texts):
    replacement = begin()
    link_replacement.continue_replacement(replacement)
    undo(replacement)
    link_replacement.undo(replacement)
    assert not ReplacedText.objects.filter(is_due=True).exists()


def test_undo_skips_a_deleted_article(texts):
    replacement = begin()
    link_replacement.continue_replacement(replacement)
    texts[0].delete()
    undo(replacement)
    assert bodies(texts[1:]) == [BODY] * 2


def test_fingerprint_changes_with_a_new_occurrence(texts):
    link = ExternalLink.objects.get()
    before = link_replacement.fingerprint(link)
    assert link_replacement.fingerprint(link) == before
    make_post(body=BODY)
    assert link_replacement.fingerprint(link) != before
