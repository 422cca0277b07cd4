import pytest

from demo.loading import load
from search.filling import fill


@pytest.fixture
def sample(db: None) -> None:
    """The sample site, indexed."""
    load(lambda sentence: None)
    fill()
