"""What is written as lines: directories and guests."""

import pytest
from django.core.exceptions import ValidationError

from podcast.directories import Directory, read_directories, validate_directories
from podcast.guests import Guest, read_guests


def test_directories_are_known_by_their_address() -> None:
    text = "https://podcasts.apple.com/id1\n\nhttps://www.youtube.com/@x https://pods.example/x\n"
    assert [one.name for one in read_directories(text)] == ["Apple Podcasts", "YouTube", "pods.example"]


def test_each_address_counts_once() -> None:
    assert read_directories("https://overcast.fm/x\n" * 3) == [Directory("Overcast", "https://overcast.fm/x")]


@pytest.mark.parametrize(
    "line", ["podcasts.apple.com/x", "javascript:alert(1)", "https://", "https://a@b.example/", "/x/"]
)
def test_line_that_is_no_address_is_refused(line: str) -> None:
    assert read_directories(line) == []
    with pytest.raises(ValidationError, match="is no address"):
        validate_directories(f"https://overcast.fm/x\n{line}")


def test_guests_have_names_and_perhaps_addresses() -> None:
    text = "Nadia Brandt https://nadia.example/\n\n Tom \nAnna, physiotherapist – https://anna.example"
    assert read_guests(text) == [
        Guest("Nadia Brandt", "https://nadia.example/"),
        Guest("Tom"),
        Guest("Anna, physiotherapist", "https://anna.example"),
    ]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "Tom javascript://x", "Tom ://"])
def test_what_is_no_address_stays_part_of_the_name(text: str) -> None:
    assert read_guests(text) == [Guest(text)]
