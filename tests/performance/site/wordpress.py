"""Debian's WordPress, with the settings that it, MariaDB and PHP-FPM are installed with, in a folder of its own."""

import json
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.performance.site import debian, processes, texts
from tests.performance.site.nginx import WORDPRESS, Nginx
from tests.served_site import free_port

SEED = Path(__file__).with_name("seed.php")
SALTS = [f"{kind}_{name}" for kind in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for name in ("KEY", "SALT")]
# No request leaves this machine, and nothing runs by the clock.
CONSTANTS = ("WP_HTTP_BLOCK_EXTERNAL", "AUTOMATIC_UPDATER_DISABLED", "DISABLE_WP_CRON")
PHP_FPM = """
[global]
error_log={folder}/php-fpm.log
[www]
listen={folder}/php.sock
pm=dynamic
pm.max_children=5
pm.start_servers=2
pm.min_spare_servers=1
; A process that ends would take the time that it has used out of the count.
pm.max_spare_servers=5
"""
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
START_TIMEOUT = 60.0


class WordPress:
    """``article_ids`` are WordPress's numbers of the articles by their slug."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "wordpress"
        self.socket = folder / "mysql.sock"
        self.port = free_port()
        self.nginx = Nginx(folder)
        self.url = f"http://127.0.0.1:{self.port}"
        self.article_ids: dict[str, int] = {}
        self._pids: list[int] = []

    def pids(self) -> list[int]:
        return [pid for first in (*self._pids, self.nginx.pid) for pid in processes.family(first)]

    @contextmanager
    def running(self, articles: list[texts.Article]) -> Iterator["WordPress"]:
        """Run a WordPress with these articles."""
        with ExitStack() as stack:
            identity = stack.enter_context(self.with_database())
            self._seed(articles, identity)
            (self.folder / "php-fpm.conf").write_text(PHP_FPM.format(folder=self.folder))
            php = [debian.php_fpm(), "--nodaemonize", "--fpm-config", self.folder / "php-fpm.conf"]
            self._pids.append(stack.enter_context(processes.running(php, self.folder / "php.log", **identity)))
            server = WORDPRESS.format(port=self.port, root=self.root, socket=self.folder / "php.sock")
            stack.enter_context(self.nginx.running(server))
            yield self

    @contextmanager
    def with_database(self) -> Iterator[dict[str, Any]]:
        """Copy WordPress and run its database. Gives as whom its programs run."""
        identity = debian.unprivileged(self.folder)
        self._create_database(identity)
        database = [debian.program("mariadbd"), *self._mariadb_options(), "--skip-networking"]
        with processes.running(database, self.folder / "database.log", **identity) as pid:
            self._pids.append(pid)
            self._wait_for_database()
            self._copy()
            yield identity

    def comments(self) -> int:
        """Count the rows of comments."""
        counted = self._sql("SELECT COUNT(*) FROM wordpress.wp_comments")
        return int(counted.stdout)

    def _mariadb_options(self) -> list[str]:
        return ["--no-defaults", f"--datadir={self.folder}/database", f"--socket={self.socket}"]

    def _create_database(self, identity: dict[str, Any]) -> None:
        create = ["mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/database"]
        options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run([*create, *options], check=True, capture_output=True, **identity)

    def _wait_for_database(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while self._sql("CREATE DATABASE IF NOT EXISTS wordpress", check=False).returncode:
            if time.monotonic() > deadline:
                raise RuntimeError((self.folder / "database.log").read_text())
            time.sleep(0.1)

    def _sql(self, statement: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-N", "-e", statement]
        return subprocess.run(client, check=check, capture_output=True, text=True)

    def _copy(self) -> None:
        """Copy WordPress, because Debian's own reads a configuration of the whole machine."""
        shutil.copytree(debian.WORDPRESS, self.root, ignore=shutil.ignore_patterns("wp-config.php"))
        strings = {"DB_NAME": "wordpress", "DB_USER": "root", "DB_PASSWORD": "", "DB_HOST": f"localhost:{self.socket}"}
        strings |= {"DB_CHARSET": "utf8mb4", "DB_COLLATE": "", "WP_HOME": self.url, "WP_SITEURL": self.url}
        strings |= {name: secrets.token_hex() for name in SALTS}
        lines = [f"define('{name}', '{value}');" for name, value in strings.items()]
        lines += [f"define('{name}', true);" for name in CONSTANTS]
        lines += ["$table_prefix = 'wp_';", "define('ABSPATH', __DIR__ . '/');", "require ABSPATH . 'wp-settings.php';"]
        (self.root / "wp-config.php").write_text("\n".join(["<?php", *lines]))

    def _seed(self, articles: list[texts.Article], identity: dict[str, Any]) -> None:
        content = [{**asdict(article), "blocks": blocks(article.body)} for article in articles]
        file = self.folder / "content.json"
        file.write_text(json.dumps(content, default=lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}"))
        command = ["php", "-d", "memory_limit=512M", str(SEED), str(self.root), self.url, str(file)]
        seeded = subprocess.run(command, capture_output=True, text=True, env=os.environ, **identity)
        lines = [line.split() for line in seeded.stdout.splitlines()]
        self.article_ids = {line[1]: int(line[0]) for line in lines if len(line) == 2 and line[0].isdecimal()}
        if len(self.article_ids) != len(articles):
            raise RuntimeError(f"WordPress was not installed:\n{seeded.stdout}{seeded.stderr}")


def blocks(html: str) -> str:
    """Mark paragraphs and headings as WordPress's editor does. All else is a block of plain HTML."""
    html = PARAGRAPH.sub(lambda found: f"<!-- wp:paragraph -->\n{found[0]}\n<!-- /wp:paragraph -->", html)
    heading = '<!-- wp:heading -->\n<h2 class="wp-block-heading">{}</h2>\n<!-- /wp:heading -->'
    return HEADING.sub(lambda found: heading.format(found[1]), html)
