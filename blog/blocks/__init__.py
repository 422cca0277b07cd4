"""The kinds of blocks that texts can have, in the order in which they are offered. ``offers`` adds one more."""

from blog.blocks.article import Article
from blog.blocks.gallery import Gallery
from blog.blocks.note import Note
from blog.blocks.picture import Picture
from blog.blocks.quote import Quote
from blog.blocks.video import Video
from core import blocks


def register_blocks() -> None:
    for kind in (Picture, Gallery, Video, Quote, Note, Article):
        blocks.register(kind())
