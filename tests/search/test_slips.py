"""One slip in a word."""

import pytest

from search.filling import fill
from search.models import Word
from search.slips import find_meant, is_one_slip
from tests.factories import make_post

LETTERS = "aeks"


def slips(word: str) -> set[str]:
    """All words that one slip makes of ``word``: a letter too few, two swapped, a wrong one, one too many."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {start + end[1:] for start, end in parts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in parts if len(end) > 1}
    wrong = {start + letter + end[1:] for start, end in parts if end for letter in LETTERS}
    more = {start + letter + end for start, end in parts for letter in LETTERS}
    return (fewer | swapped | wrong | more) - {word}


@pytest.mark.parametrize("word", ["piriformis", "sacrum", "knees", "колено"])
@pytest.mark.django_db
def test_each_slip_is_set_right(word: str) -> None:
    make_post(title="Words", body=f"<p>{word}</p>")
    fill()
    asked = [slip for slip in slips(word) if len(slip) > 3]
    assert {slip: meant.word for slip, meant in find_meant(asked).items()} == dict.fromkeys(asked, word)


@pytest.mark.parametrize("written", ["piriformis", "pirforms", "pirifrmsi", "iprifromis", "", "p"])
def test_more_than_one_slip_is_none(written: str) -> None:
    assert not is_one_slip(written, "piriformis")


@pytest.mark.django_db
def test_more_frequent_word_is_preferred_and_the_first_letter_more() -> None:
    for text in ("hips", "hips", "hips", "lips", "dips dips"):
        make_post(title="x", body=f"<p>{text}</p>")
    fill()
    assert Word.objects.get(word="hips").documents == 3
    assert find_meant(["hipss", "lipss", "tips"])["tips"].word == "hips"
    assert find_meant(["lipss"])["lipss"].word == "lips"
