#!/usr/bin/env python
"""Django's command line. A wrong setting ends it with a sentence."""

import gc
import os
import signal
import sys


def main() -> None:
    gc.disable()  # Until all is loaded, see ``config.apps``.
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        # Until all is loaded, a Ctrl-C ends the process at once: imports drop an exception that comes in a callback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        django.setup()
        signal.signal(signal.SIGINT, handler)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Sturdy cannot start. {error}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
