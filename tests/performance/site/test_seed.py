"""The content that ``texts`` makes is what ``seed.php`` reads."""

import re
from dataclasses import fields

from tests.performance.site import texts, wordpress


def test_wordpress_gets_all_fields_that_its_seed_reads():
    script = wordpress.SEED.read_text()
    for name, kind, added in (("article", texts.Article, {"blocks"}), ("comment", texts.Comment, set())):
        read = set(re.findall(rf"\${name}\['(\w+)'\]", script))
        assert read
        assert read <= {field.name for field in fields(kind)} | added
