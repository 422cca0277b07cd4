from urllib.parse import urlsplit

from django.db import migrations

from blog.links import outside_address
from core.addresses import own_hosts


def find_links(apps, schema_editor):
    """What is known of each target from now on."""
    links = apps.get_model("blog", "outsidelink").objects
    for offer in apps.get_model("coaching", "offer").objects.filter(collects_sign_ups=False):
        address = outside_address(offer.target, own_hosts())
        if address:
            host = urlsplit(address).hostname or ""
            offer.link, _is_new = links.get_or_create(address=address, defaults={"host": host})
            offer.save(update_fields=["link"])


class Migration(migrations.Migration):

    dependencies = [
        ("coaching", "0002_offer_link"),
    ]

    operations = [migrations.RunPython(find_links, migrations.RunPython.noop)]
