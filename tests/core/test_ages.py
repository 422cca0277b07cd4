from datetime import timedelta

import pytest
from django.utils import timezone

from core.templatetags.ages import age


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        ({"days": 6, "hours": 5}, "6 days"),
        ({"minutes": 2}, "2 minutes"),
        ({"seconds": 3}, "1 minute"),
        ({"seconds": -3}, "1 minute"),
    ],
)
def test_age_has_its_largest_unit_and_is_at_least_a_minute(passed, text):
    assert age(timezone.now() - timedelta(**passed)) == text.replace(" ", "\xa0")
