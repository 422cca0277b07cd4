from core.html import text_of


def test_paragraphs_are_parted():
    assert (
        text_of("<p>One.</p><p>Two.<br>Three.</p><ul><li>Four</li><li>Five</li></ul>") == "One. Two. Three. Four Five"
    )


def test_a_word_in_two_faces_stays_one_word():
    assert text_of("<p>un<strong>break</strong>able</p>") == "unbreakable"


def test_characters_are_themselves():
    assert text_of("<p>Salt &amp; pepper &lt; 3</p>") == "Salt & pepper < 3"
