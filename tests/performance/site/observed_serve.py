"""``manage.py serve`` with ``observed_application`` instead of the site's own."""

import os

from django.core.management import execute_from_command_line

from core.management.commands import serve

# A URL that gives the number of built pages, and a variable that lets an article show all of its comments.
BUILDS = "/number-of-builds/"
ALL_ON_ONE_PAGE = "BENCH_ALL_ON_ONE_PAGE"

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    serve.WEB_SERVER = serve.WEB_SERVER.replace("config.rsgi", "tests.performance.site.observed_application")
    execute_from_command_line(["manage.py", "serve"])
