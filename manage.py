#!/usr/bin/env python
"""Django's command line. A wrong setting ends it with a sentence."""

import gc
import os
import sys


def main() -> None:
    gc.disable()  # Until all is loaded, see ``config.apps``.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Sturdy cannot start. {error}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
