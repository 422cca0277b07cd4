"""What the plan of the house asks for and no linter holds: see CONTRIBUTING.md."""

import ast
import re

import pytest

from config.environment import BASE_DIR

ROOMS = "accounts blog coaching comments config core demo inbox outbox privacy wordpress".split()
MODULES = [module for room in ROOMS for module in (BASE_DIR / room).rglob("*.py") if module.parent.name != "migrations"]
TEMPLATES = list((BASE_DIR / "templates").rglob("*.*"))
STYLES = list((BASE_DIR / "static" / "css").rglob("*.css"))
PUBLIC_VIEWS = [module for module in MODULES if module.name == "views.py" or module.parent.name == "views"]

DRAWERS = {"utils", "helpers", "services", "managers", "misc", "common"}
MARKS_SAFE = re.compile(r"\b(mark_safe|SafeString|SafeText)\(")
TRUSTS_A_TEMPLATE = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
IS_PERSONAL = re.compile(r"csrf_token|(?<![\w.])user\.|(?<![\w.])messages\b|request\.session|(?<![\w.])perms\.")
TAG = re.compile(r"{%.*?%}")
RUNS_INLINE = re.compile(r"<script(?![^>]*(src=|application/ld\+json))|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)


def name_of(path):
    return str(path.relative_to(BASE_DIR))


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def functions(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length(function):
    """In lines, without what documents it."""
    documentation = ast.get_docstring(function, clean=False) or ""
    return function.end_lineno - function.lineno + 1 - len(documentation.splitlines())


def is_public(template):
    """Mails and the admin are another matter."""
    parts = template.relative_to(BASE_DIR / "templates").parts
    return template.suffix == ".html" and not {"emails", "admin"} & set(parts)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_module_can_be_read_in_one_sitting(module):
    assert lines(module) <= 300
    assert [(function.name, length(function)) for function in functions(module) if length(function) > 40] == []


@pytest.mark.parametrize("module", PUBLIC_VIEWS, ids=name_of)
def test_view_fetches_calls_and_answers(module):
    assert [(function.name, length(function)) for function in functions(module) if length(function) > 25] == []


def test_nothing_is_kept_in_a_drawer():
    assert [name_of(module) for module in MODULES if {module.stem, module.parent.name} & DRAWERS] == []


def test_one_place_marks_html_safe():
    found = {name_of(module) for module in MODULES if MARKS_SAFE.search(module.read_text(encoding="utf-8"))}
    assert found <= {"core/html.py"}


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_is_short_and_trusts_nothing(template):
    assert lines(template) <= 100
    assert not TRUSTS_A_TEMPLATE.search(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", [template for template in TEMPLATES if is_public(template)], ids=name_of)
def test_public_template_is_the_same_for_everyone_and_runs_nothing_inline(template):
    text = template.read_text(encoding="utf-8")
    assert not IS_PERSONAL.search(text)
    assert not RUNS_INLINE.search(TAG.sub("", text))


@pytest.mark.parametrize("style", STYLES, ids=name_of)
def test_style_sheet_is_short(style):
    assert lines(style) <= 175


def test_every_room_is_looked_at():
    apps = {path.parent.name for path in BASE_DIR.glob("*/apps.py")} | {"config"}
    assert apps == set(ROOMS)


def test_every_script_is_a_small_file():
    assert [name_of(script) for script in (BASE_DIR / "static").rglob("*.js") if lines(script) > 150] == []
