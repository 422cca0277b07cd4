import pytest

from blog import replacing
from blog.models import OutsideLink, Page, Post, ReplacedText, SiteTexts
from blog.tasks import go_on_replacing, go_on_replacing_due
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
    return replacing.begin(OutsideLink.objects.get(address=DEAD), after, words, by=make_coach())


def turn_back(replacement, *, undo: bool) -> None:
    replacing.turn_back(replacement, undo=undo)
    replacing.go_on(replacement)


def test_link_is_replaced_everywhere_undone_and_done_again(texts):
    make_post(body="<p>Nothing here.</p>")
    replacement = begin()
    assert bodies(texts) == [BODY] * 3
    assert not replacing.go_on(replacement)
    assert bodies(texts) == [REPLACED] * 3
    assert all(f'href="{NEW}"' in text.html and DEAD not in text.html for text in texts)
    assert not OutsideLink.objects.in_use().exists()
    turn_back(replacement, undo=True)
    assert bodies(texts) == [BODY] * 3
    assert OutsideLink.objects.in_use().with_numbers().get().times == 6
    turn_back(replacement, undo=False)
    assert bodies(texts) == [REPLACED] * 3


def test_link_is_replaced_in_each_introduction_too():
    names = ("apply_introduction", "articles_introduction")
    SiteTexts(pk=1, **dict.fromkeys(names, BODY)).save()
    replacement = begin()
    for undo, wanted in [(False, REPLACED), (True, BODY), (False, REPLACED)]:
        turn_back(replacement, undo=undo)
        assert [getattr(SiteTexts.load(), name) for name in names] == [wanted] * 2
    assert NEW in SiteTexts.load().apply_introduction_html
    assert str(replacement.texts.first()) == "introduction: applying"


def test_nothing_else_of_the_article_changes(texts):
    before = Post.objects.values().get(pk=texts[0].pk)
    replacing.go_on(begin())
    after = Post.objects.values().get(pk=texts[0].pk)
    assert {name for name in before if before[name] != after[name]} == {"body", "html"}


def test_place_that_somebody_changed_since_is_left_and_told(texts):
    replacement = begin()
    replacing.go_on(replacement)
    changed = REPLACED.replace("The challenge", "Another challenge")
    texts[0].body = changed
    texts[0].save()
    turn_back(replacement, undo=True)
    assert bodies(texts) == [changed.replace(f"'{NEW}'", f"'{DEAD}'"), BODY, BODY]
    assert {text.entry: text.left for text in replacement.texts.all()} == dict(zip(texts, [1, 0, 0], strict=True))
    turn_back(replacement, undo=False)
    assert bodies(texts) == [changed, REPLACED, REPLACED]


def test_text_in_which_all_was_changed_is_left_alone(texts):
    replacement = begin()
    replacing.go_on(replacement)
    texts[2].body = "<p>All new.</p>"
    texts[2].save()
    turn_back(replacement, undo=True)
    turn_back(replacement, undo=False)
    assert bodies(texts) == [REPLACED, REPLACED, "<p>All new.</p>"]


def test_more_than_one_goes_at_a_time_is_gone_on_with(texts):
    replacement = begin()
    assert replacing.go_on(replacement, most=2)
    assert sorted(bodies(texts)) == sorted([REPLACED, REPLACED, BODY])
    assert not replacing.go_on(replacement)
    assert bodies(texts) == [REPLACED] * 3


def test_undone_half_way_each_text_is_as_it_was(texts):
    replacement = begin()
    replacing.go_on(replacement, most=1)
    turn_back(replacement, undo=True)
    assert bodies(texts) == [BODY] * 3
    turn_back(replacement, undo=False)
    assert bodies(texts) == [REPLACED] * 3


def test_task_finishes_what_was_begun(texts, run_tasks):
    go_on_replacing.enqueue(begin().pk)
    run_tasks()
    assert bodies(texts) == [REPLACED] * 3


def test_order_to_finish_that_was_lost_is_given_again(texts, run_tasks):
    begin()
    go_on_replacing_due.enqueue()
    run_tasks()
    assert bodies(texts) == [REPLACED] * 3
    go_on_replacing_due.enqueue()
    assert len(run_tasks()) == 1


def test_undone_twice_is_undone_once(texts):
    replacement = begin()
    replacing.go_on(replacement)
    turn_back(replacement, undo=True)
    replacing.turn_back(replacement, undo=True)
    assert not ReplacedText.objects.filter(is_due=True).exists()


def test_article_that_is_gone_is_no_trouble(texts):
    replacement = begin()
    replacing.go_on(replacement)
    texts[0].delete()
    turn_back(replacement, undo=True)
    assert bodies(texts[1:]) == [BODY] * 2


def test_fingerprint_tells_of_a_new_place(texts):
    link = OutsideLink.objects.get()
    before = replacing.fingerprint(link)
    assert replacing.fingerprint(link) == before
    make_post(body=BODY)
    assert replacing.fingerprint(link) != before
