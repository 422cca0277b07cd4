from core.html import clean_comment, lines_of, text_of


def test_paragraphs_are_parted():
    assert (
        text_of("<p>One.</p><p>Two.<br>Three.</p><ul><li>Four</li><li>Five</li></ul>") == "One. Two. Three. Four Five"
    )


def test_a_word_in_two_faces_stays_one_word():
    assert text_of("<p>un<strong>break</strong>able</p>") == "unbreakable"


def test_characters_are_themselves():
    assert text_of("<p>Salt &amp; pepper &lt; 3</p>") == "Salt & pepper < 3"


def test_link_in_a_comment_stays_as_it_was_written():
    html = clean_comment('See <a href="https://example.org/hips">this film</a>.')
    assert html == '<p>See <a href="https://example.org/hips" rel="nofollow ugc noopener">this film</a>.</p>'


def test_bare_address_in_a_comment_is_linked_and_a_linked_one_once():
    html = clean_comment('https://a.example and <b><a href="https://b.example">https://b.example</a></b>')
    assert html.count("<a ") == 2
    assert html.count(">https://b.example</a>") == 1


def test_comment_as_lines_keeps_its_paragraphs_and_where_links_lead():
    html = clean_comment('One\ntwo & <b>three</b>\n\n<a href="https://a.example/">Four</a> https://b.example')
    assert lines_of(html) == "One\ntwo & three\n\nFour (https://a.example/) https://b.example"
