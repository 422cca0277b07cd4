"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from blog.models.post import PUBLICATIONS
from pagecache.declarations import declare_public
from podcast.models import Episode, Show


def declare_columns() -> None:
    declare_public(
        Show,
        "title description author owner_name owner_email picture_id category second_category language is_explicit kind "
        "directories_text copyright is_locked guid new_feed_url",
    )
    declare_public(
        Episode,
        "post_id audio address media_type size duration number season kind is_explicit transcript chapters "
        "guests guid picture_id",
        private="fault",
    )
    # The menu shows the podcast while there are episodes.
    declare_public(Episode, "post_id", token=PUBLICATIONS)
