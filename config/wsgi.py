import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # Until all is loaded, see ``config.apps``.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()
gc.enable()  # Also where the apps were loaded before.

from pagecache.serving import KeptPages  # noqa: E402  # It needs the settings and the apps.

application = KeptPages(django_application)
