from datetime import timedelta

import pytest
from django.utils import timezone

# Each way in which an article is not for the public: fields for ``make_post``.
hidden = pytest.mark.parametrize(
    "hidden",
    [{"state": "draft"}, {"state": "private"}, {"published_at": timezone.now() + timedelta(days=1)}],
    ids=["draft", "private", "scheduled"],
)
