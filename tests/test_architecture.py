"""Rules of the architecture that no linter checks; see CONTRIBUTING.md."""

import ast
import re

from config.environment import BASE_DIR

APPS = (
    "accounts blog coaching comments config core demo inbox media offers operations outbox pagecache podcast "
    "privacy search wordpress"
).split()
MODULES = [module for app in APPS for module in (BASE_DIR / app).rglob("*.py") if module.parent.name != "migrations"]
TEMPLATES = list((BASE_DIR / "templates").rglob("*.*"))
STYLES = list((BASE_DIR / "static" / "css").rglob("*.css"))
PUBLIC_VIEWS = [module for module in MODULES if module.name == "views.py" or module.parent.name == "views"]

CATCH_ALL_NAMES = {"utils", "helpers", "services", "managers", "misc", "common"}
MARKS_SAFE = re.compile(r"\b(mark_safe|SafeString|SafeText)\(")
DISABLES_ESCAPING = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
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


def decorators(function: ast.FunctionDef) -> set[str]:
    return {decorator.id for decorator in function.decorator_list if isinstance(decorator, ast.Name)}


def calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def length(function):
    """The number of lines without docstring."""
    documentation = ast.get_docstring(function, clean=False) or ""
    return function.end_lineno - function.lineno + 1 - len(documentation.splitlines())


def is_public(template):
    """Other templates are those of mails, of the admin and of account pages."""
    parts = template.relative_to(BASE_DIR / "templates").parts
    return template.suffix == ".html" and not {"emails", "admin", "account", "mfa"} & set(parts)


def too_long(paths, most: int) -> list[str]:
    return [name_of(path) for path in paths if lines(path) > most]


def long_functions(modules, most: int) -> list[str]:
    return [
        f"{name_of(module)} {function.name}"
        for module in modules
        for function in functions(module)
        if length(function) > most
    ]


def test_modules_and_their_functions_are_short():
    assert too_long(MODULES, 300) == []
    assert long_functions(MODULES, 40) == []


def test_public_views_are_short():
    assert long_functions(PUBLIC_VIEWS, 25) == []


def test_view_without_a_csrf_token_leaves_the_check_of_the_origin_to_process_form() -> None:
    found = [function for module in MODULES for function in functions(module) if "public_form" in decorators(function)]
    assert len(found) >= 7
    assert [function.name for function in found if "process_form" not in calls(function)] == []


def test_no_module_has_a_catch_all_name():
    assert [name_of(module) for module in MODULES if {module.stem, module.parent.name} & CATCH_ALL_NAMES] == []


def test_only_core_html_marks_html_safe():
    found = {name_of(module) for module in MODULES if MARKS_SAFE.search(module.read_text(encoding="utf-8"))}
    assert found <= {"core/html.py"}


def test_templates_are_short_and_disable_no_escaping():
    assert too_long(TEMPLATES, 100) == []
    assert [name_of(path) for path in TEMPLATES if DISABLES_ESCAPING.search(path.read_text(encoding="utf-8"))] == []


def test_public_templates_have_nothing_personal_or_inline():
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in TEMPLATES if is_public(path)}
    assert [name for name, text in texts.items() if IS_PERSONAL.search(text)] == []
    assert [name for name, text in texts.items() if RUNS_INLINE.search(TAG.sub("", text))] == []


def test_style_sheets_are_short():
    assert too_long(STYLES, 175) == []


def test_every_app_is_checked():
    found = {path.parent.name for path in BASE_DIR.glob("*/apps.py")} | {"config"}
    assert found == set(APPS)


def test_scripts_are_short():
    assert too_long((BASE_DIR / "static").rglob("*.js"), 150) == []


def test_scripts_of_the_desk_stay_small() -> None:
    """Lines of code, without comments and empty ones."""
    scripts = [*(BASE_DIR / "static" / "js").glob("editor-*.js"), *(BASE_DIR / "static" / "js" / "desk").glob("*.js")]
    text = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
    code = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert len(code) <= 1500
