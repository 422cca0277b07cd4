"""``make html``: is the HTML of every public page valid? Serves the sample site and asks html-validate.

Pages are found by following links, from the sitemap and a few URLs that no page links to.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser

from config.environment import BASE_DIR
from tests import prepared
from tests.served_site import ServedSite

VALIDATOR = "html-validate@9.7.1"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
TOOLS = BASE_DIR / ".tools" / "html"
RULES = {
    "extends": ["html-validate:standard"],
    "rules": {
        # Django's widgets write void elements and attributes in their own style; both spellings are valid HTML.
        "void-style": "off",
        "attribute-boolean-style": "off",
        "no-inline-style": "error",
    },
}
UNLINKED = [
    *("/", "/nothing-here/", "/page-that-is-gone/2/", "/comments/received/", "/privacy/requested/"),
    *("/apply/", "/apply/status/", "/apply/status/sent/", "/apply/deleted/", "/apply/of-nobody/"),
    *("/search/", "/search/?q=hip+clicks", "/search/?q=kneee&kind=comment", "/search/?q=zebra"),
    *("/sign-up/chair-routine/", "/sign-up/chair-routine/sent/"),
]
LOCATION = re.compile(r"<loc>(.*?)</loc>")
NO_PAGES = re.compile(r"^/(admin|go|media|static|feed|sitemap[a-z-]*\.xml|robots\.txt)")
# Each comment has a URL for replying with the same form: a few of them are enough.
MOST_PAGES = 400
MOST_REPLIES = 5
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def main() -> int:
    command = [validator(), "--formatter", "text", "."]
    with tempfile.TemporaryDirectory(prefix="sturdy-html-") as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        (pages / ".htmlvalidate.json").write_text(json.dumps({"root": True, **RULES}))
        site = ServedSite(prepared.copy_sample_site(Path(folder) / "data"), DEMO="1", WORKERS="0")
        try:
            urls = keep_pages(site.started().url, pages)
        finally:
            site.end()
        result = subprocess.run(command, cwd=pages, capture_output=True, text=True)
    report = result.stdout + result.stderr
    for name, link_url in urls.items():
        report = report.replace(str(pages / name), link_url)
    print(report, end="")
    print(f"HTML of {len(urls)} pages: {'valid' if result.returncode == 0 else 'not valid'}")
    return result.returncode


def keep_pages(url: str, folder: Path) -> dict[str, str]:
    """Write every page into ``folder``; returns the URL of each file."""
    kept: dict[str, str] = {}

    def keep(response: httpx.Response, note: str = "") -> None:
        name = f"{len(kept):04}.html"
        (folder / name).write_text(response.text, encoding="utf-8")
        kept[name] = f"{response.request.method} {urlsplit(str(response.url)).path} {note}".strip()

    with httpx.Client(base_url=url, follow_redirects=True, timeout=30) as client:
        sections = re.findall(LOCATION, client.get("/sitemap.xml").text)
        listed = (found for section in sections for found in re.findall(LOCATION, client.get(section).text))
        waiting = [*UNLINKED, *(urlsplit(found).path for found in listed)]
        seen, forms, replies = set(waiting), set(), 0
        while waiting:
            response = client.get(waiting.pop(0))
            if "text/html" not in response.headers.get("Content-Type", ""):
                continue
            keep(response)
            tree = LexborHTMLParser(response.text)
            for form in tree.css("form[method=post]"):
                forms.add(form.attributes.get("action") or str(response.url))
            for link in tree.css("a[href]"):
                link_url = urldefrag(urljoin(str(response.url), link.attributes["href"] or "")).url
                path = link_url.removeprefix(url)
                if not link_url.startswith(url) or path in seen or NO_PAGES.match(path):
                    continue
                replies += "replytocom" in path
                if len(seen) < MOST_PAGES and ("replytocom" not in path or replies <= MOST_REPLIES):
                    seen.add(path)
                    waiting.append(path)
        for action in sorted(forms)[:MOST_REPLIES]:
            keep(client.post(action, data={"name": ""}, headers=SAME_ORIGIN), "(empty form)")
    return kept


def validator() -> str:
    """html-validate, installed below ``.tools`` on the first call."""
    program = TOOLS / "node_modules" / ".bin" / "html-validate"
    mark = TOOLS / VALIDATOR
    if not mark.exists():
        if not shutil.which("npm") and os.geteuid() == 0 and shutil.which("apt-get"):
            noninteractive = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run("apt-get -qq update && apt-get -qq -y install nodejs npm", shell=True, env=noninteractive)
        if not shutil.which("npm"):
            sys.exit("The check of the HTML needs npm: install it (Debian: `apt-get install npm`) and run again.")
        quiet = "--silent --no-audit --no-fund --no-package-lock --no-save".split()
        # Node has its own certificates; an additional one of the network is among those of the system.
        environment = {"NODE_EXTRA_CA_CERTS": CERTIFICATES, **os.environ} if Path(CERTIFICATES).exists() else os.environ
        installed = subprocess.run(["npm", "install", *quiet, "--prefix", str(TOOLS), VALIDATOR], env=environment)
        if installed.returncode:
            sys.exit(f"The check of the HTML needs {VALIDATOR}, and npm could not install it.")
        mark.touch()
    return str(program)


if __name__ == "__main__":
    sys.exit(main())
