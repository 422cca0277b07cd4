import io

import pytest
from PIL import Image

from demo.articles import read_articles
from demo.drawing import draw, names


@pytest.mark.parametrize("name", ["bridge", "hero", "mara"])
def test_picture_is_the_same_bytes_every_time(name):
    assert draw(name, 120) == draw(name, 120)


def test_every_picture_is_another_one():
    assert len({draw(name, 60) for name in names()}) == len(names())


def test_scene_is_three_to_two_and_as_wide_as_asked():
    assert Image.open(io.BytesIO(draw("squat", 150))).size == (150, 100)


def test_portrait_is_a_square():
    assert Image.open(io.BytesIO(draw("ines", 200))).size == (100, 100)


def test_every_article_has_a_picture_of_its_own():
    pictures = [article.picture for article in read_articles() if article.picture]
    assert len(set(pictures)) == len(pictures)
    assert set(pictures) <= set(names())
