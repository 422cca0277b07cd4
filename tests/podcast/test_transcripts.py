import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.transcripts import Cue, cues, plain_text, write_vtt

VTT = """WEBVTT - Bracing

NOTE Written by hand

1
00:00.000 --> 00:02.500 align:start
<v Mara Lindt>Breathe <i>out</i> &amp; brace.

intro
01:00:02.500 --> 01:00:04.000
Two lines
of one cue.
"""
SRT = "1\r\n00:00:01,200 --> 00:00:02,000\r\nHinge.\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\n{\\an8}Then lift.\r\n"


def test_webvtt_is_read_with_speakers_and_without_markup() -> None:
    assert cues(VTT) == [
        Cue(0, 2.5, "Breathe out & brace.", "Mara Lindt"),
        Cue(3602.5, 3604, "Two lines of one cue."),
    ]


def test_subrip_is_read() -> None:
    assert cues(SRT) == [Cue(1.2, 2, "Hinge."), Cue(2, 3, "Then lift.")]


@pytest.mark.parametrize(
    ("transcript", "said"),
    [
        ("Mara: Hello.\nNora: Hello --> there.", []),
        ("WEBVTT\n\n00:05.000 --> 00:01.000\nBackwards", []),
        ("00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nAfter an empty one", ["After an empty one"]),
        ("00:01 --> 00:02\nOne\n00:03 --> 00:04\nTwo without a gap", ["One", "Two without a gap"]),
        ("\ufeffWEBVTT\r\r00:03.000 --> 00:04.000\rLate\r\r00:01.000 --> 00:02.000\rEarly", ["Early", "Late"]),
        ("99999:99:99 --> x\nNothing", []),
    ],
)
def test_odd_transcripts(transcript: str, said: list[str]) -> None:
    assert [cue.text for cue in cues(transcript)] == said


def test_written_webvtt_says_the_same() -> None:
    found = [Cue(0, 1.5, "1 < 2 & 3 > 2"), Cue(3599.9996, 4000, "Later", "Nadia & <Ines>")]
    again = cues(write_vtt(found))
    assert again == [Cue(0, 1.5, "1 < 2 & 3 > 2"), Cue(3600, 4000, "Later", "Nadia & <Ines>")]


def test_plain_text_is_what_is_said() -> None:
    assert plain_text(VTT) == "Mara Lindt: Breathe out & brace.\nTwo lines of one cue."
    assert plain_text("  Only words.\n") == "Only words."


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert cues(text) == sorted(cues(text), key=lambda cue: cue.start)
    assert isinstance(cues(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"), list)
