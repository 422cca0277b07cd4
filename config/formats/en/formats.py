"""English dates and times, the same everywhere: 26 Nov 2026, 14:24.

Django's own say “Nov. 26, 2026, 2:24 p.m.” and “midnight”. Other languages have those of Django.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j M"
