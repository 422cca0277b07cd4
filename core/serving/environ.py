"""Build the WSGI environ of a request (PEP 3333)."""

import io
import sys
from functools import lru_cache
from typing import Any
from wsgiref.util import FileWrapper

from django.conf import settings
from granian.rsgi import Scope


def wsgi_environ(scope: Scope) -> dict[str, Any]:
    """Return the environ without the body and without headers whose name has an underscore.

    WSGI gives ``X_Forwarded_For``, which a client may send through a proxy, the same name as the proxy's
    ``X-Forwarded-For``. Repeated headers are joined as RFC 9110 (5.3) and RFC 6265 (5.4) say.
    """
    name, _colon, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": settings.WEB_WORKERS > 1,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for header, value in scope.headers.items():
        if "_" in header:
            continue
        key = environ_key(header)
        separator = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
    return environ


@lru_cache(maxsize=500)
def environ_key(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
