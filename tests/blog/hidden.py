from datetime import timedelta

import pytest
from django.utils import timezone

# The fields for ``make_post`` of each kind of article that is not public.
hidden = pytest.mark.parametrize(
    "hidden",
    [{"state": "draft"}, {"state": "private"}, {"published_at": timezone.now() + timedelta(days=1)}],
    ids=["draft", "private", "scheduled"],
)
