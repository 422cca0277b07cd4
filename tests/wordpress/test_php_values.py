from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wordpress.php_values import read_php


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('s:8:"01:02:03";', "01:02:03"),
        ('s:3:"“";', "“"),
        ('s:0:"";', ""),
        ('s:5:"a";"b";', 'a";"b'),
        ("i:-7;", -7),
        ("d:0.5;", 0.5),
        ("b:1;", True),
        ("b:0;", False),
        ("N;", None),
        ("a:0:{}", {}),
        ('a:2:{s:8:"duration";s:5:"12:34";i:0;a:1:{i:0;N;}}', {"duration": "12:34", 0: {0: None}}),
        # The length is that of another encoding.
        ('a:1:{s:1:"a";s:9:"Höhe";}', {"a": "Höhe"}),
    ],
)
def test_values_are_read(text: str, value: object) -> None:
    assert read_php(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:34",
        "s:5:abc",
        's:-1:"a";',
        "a:1:{i:0;}",
        'a:9:{i:0;s:1:"a";}',
        "i:;",
        "i:1;i:2;",
        'O:8:"stdClass":0:{}',
        "a:1:{i:0;" * 5000,
        "a:999999999999:{}",
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        read_php(text)


@given(st.text(alphabet='aisbdN:;{}"0123456789ä'))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        read_php(text)
