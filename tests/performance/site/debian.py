"""The programs that Sturdy is compared with. They are not needed: without them, their columns stay empty."""

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

WORDPRESS = Path("/usr/share/wordpress")
THEME = WORDPRESS / "wp-content/themes/twentytwentythree"
PACKAGES = "nginx wordpress wordpress-theme-twentytwentythree mariadb-server php-fpm php-cli php-mysql"
INSTALL = f"apt-get install --no-install-recommends {PACKAGES}"
WORDPRESS_VERSION = re.compile(r"\$wp_version = '(.*?)'")
SYSTEM_FOLDERS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def program(name: str) -> Path | None:
    found = shutil.which(name, path=SYSTEM_FOLDERS)
    return Path(found) if found else None


def php_fpm() -> Path | None:
    """PHP's server, whose name ends with its version."""
    return next(iter(sorted(Path("/usr/sbin").glob("php-fpm*"), reverse=True)), None)


def missing() -> list[str]:
    """Return sentences about what is not installed."""
    sentences = []
    if not program("nginx"):
        sentences.append("nginx is not installed, so there is nothing to compare kept pages with.")
    needed = (program("nginx"), THEME.is_dir(), program("mariadbd"), php_fpm(), program("php"))
    if not all(needed):
        sentences.append("WordPress, or what it runs on, is not installed, so there is nothing to compare it with.")
    return [*sentences, f"Debian: {INSTALL}"] if sentences else []


def versions() -> list[str]:
    """The first line of what each program says of itself."""
    programs = {program("nginx"): "-v", program("mariadbd"): "--version", php_fpm(): "--version"}
    found = []
    for path, option in programs.items():
        if path:
            said = subprocess.run([path, option], capture_output=True, text=True, check=False)
            found.append((said.stdout + said.stderr).splitlines()[0])
    version = WORDPRESS / "wp-includes/version.php"
    if version.is_file() and (wordpress := WORDPRESS_VERSION.search(version.read_text())):
        found.append(f"WordPress {wordpress[1]}")
    return found


def has_wordpress() -> bool:
    return not missing()


def unprivileged(folder: Path) -> dict[str, Any]:
    """As whom servers in the folder run: as ``nobody`` if we are root, and else as ourselves. They get the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
