"""No page of the admin speaks the language of its framework, whoever looks at it."""

import re
from collections import Counter
from collections.abc import Iterator
from gettext import GNUTranslations
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker
from selectolax.lexbor import LexborHTMLParser, LexborNode

from accounts.roles import Role
from blog.models import Post
from config.environment import BASE_DIR
from tests.factories import make_user
from tests.pseudo_locale import NAMES, pseudo_locale, rewrite_rows

# The words do not come from the database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FRAMEWORK_WORDS = [
    *("Django", "django-ox", "Taggit", "pbkdf2", "argon2", "bcrypt", "EMAIL_URL", "DATABASE_URL", "AKISMET_API_KEY"),
    *("Superuser", "Staff status", "User permissions", "Groups", "administration", "README", "queryset", "slug"),
    *("Save and continue editing", "Save and add another", "Save as new", "View on site", "Change history"),
    *("Are you sure", "Yes, I’m sure", "related objects", "No action selected", "Clear selection", "Action:"),
    *("Welcome,", "Recent actions", "My actions", "None available", "Select an option", "Hold down", "Lookup"),
    *(
        "Toggle",
        "Sorting priority",
        "Breadcrumbs",
        "Currently:",
        "successfully",
        "You don’t have permission",
        "ox task",
        "Enqueued",
    ),
    *("Show counts", "Hide counts", "Pagination", "server time"),
]
WHOLE_LINES = (
    "Stands",
    "Line",
    "Clear",
    "True",
    "False",
    "None",
    "Run",
    "Objects",
    "Filter",
    "Home",
    "Empty",
    "Not empty",
)
PATTERNS = [
    *(re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])") for word in FRAMEWORK_WORDS),
    *(re.compile(rf"(?m)^\s*{word}:?\s*$") for word in WHOLE_LINES),
    re.compile(r"Select .* to (change|view)"),
    re.compile(r"\b\w+ object \(\d+\)"),
]
# A page of each kind is enough.
MOST_OF_A_KIND = 2
# What people wrote is not checked, nor are the desk's tools, which have tests of their own.
WRITTEN = "script, style, template, textarea, option[data-title], .staff-text, blockquote, pre, .prose, iframe"


@pytest.fixture(scope="module", autouse=True)
def _sample(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The sample site, loaded once and rolled back at the end."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("sample")),
    ):
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def words_on(html: str, ignored: str = WRITTEN) -> str:
    """Return what a person reads on a page, with titles and labels for screen readers."""
    tree = LexborHTMLParser(html)
    for node in tree.css(ignored):
        node.decompose()
    told = [
        node.attributes[name] or ""
        for name in ("alt", "title", "aria-label", "placeholder")
        for node in tree.css(f"[{name}]")
    ]
    told += [node.attributes.get("value") or "" for node in tree.css("input[type=submit], input[type=button]")]
    lines = [*tree.text(separator="\n").splitlines(), *told]
    return "\n".join(line.strip() for line in lines if line.strip())


def crawl(client: Client) -> dict[str, str]:
    """Return the pages of the admin that links lead to, by their paths."""
    waiting, seen, kinds, pages = [reverse("admin:index")], set(), Counter(), {}
    while waiting:
        url = waiting.pop(0)
        response = client.get(url, follow=True)
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        assert response.status_code == 200, f"{url} answers {response.status_code}"
        pages[url] = response.text
        for link in LexborHTMLParser(response.text).css("a[href]"):
            found = urldefrag(urljoin(url, link.attributes["href"] or "")).url
            path = urlsplit(found).path
            if not path.startswith(reverse("admin:index")) or found in seen:
                continue
            seen.add(found)
            kind = f"{resolve(path).url_name} {'?' in found}"
            kinds[kind] += 1
            if kinds[kind] <= MOST_OF_A_KIND:
                waiting.append(found)
    return pages


@pytest.mark.parametrize("role", Role.values)
def test_no_page_has_words_of_the_framework(role):
    client = Client()
    client.force_login(make_user(is_staff=True, role=role))
    pages = crawl(client)
    found = {
        f"{url}: {match[0]!r} in {words[max(0, match.start() - 40) : match.end() + 40]!r}"
        for url, html in pages.items()
        if (words := words_on(html))
        for pattern in PATTERNS
        if (match := pattern.search(words))
    }
    found |= {f"{url}: {part}" for url, html in pages.items() for part in parts_of_the_framework(html)}
    assert not found, "\n".join(sorted(found))


def parts_of_the_framework(html: str) -> Iterator[str]:
    """Yield labels that end with a colon, buttons that do not look as all others, and main acts beside another one."""
    tree = LexborHTMLParser(html)
    for label in tree.css("label, legend"):
        if label.text(strip=True).endswith(":"):
            yield label.text(strip=True)
    for button in tree.css("#container input[type=submit], #container .button, #container .default"):
        yield button.html or ""
    main = [button for button in tree.css(".staff-button--first, .staff-button--danger") if not is_closed(button)]
    if len(main) > 1:
        yield f"more than one main act: {[button.text(strip=True) for button in main]}"


def is_closed(node: LexborNode | None) -> bool:
    """Tell whether a person sees it only after opening what it is in."""
    return node is not None and (node.tag in ("details", "dialog", "template") or is_closed(node.parent))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_words_are_those_of_the_source(domain):
    source = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    rows = re.findall(r'^msgid "(.+)"\n(msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.+)"', source.read_text(), re.M)
    with source.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    said = {msgid: compiled.ngettext(msgid, "", 1) if plural else compiled.gettext(msgid) for msgid, plural, _ in rows}
    assert said == {msgid: words for msgid, _plural, words in rows}
    assert len(rows) > 2


# What readers of a page in any language see alike: categories of Apple's, addresses of pages, and what nobody sees.
SAME_FOR_ALL = ".hidden, .material-icons, [name=slug], [name=category], [name=second_category], [name=action], code"
# Fields whose words are for programs, or that both sides of the test read.
FOR_PROGRAMS = frozenset(
    "address args colours content data destination encoding errors field fingerprint host key kind kwargs "
    "language learned_from network owner_email password path place priority recipient reply_to route secret slug "
    "sort source stage state target task_path time_zone token url username website weights".split()
)


# The name of a task, and the address of an offer.
PROGRAMS = {"media", "render", "picture", "READY", "coaching"}
# Addresses, sizes and placeholders.
NO_SENTENCE = re.compile(r"\S*[@/.]\S*|\bv?\d\S*|\{\w+\}")


def unmarked_words(pages: dict[str, str]) -> dict[str, str]:
    """Return the lines with words that no catalogue has, each with the path of one page."""
    return {
        line: url
        for url, html in pages.items()
        for line in words_on(html, f"{WRITTEN}, {SAME_FOR_ALL}").splitlines()
        if set(re.findall(r"[A-Za-z]{2,}", NO_SENTENCE.sub("", line))) - NAMES - PROGRAMS
    }


def test_every_word_of_the_admin_is_marked():
    owner = make_user(is_staff=True, role=Role.OWNER)
    rewrite_rows(FOR_PROGRAMS)
    client = Client()
    client.force_login(owner)
    with pseudo_locale():
        pages = crawl(client)
    assert len(pages) > 60
    found = unmarked_words(pages)
    assert not found, "\n".join(f"{url}: {line}" for line, url in sorted(found.items()))


def test_every_word_of_public_pages_is_marked(direct_client):
    post = Post.objects.published().order_by("pk").first()
    rewrite_rows(FOR_PROGRAMS)
    paths = [post.get_absolute_url(), "/", "/articles/", "/articles/archive/", "/about/", "/podcast/", "/search/?q=0"]
    paths += ["/apply/", "/apply/status/", "/privacy/", "/sign-up/chair-routine/", "/comments/received/", "/nothing/"]
    with pseudo_locale():
        pages = {path: direct_client.get(path).text for path in paths}
    found = unmarked_words(pages)
    assert not found, "\n".join(f"{url}: {line}" for line, url in sorted(found.items()))
