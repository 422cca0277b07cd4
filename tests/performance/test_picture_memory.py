"""No picture takes more memory than a small machine has, and photos of phones are accepted."""

import pytest

from tests.performance.pictures import FILES, peak

pytestmark = pytest.mark.process

MOST = 300

TAKEN = [
    "JPEG, 12 MP",
    "JPEG, 50 MP",
    "JPEG, 40 MP, progressive",
    "PNG, 37 MP, RGBA",
    "JPEG, 12 MP, CMYK, progressive",
    "WebP, 10 MP, without loss, transparent",
    "HEIC, 24 MP",
]
REFUSED = ["PNG, 1 × 59,000,000", "PNG, 58 MP, RGB", "JPEG, 58 MP, progressive, 4:4:4"]


@pytest.mark.parametrize("name", TAKEN)
def test_accepted_picture_stays_within_the_memory_limit(name, tmp_path):
    memory, outcome = peak(FILES[name](), tmp_path)
    assert outcome.startswith(("2560 x", "2000 x"))
    assert memory < MOST


@pytest.mark.parametrize("name", REFUSED)
def test_picture_that_needs_more_memory_is_refused_with_advice(name, tmp_path):
    memory, outcome = peak(FILES[name](), tmp_path)
    assert "Please save it as a JPEG of at most 3500 pixels in width and height" in outcome
    assert memory < 120
