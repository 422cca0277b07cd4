"""Transcripts as paragraphs."""

from podcast.spoken import ENOUGH, Spoken, paragraphs
from podcast.transcripts import Cue, write_vtt


def from_cues(*cues: Cue) -> list[Spoken]:
    return paragraphs(write_vtt(cues))


def test_cues_are_joined_until_a_sentence_ends() -> None:
    words = "word " * 12
    found = from_cues(*(Cue(number, number + 1, f"{words}{'end.' if number % 2 else 'and'}") for number in range(12)))
    assert len(found) == 3
    assert all(part.text.endswith("end.") and len(part.text) >= ENOUGH for part in found)


def test_text_without_sentences_is_split_all_the_same() -> None:
    found = from_cues(*(Cue(number, number + 1, "word " * 12) for number in range(60)))
    assert len(found) > 3
    assert max(len(part.text) for part in found) < 1000


def test_another_speaker_or_a_silence_begins_a_paragraph() -> None:
    found = from_cues(Cue(0, 1, "One.", "Mara"), Cue(1, 2, "Two.", "Nadia"), Cue(9, 10, "Three.", "Nadia"))
    assert [(part.speaker, part.text, part.anchor) for part in found] == [
        ("Mara", "One.", "t-0"),
        ("Nadia", "Two.", "t-1"),
        ("", "Three.", "t-9"),
    ]


def test_no_two_paragraphs_have_one_anchor() -> None:
    found = from_cues(Cue(1.0, 1.2, "One.", "Mara"), Cue(1.3, 1.5, "Two.", "Nadia"), Cue(2, 3, "Three.", "Mara"))
    assert [part.anchor for part in found] == ["t-1", "t-2"]
    assert found[0].text == "One. Two."


def test_empty_lines_are_no_paragraphs() -> None:
    assert [part.text for part in paragraphs("\n One. \n\n …\nTwo.")] == ["One.", "Two."]
    assert paragraphs("") == []
