from django.urls import register_converter


class UnicodeSlugConverter:
    """A slug of any script: taggit's slugs and WordPress's keep their letters."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CategoryPathConverter(UnicodeSlugConverter):
    """Slugs from the root of the category tree down, parted by slashes."""

    regex = r"[-\w]+(?:/[-\w]+)*?"


register_converter(UnicodeSlugConverter, "uslug")
register_converter(CategoryPathConverter, "category_path")
