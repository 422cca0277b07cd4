from urllib.parse import unquote

from django.urls import register_converter
from django.urls.converters import StringConverter

from blog.periods import EARLIEST_YEAR, LATEST_YEAR, Period
from core.web.feeds import ATOM


class UnicodeSlugConverter:
    """A slug as one part of a path. Every string can be converted, so that no row breaks a page that links to it.

    Slugs made by ``core.slugs`` are not changed. In others, slashes, dots and percent signs are escaped once more than
    in any URL. An empty slug becomes a percent sign.
    """

    regex = r"[^/.]+"

    def to_python(self, value: str) -> str:
        slug = "" if value == "%" else unquote(value)
        if "\0" in slug:
            raise ValueError("PostgreSQL refuses text with a null byte.")
        return slug

    def to_url(self, value: str) -> str:
        return value.replace("%", "%25").replace("/", "%2F").replace(".", "%2E") or "%"


class LabelSlugConverter(UnicodeSlugConverter):
    """A slug below a fixed word such as ``tag/``. It may contain dots, because no file names are matched there."""

    regex = r"[^/]+"


class CategoryPathConverter(LabelSlugConverter):
    """The slugs from the root of the category tree down, separated by slashes."""

    regex = r"[^/]+(?:/[^/]+)*?"

    def to_python(self, value: str) -> str:
        return "/".join(super(CategoryPathConverter, self).to_python(slug) for slug in value.split("/"))

    def to_url(self, value: str) -> str:
        return "/".join(super(CategoryPathConverter, self).to_url(slug) for slug in value.split("/"))


class PeriodConverter:
    """A year or a month, such as ``2026`` or ``2026/11``."""

    regex = r"[1-9][0-9]{3}(?:/(?:0[1-9]|1[0-2]))?"

    def to_python(self, value: str) -> Period:
        year, _slash, month = value.partition("/")
        if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
            raise ValueError("Its end is no date.")
        return Period(int(year), int(month or 0))

    def to_url(self, value: Period) -> str:
        return value.path


class FeedFormatConverter(StringConverter):
    """A format of feeds besides RSS, which has no word in the path."""

    regex = ATOM


register_converter(UnicodeSlugConverter, "uslug")
register_converter(LabelSlugConverter, "label")
register_converter(CategoryPathConverter, "category_path")
register_converter(PeriodConverter, "period")
register_converter(FeedFormatConverter, "feed_format")
