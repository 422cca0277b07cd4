from collections import Counter
from urllib.parse import urlsplit

from django.db import migrations

from blog.links import inside_path, links_of, outside_address
from core.addresses import own_hosts
from core.html import blocks_of

INTRODUCTIONS = ["articles_introduction", "apply_introduction", "podcast_introduction"]


def read_places(apps, schema_editor):
    """What references there are in the texts that are here already, and what outside links in the introductions."""
    own = own_hosts()
    for name in ("post", "page"):
        entries = apps.get_model("blog", name).objects.only("html")
        for entry in entries.iterator(chunk_size=100):
            keep_references(apps, own, {name: entry}, "body", entry.html)
    for texts in apps.get_model("blog", "sitetexts").objects.all():
        for field in INTRODUCTIONS:
            keep_references(apps, own, {"texts": texts}, field, getattr(texts, f"{field}_html"))
            keep_links(apps, own, {"texts": texts}, field, getattr(texts, field))


def keep_references(apps, own, where, field, html):
    Reference = apps.get_model("blog", "reference")
    paths = {inside_path(link.target, own) for link in links_of(html)} - {None}
    found = blocks_of(html) | {("link", path) for path in paths}
    Reference.objects.bulk_create(Reference(**where, field=field, kind=kind, key=key) for kind, key in sorted(found))


def keep_links(apps, own, where, field, html):
    addresses = Counter(filter(None, (outside_address(link.target, own) for link in links_of(html))))
    for address, times in addresses.items():
        host = urlsplit(address).hostname or ""
        link, _is_new = apps.get_model("blog", "outsidelink").objects.get_or_create(address=address, defaults={"host": host})
        apps.get_model("blog", "linkplace").objects.create(**where, field=field, link=link, times=times)


class Migration(migrations.Migration):

    dependencies = [
        ("blog", "0002_places_in_texts"),
    ]

    operations = [migrations.RunPython(read_places, migrations.RunPython.noop)]
