"""nginx: it serves a page as a compressed file, and passes on the requests for WordPress."""

from collections.abc import Iterator
from contextlib import contextmanager
from gzip import decompress
from pathlib import Path

from tests.performance.site import debian, processes
from tests.served_site import free_port

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    gzip on;
    gzip_types text/css application/javascript text/javascript;
    client_body_temp_path {folder}/bodies;
    fastcgi_temp_path {folder}/answers;
    proxy_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    # As with Sturdy, comments come from the addresses that the proxy names.
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Forwarded-For;
    server {{
        listen 127.0.0.1:{file_port};
        root {folder}/files;
        gzip_static on;
    }}
    {wordpress}
}}
"""
WORDPRESS = """
    server {{
        listen 127.0.0.1:{port};
        root {root};
        index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location ~ \\.php$ {{
            include /etc/nginx/fastcgi_params;
            fastcgi_param HTTP_HOST 127.0.0.1:{port};
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_pass unix:{socket};
        }}
    }}
"""


class Nginx:
    """``file_port`` serves files of the folder that are compressed already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file_port = free_port()
        self.pid = 0

    def pids(self) -> list[int]:
        return processes.family(self.pid)

    @contextmanager
    def running(self, wordpress: str = "") -> Iterator["Nginx"]:
        """Serve the files, and WordPress if its part of the configuration is given."""
        (self.folder / "files").mkdir()
        configuration = self.folder / "nginx.conf"
        values = {"folder": self.folder, "file_port": self.file_port, "wordpress": wordpress}
        configuration.write_text(CONFIGURATION.format(**values))
        command = [str(debian.program("nginx")), "-c", configuration, "-e", self.folder / "nginx.log"]
        identity = debian.unprivileged(self.folder)
        with processes.running(command, self.folder / "nginx.out", **identity) as self.pid:
            yield self

    def add_file(self, name: str, compressed: bytes) -> None:
        """Add a file in the form in which ``gzip_static`` serves it."""
        (self.folder / "files" / name).write_bytes(decompress(compressed))
        (self.folder / "files" / f"{name}.gz").write_bytes(compressed)
