"""The comments below an article, for readers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision
from comments.one_page import fit_on_one_page
from comments.summary import Summary, summarise
from comments.templatetags.comments import initials
from tests.factories import make_answer, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def anchors(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', html)]


@pytest.fixture
def post():
    return make_post("hips")


def test_threads_are_oldest_first_with_answers_below(client, post):
    first, second = make_comment(post), make_comment(post)
    answer = make_answer(first)
    again = make_comment(parent=answer)
    assert anchors(page(client, "/hips/")) == [first.pk, answer.pk, again.pk, second.pk]


def test_count_is_of_visible_comments(client, post):
    question = make_comment(post)
    make_answer(question)
    for state in ("held", "spam", "binned"):
        make_comment(post, state=state)
    make_comment(post, kind="pingback", name="Somebody's blog")
    html = page(client, "/hips/")
    assert "2 comments" in html
    assert "1 mention elsewhere" in html


def test_hidden_comment_is_not_shown(client, post):
    make_comment(post, state="spam", name="Buy Pills", text="Cheap pills")
    html = page(client, "/hips/")
    assert "Buy Pills" not in html
    assert "Cheap pills" not in html
    assert "not shown" not in html


def test_hidden_comment_with_an_answer_has_a_placeholder(client, post):
    hidden = make_comment(post, name="Gone Person", text="Gone words")
    answer = make_answer(hidden)
    hidden.decide("binned", decider="person", person=post.author)
    html = page(client, "/hips/")
    assert html.count("This comment is not shown.") == 1
    assert "1 comment<" in html
    assert anchors(html) == [answer.pk]
    assert "Gone" not in html


def test_hidden_answer_with_an_answer_has_a_placeholder_in_order(client, post):
    first = make_comment(post)
    hidden = make_comment(parent=first, state="held")
    answer = make_answer(hidden)
    html = page(client, "/hips/")
    assert html.index(f"comment-{first.pk}") < html.index("not shown") < html.index(f'id="comment-{answer.pk}"')


def test_badge_needs_the_account_of_a_coach(client, post):
    question = make_comment(post, name=post.author.display_name, email=post.author.email)
    assert "coach-badge" not in page(client, "/hips/")
    make_answer(question)
    assert page(client, "/hips/").count("coach-badge") == 1


def test_deep_answer_names_its_parents_author(client, post):
    first = make_comment(post, name="Nadia S.")
    second = make_comment(parent=first, name="Kim")
    make_comment(parent=second)
    html = page(client, "/hips/")
    assert f'in reply to <a href="#comment-{second.pk}"><bdi>Kim</bdi></a>' in html
    assert f'href="#comment-{first.pk}"' not in html


MARK = "comment__done"


@pytest.mark.parametrize("text", ["Which one first?", "“Which one?” is what I ask.", "Why?)", "هل هذا مناسب؟"])
def test_answered_question_is_marked(client, post, text):
    make_answer(make_comment(post, text=text))
    html = page(client, "/hips/")
    assert html.count(MARK) == 1
    assert html.index(MARK) < html.index("coach-badge")


def test_question_deep_in_a_thread_is_marked(client, post):
    make_answer(make_comment(parent=make_answer(make_comment(post, text="I tried.")), text="And now?"))
    assert page(client, "/hips/").count(MARK) == 1


def test_question_without_an_answer_is_not_marked(client, post):
    make_comment(post, text="Which one first?")
    assert MARK not in page(client, "/hips/")


def test_question_that_a_reader_answered_is_not_marked(client, post):
    make_comment(parent=make_comment(post, text="Which one first?"))
    assert MARK not in page(client, "/hips/")


@pytest.mark.parametrize("text", ["Thank you!", "See https://example.org/?page=2 for more."])
def test_answered_comment_that_asks_nothing_is_not_marked(client, post, text):
    make_answer(make_comment(post, text=text))
    assert MARK not in page(client, "/hips/")


def test_question_by_staff_is_not_marked(client, post):
    make_answer(make_answer(make_comment(post, text="I tried."), text="How often?"))
    assert MARK not in page(client, "/hips/")


def test_page_contains_no_private_field(client, post):
    make_comment(
        post, email="secret@example.net", ip_address="203.0.113.77", user_agent="Agent/9", referrer="https://r.example"
    )
    html = page(client, "/hips/")
    for private in ("secret@example.net", "203.0.113.77", "Agent/9", "r.example"):
        assert private not in html


def test_website_is_linked_with_nofollow(client, post):
    make_comment(post, name="Kim", website="https://kim.example/")
    assert '<a href="https://kim.example/" rel="nofollow ugc noopener"><bdi>Kim</bdi></a>' in page(client, "/hips/")


def test_website_with_a_script_url_is_no_link(client, post):
    make_comment(post, website="javascript:alert(1)")
    make_comment(post, kind="pingback", website="javascript:alert(2)")
    assert "javascript:" not in page(client, "/hips/")


def test_markup_in_a_name_is_escaped(client, post):
    make_comment(post, name="<script>alert(1)</script>", text="<script>alert(2)</script>")
    make_comment(post, kind="pingback", name="<img src=x onerror=alert(3)>")
    html = page(client, "/hips/")
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_comments_that_answer_each_other_are_shown(client, post):
    one, two = make_comment(post), make_comment(post)
    Comment.objects.filter(pk=one.pk).update(parent=two)
    Comment.objects.filter(pk=two.pk).update(parent=one)
    Comment.objects.filter(post=post).rethread()
    assert anchors(page(client, "/hips/")) == [one.pk, two.pk]


def test_answer_older_than_its_parent_is_in_its_thread(client, post):
    answer, first = make_comment(post), make_comment(post)
    Comment.objects.filter(pk=answer.pk).update(parent=first)
    Comment.objects.filter(post=post).rethread()
    assert anchors(page(client, "/hips/")) == [first.pk, answer.pk]


def test_answer_to_a_pingback_begins_a_thread(client, post):
    ping = make_comment(post, kind="pingback", name="Their blog")
    answer = make_comment(parent=ping)
    html = page(client, "/hips/")
    assert "1 comment<" in html
    assert f'in reply to <a href="#comment-{ping.pk}"' in html or f'href="/comments/{ping.pk}/"' in html
    assert answer.pk in anchors(html)


@pytest.fixture
def odd_threads(post):
    """Hidden comments with answers, pinned ones, answers to a pingback and to an older comment."""
    hidden_root = make_comment(post)
    hidden_answer = make_answer(make_comment(parent=hidden_root))
    make_comment(parent=make_comment(parent=hidden_answer))
    make_comment(parent=make_comment(post, kind="pingback"))
    first = make_comment(post, website="https://example.org/", shows_first_name_only=True, name="Ana Berg")
    make_comment(parent=make_comment(parent=first))
    Comment.objects.filter(pk=make_answer(first).pk).update(is_pinned=True)
    Comment.objects.filter(pk__in=[hidden_root.pk, hidden_answer.pk]).update(state="held")
    make_comment(post, state="spam")
    return post


def test_comments_that_fit_on_one_page_look_as_on_one_of_many(direct_client, odd_threads, monkeypatch):
    on_one_page = page(direct_client, "/hips/")
    assert len(anchors(on_one_page)) == 9
    monkeypatch.setattr("comments.templatetags.comments.fit_on_one_page", lambda summary: False)
    assert page(direct_client, "/hips/") == on_one_page


@pytest.mark.parametrize(("limit", "most"), [("THREADS_PER_PAGE", 3), ("COMMENTS_PER_PAGE", 9)])
def test_room_on_one_page_is_used_up(odd_threads, monkeypatch, limit, most):
    monkeypatch.setattr(f"comments.pages.{limit}", most)
    assert fit_on_one_page(summarise(odd_threads))
    monkeypatch.setattr(f"comments.pages.{limit}", most - 1)
    assert not fit_on_one_page(summarise(odd_threads))


def test_chain_of_two_thousand_answers_is_cut_at_the_page_limit(client, post):
    make_many_comments(post, 2000, thread=make_comment(post), chain=True)
    html = page(client, "/hips/")
    assert len(anchors(html)) == 500
    assert "Continue this thread (1501 more)" in html


def test_page_shares_five_hundred_comments_among_its_threads(client, post):
    for thread in make_many_comments(post, 3):
        make_many_comments(post, 400, thread=thread)
    html = page(client, "/hips/")
    assert "1203 comments" in html
    assert len(anchors(html)) == 498
    assert html.count("Continue this thread (235 more)") == 3


def test_continued_thread_links_to_the_next_comment(client, post):
    thread = make_comment(post)
    answers = make_many_comments(post, 600, thread=thread)
    html = page(client, "/hips/")
    link = re.search(r'href="(/comments/[^"#]+)#comment-(\d+)" rel="nofollow">Continue', html)
    assert int(link[2]) == answers[499].pk
    assert answers[499].pk in anchors(page(client, link[1]))


def test_response_time_is_that_of_recent_answers(client, post):
    for _ in range(5):
        question = make_comment(post)
        make_answer(question, created_at=question.created_at + timedelta(hours=40))
    assert f"{post.author.display_name} usually answers within 2 days." in page(client, "/hips/")


@pytest.mark.parametrize("which", ["question", "answer"])
def test_imported_comments_show_no_response_time(client, post, which):
    for _ in range(5):
        question = make_comment(post)
        answer = make_answer(question, created_at=question.created_at + timedelta(hours=4))
        imported = question if which == "question" else answer
        imported.decisions.create(decider=Decision.Decider.IMPORT, verdict="approved")
    assert "usually answers" not in page(client, "/hips/")


def test_answers_to_imported_comments_do_not_change_the_response_time(client, post):
    for days in [*[1] * 5, *[3000] * 15]:
        question = make_comment(post, created_at=timezone.now() - timedelta(days=days + 1))
        make_answer(question, created_at=question.created_at + timedelta(days=days))
        if days > 1:
            question.decisions.create(decider=Decision.Decider.IMPORT, verdict="approved")
    assert "usually answers within a day." in page(client, "/hips/")


def test_few_answers_show_no_response_time(client, post):
    make_answer(make_comment(post))
    assert "usually answers" not in page(client, "/hips/")


def test_late_answers_show_no_response_time(client, post):
    for _ in range(5):
        question = make_comment(post)
        make_answer(question, created_at=question.created_at + timedelta(days=30))
    assert "usually answers" not in page(client, "/hips/")


def test_summary_counts_readers_comments_that_staff_answered(client, post):
    answered, hidden = make_comment(post), make_comment(post)
    make_answer(make_answer(answered))
    make_answer(hidden, state="held")
    make_comment(parent=make_comment(post))
    make_comment(post, kind="pingback")
    assert summarise(post) == Summary(count=6, answered=1, threads=3, mentions=1)


def test_long_list_of_mentions_is_cut(client, post):
    Comment.objects.bulk_create(
        Comment(post=post, kind="pingback", name=f"Blog {number}", text="", state="approved", fingerprint=f"{number}")
        for number in range(120)
    )
    html = page(client, "/hips/")
    assert "120 mentions elsewhere" in html
    assert len(anchors(html)) == 100


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nadia S.", "NS"), ("Kim", "K"), ("ana maría de la cruz", "AC"), ("(Tom)", "T"), ("💪", "💪"), ("", "")],
)
def test_avatar_shows_initials(name, letters):
    assert initials(name) == letters
