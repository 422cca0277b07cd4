from collections.abc import Callable

import pytest

from core.html import clean_article
from media.models import Document, Picture
from wordpress.content import Converted, FileReference, convert

Shown = Callable[[str], str]
UPLOADS = "https://old.example.com/wp-content/uploads"


def find_file(reference: FileReference) -> Picture | Document | str | None:
    """A library that has the pictures with ids below 90, squat.jpg in all sizes, and plan.pdf."""
    if 0 < reference.attachment < 90:
        return Picture(pk=reference.attachment, file=f"{reference.attachment}.jpg")
    if "squat" in reference.address:
        return Picture(pk=7, file="squat.jpg")
    if "plan.pdf" in reference.address:
        return Document(address="/files/plan.pdf")
    return f"{UPLOADS}/{reference.attachment}.jpg" if reference.attachment else None


def converted(body: str) -> Converted:
    return convert(body, find_file, attached=[1, 2])


@pytest.fixture
def shown() -> Shown:
    """``shown(body)`` is the text as readers get it, on one line. It is the same the second time."""

    def shown(body: str) -> str:
        result = converted(body)
        assert result == converted(body)
        html = clean_article(result.html)
        assert clean_article(html) == html
        return html.replace("\n", "")

    return shown
