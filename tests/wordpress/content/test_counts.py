import pytest

from tests.wordpress.content.conftest import UPLOADS, converted
from wordpress.content.counts import Counts, count_raw


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("Three short <b>wo</b>rds", Counts(3)),
        ("<!-- wp:paragraph --><p>Two words</p><!-- /wp:paragraph -->", Counts(2)),
        ('<a href="/x/">Link</a> <a name="y"></a>', Counts(1, links=1)),
        (f'<a href="{UPLOADS}/a.jpg"><img src="{UPLOADS}/a-1x1.jpg"></a>', Counts(pictures=1)),
        ('[gallery ids="1,2,3"]', Counts(pictures=3)),
        ("https://youtu.be/dQw4w9WgXcQ", Counts(embeds=1)),
        ("<iframe src='//x.example'></iframe><audio src='a.mp3'></audio>", Counts(embeds=2)),
        ('[et_pb_blurb title="Group Day" image="a.jpg"]Words[/et_pb_blurb]', Counts(3, pictures=1)),
        ('[et_pb_button button_url="/a/" button_text="Go"][/et_pb_button]', Counts(1, links=1)),
    ],
)
def test_raw_text_is_counted_and_nothing_is_lost(body: str, counts: Counts) -> None:
    assert count_raw(body) == counts
    result = converted(body)
    assert (result.before, result.after, result.losses()) == (counts, counts, "")


def test_loss_is_said() -> None:
    result = converted('<figure class="wp-block-gallery"><a href="/a/"><img src="a.jpg"></a></figure>')
    assert result.losses() == "Fewer than before: links 1 → 0."
