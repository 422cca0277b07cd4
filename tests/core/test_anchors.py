from core.html import Heading, headings, segments, with_anchors

TEXT = (
    "<p>One.</p><h2>Plank <em>one</em>: long</h2><p>Two.</p>"
    '<figure data-block="offer" data-key="x"></figure>'
    "<h3>Plank one: long</h3><h2>Plank one: long</h2><h2></h2>"
)


def shown() -> str:
    return "".join(part.html for part in with_anchors(segments(TEXT)))


def test_heading_gets_an_id_of_its_words():
    assert '<h2 id="h-plank-one-long">Plank <em>one</em>: long</h2>' in shown()


def test_same_words_get_another_id():
    assert '<h3 id="h-plank-one-long.2">' in shown()
    assert '<h2 id="h-plank-one-long.3">' in shown()


def test_blocks_and_other_text_stay_as_they_are():
    parts = with_anchors(segments(TEXT))
    assert [(part.block, part.key) for part in parts if part.block] == [("offer", "x")]
    assert shown().startswith("<p>One.</p>")


def test_contents_have_the_headings_of_the_second_level_that_say_something():
    assert headings(with_anchors(segments(TEXT))) == [
        Heading("h-plank-one-long", "Plank one: long"),
        Heading("h-plank-one-long.3", "Plank one: long"),
    ]
