"""Each style sheet that pages link to is collected as one file."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from config.environment import BASE_DIR
from core.serving.static_storage import IMPORT, STYLE_SHEETS, compact

ICON = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def collect(settings: Settings, tmp_path: Path):
    """``collect(files)`` collects files of these names and texts, and returns the folder and the manifest."""

    def collect(files: dict[str, str]) -> tuple[Path, dict[str, str]]:
        source, root = tmp_path / "source", tmp_path / "root"
        for name, text in {**dict.fromkeys(STYLE_SHEETS, ""), **files}.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text)
        settings.STATICFILES_DIRS = [source]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATIC_ROOT = root
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "core.serving.static_storage.StaticStorage"},
        }
        call_command("collectstatic", interactive=False, verbosity=0)
        return root, json.loads((root / "staticfiles.json").read_text())["paths"]

    return collect


def test_imports_are_replaced_by_their_files_in_order(collect) -> None:
    root, names = collect(
        {
            "css/public.css": '/* All. */\n@import "one.css";\n@import "parts/two.css";\n@import "three.css" print;\n',
            "css/one.css": "/* One. */\na {\n  color: red;\n}\n",
            "css/parts/two.css": "a { color: blue }",
            "css/three.css": "a { color: black }",
        }
    )
    css = "a{color:red;}a{color:blue}@media print{a{color:black}}"
    assert (root / "css/public.css").read_text() == css
    assert (root / names["css/public.css"]).read_text() == css


def test_urls_lead_to_the_same_files_under_their_hashed_names(collect) -> None:
    root, names = collect(
        {
            "css/public.css": '@import "parts/one.css";',
            "css/parts/one.css": 'a { background: url("../../img/x.svg") } b { background: url("data:,x") }',
            "img/x.svg": ICON,
        }
    )
    css = (root / names["css/public.css"]).read_text()
    assert css == f'a{{background:url("../{names["img/x.svg"]}")}}b{{background:url("data:,x")}}'
    assert names["img/x.svg"] != "img/x.svg"


def test_scripts_lose_the_lines_that_are_comments(collect) -> None:
    script = '// Why.\nconst link = "https://example.org//";\n  // How.\nlink.at(-1); // Last.\n'
    root, names = collect({"js/links.js": script, "elsewhere/js/links.js": script})
    assert (root / names["js/links.js"]).read_text() == 'const link = "https://example.org//";\nlink.at(-1); // Last.\n'
    assert (root / names["elsewhere/js/links.js"]).read_text() == script


def test_only_what_pages_ask_for_is_compressed(collect) -> None:
    script = "const many = 1;\n" * 100
    mapped = f"{script}//# sourceMappingURL=editor.js.map\n"
    files = {"css/public.css": "a{color:red}" * 100, "editor/editor.js": mapped, "editor/editor.js.map": script}
    root, names = collect(files)
    compressed = {str(path.relative_to(root).with_suffix("")) for path in root.rglob("*.br")}
    # The page of an error names the style sheet itself.
    assert compressed == {"css/public.css", names["css/public.css"], names["editor/editor.js"]}


def test_name_changes_with_an_imported_file(collect) -> None:
    files = {"css/public.css": '@import "one.css";', "css/one.css": "a { color: red }"}
    _root, before = collect(files)
    _root, after = collect({**files, "css/one.css": "a { color: blue }"})
    assert before["css/public.css"] != after["css/public.css"]
    assert before["css/admin.css"] == after["css/admin.css"]


def test_every_file_is_in_a_style_sheet() -> None:
    folder = BASE_DIR / "static" / "css"
    sheets = [folder.parent / name for name in STYLE_SHEETS]
    imported = {folder / name.strip('"') for sheet in sheets for name, _media in IMPORT.findall(sheet.read_text())}
    # The copy of a person's data has its own.
    assert {*imported, *sheets, folder / "copy.css"} == set(folder.rglob("*.css"))


def test_missing_file_fails(collect) -> None:
    with pytest.raises(KeyError, match=r"css/nothing\.css"):
        collect({"css/public.css": '@import "nothing.css";'})


@pytest.mark.parametrize(
    ("css", "compacted"),
    [
        ("a  b > c,\nd:is(e, f) :hover { }", "a b > c,d:is(e,f) :hover{}"),
        ("a { width: calc(1px + 2px) !important; }", "a{width:calc(1px + 2px) !important;}"),
        ('a::after { content: " ; /* kept */  {x}" }', 'a::after{content:" ; /* kept */  {x}"}'),
        (r"""a { content: "\"; b" ; quotes: ': ' "  " }""", r"""a{content:"\"; b";quotes:': ' "  "}"""),
        ("/* it's */ a/* x */ b {}", "a b{}"),
        (
            "@media (width: 1px) and (hover: none) { a { top: -1px } }",
            "@media (width:1px) and (hover:none){a{top:-1px}}",
        ),
    ],
)
def test_only_space_without_meaning_is_removed(css: str, compacted: str) -> None:
    assert compact(css) == compacted
