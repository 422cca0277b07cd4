"""What was searched in vain is counted, by word and week."""

from collections.abc import Callable

import pytest
from django.test import Client

from blog.models import Post
from search.filling import fill
from search.missed import count_missed, forget_old
from search.models import MissedWord
from tests.factories import make_coach, make_post, make_user

pytestmark = pytest.mark.django_db

WRITE = "/admin/search/missedword/write/"


@pytest.fixture
def _site() -> None:
    make_post("hips", title="Hips", body="<p>Tight hips and sturdy knees.</p>")
    fill()


def counted() -> dict[str, int]:
    return dict(MissedWord.objects.values_list("word", "times"))


@pytest.mark.usefixtures("_site")
def test_words_that_nothing_has_are_counted(client: Client) -> None:
    for words in ("Plantar hips", "plantar fasciitis", "hips"):
        client.get("/search/", {"q": words})
    assert counted() == {"plantar": 2, "fasciitis": 1}


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "hip"},
        {"q": "stu"},
        {"q": "stuurdy"},
        {"q": "ab"},
        {"q": "0171 2345678 a1b"},
        {"q": "zebra", "page": "2"},
        {"q": "zebra", "kind": "page"},
    ],
    ids=str,
)
def test_other_searches_are_not_counted(client: Client, parameters: dict[str, str]) -> None:
    client.get("/search/", parameters)
    assert counted() == {}


def test_each_week_is_counted_apart_and_a_year_is_kept(clock: Callable[..., None]) -> None:
    count_missed(["plantar"])
    clock(days=14)
    count_missed(["plantar"])
    assert MissedWord.objects.count() == 2
    assert {row.week.weekday() for row in MissedWord.objects.all()} == {0}
    clock(days=355)
    forget_old()
    assert MissedWord.objects.count() == 1


def test_flood_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.missed.MAX_WORDS_A_WEEK", 5)
    count_missed(f"word{letter}" for letter in "abcdefgh")
    assert len(counted()) == 3
    for letter in "stuvw":
        count_missed([f"word{letter}"])
    assert len(counted()) == 5
    count_missed(["worda"])
    assert counted()["worda"] == 2


def test_one_touch_makes_a_draft(client: Client) -> None:
    coach = make_coach()
    make_post("plantar")
    count_missed(["plantar"])
    row = MissedWord.objects.get()
    client.force_login(coach)
    page = client.get("/admin/search/missedword/").content.decode()
    assert f'form="write" name="word" value="{row.pk}"' in page
    response = client.post(WRITE, {"word": row.pk})
    post = Post.objects.latest("pk")
    assert response["Location"] == f"/admin/blog/post/{post.pk}/change/"
    assert client.get(response["Location"]).status_code == 200
    assert (post.title, post.slug, post.state, post.author) == ("Plantar", "plantar-2", "draft", coach)


@pytest.mark.parametrize("word", ["", "x", "0", "9" * 30])
def test_unknown_word_makes_none(client: Client, word: str) -> None:
    client.force_login(make_coach())
    assert client.post(WRITE, {"word": word}).status_code == 404
    assert not Post.objects.exists()


def test_staff_who_may_not_write_are_refused(client: Client) -> None:
    count_missed(["plantar"])
    client.force_login(make_user(is_staff=True))
    assert client.get("/admin/search/missedword/").status_code == 403
    assert client.post(WRITE, {"word": MissedWord.objects.get().pk}).status_code == 403
    assert not Post.objects.exists()


def test_draft_is_not_made_by_a_link(client: Client) -> None:
    client.force_login(make_coach())
    assert client.get(WRITE).status_code == 405
