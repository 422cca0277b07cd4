"""``python -m tests.upgrade.open_pages`` migrates a database, and prints the status of each public page as JSON."""

import json
from xml.etree import ElementTree

import django
from django.core.management import call_command

django.setup()

from django.test import Client  # noqa: E402

from core.serving.static_files import collect_static_files  # noqa: E402


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", SERVER_PORT="8000")

    def listed(sitemap: str) -> list[str]:
        """The URLs in a sitemap, or those of the sitemaps in an index."""
        found = ElementTree.fromstring(client.get(sitemap).content)
        return [element.text or "" for element in found.iter() if element.tag.endswith("/0.9}loc")]

    urls = [url for section in listed("/sitemap.xml") for url in listed(section)]
    print(json.dumps({url: client.get(url).status_code for url in urls}))


if __name__ == "__main__":
    main()
