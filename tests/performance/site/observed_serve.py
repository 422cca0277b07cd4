"""``manage.py serve`` with ``observed_application`` instead of the site's own."""

import os

from django.core.management import execute_from_command_line

from core.serving import this_version

# A URL that gives the number of built pages, and a variable that lets an article show all of its comments.
BUILDS = "/number-of-builds/"
ALL_ON_ONE_PAGE = "BENCH_ALL_ON_ONE_PAGE"

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    this_version.WEB_SERVER = ("-m", "tests.performance.site.observed_web_server")
    execute_from_command_line(["manage.py", "serve"])
