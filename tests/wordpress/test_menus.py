"""The menu of the old site becomes the menu here, if nobody has chosen one yet."""

import pytest

from blog.models import MenuEntry, SiteTexts
from tests.wordpress.conftest import row
from tests.wordpress.wxr import category, item, term

pytestmark = pytest.mark.django_db

ABOUT = item(5, "about", kind="page", title="About me")


def entry(id: int, title: str = "", menu: str = "Main", parent: int = 0, **meta: object) -> str:
    values = {f"_menu_item_{name}": value for name, value in {"menu_item_parent": parent, **meta}.items()}
    return item(id, f"entry-{id}", kind="nav_menu_item", title=title, terms=term("nav_menu", menu, menu), meta=values)


def page_entry(id: int, title: str = "", **fields: object) -> str:
    return entry(id, title, type="post_type", object="page", object_id=5, **fields)


def menu() -> list[tuple[str, str]]:
    return list(MenuEntry.objects.filter(place="menu").values_list("label", "target"))


def test_menu_becomes_the_menu_here(run, client):
    report = run(
        category("core", "Core", id=2),
        ABOUT,
        page_entry(20),
        entry(21, "Training", type="taxonomy", object="category", object_id=2),
        entry(22, "Shop", type="custom", url="https://shop.example.net/"),
        entry(23, "Me", type="custom", url="https://old.example.com/about/"),
    )
    targets = ["/about/", "/category/core/", "https://shop.example.net/", "/about/"]
    assert menu() == list(zip(["About me", "Training", "Shop", "Me"], targets, strict=True))
    assert row(report, "nav_menu_item") == [4, 4, 0, 0]
    assert "Shop" in client.get("/").content.decode()


def test_second_import_leaves_the_menu_alone(run):
    run(ABOUT, page_entry(20))
    MenuEntry.objects.filter(label="About me").update(label="Who I am")
    assert row(run(ABOUT, page_entry(20)), "nav_menu_item") == [1, 0, 1, 0]
    assert menu() == [("Who I am", "/about/")]


def test_menu_that_somebody_has_chosen_stays_and_the_other_is_named(run):
    SiteTexts(pk=1).save()
    MenuEntry.objects.filter(place="menu").update(label="Mine")
    report = run(ABOUT, page_entry(20, "About"))
    assert {label for label, _target in menu()} == {"Mine"}
    assert "The menu “Main” had the entry “About”." in report


@pytest.mark.parametrize(
    "part",
    [
        page_entry(21, "Below", parent=20),
        page_entry(21, "Other", menu="Footer"),
        entry(21, "Opens others", type="custom", url="#"),
        entry(21, "Bad", type="custom", url="javascript:alert(1)"),
        entry(21, "Broken", type="custom", url="http://[old"),
        entry(21, "Gone", type="post_type", object="page", object_id=99),
    ],
)
def test_entry_without_a_place_or_a_target_is_named(run, part):
    report = run(ABOUT, page_entry(20), part)
    assert menu() == [("About me", "/about/")]
    assert row(report, "nav_menu_item") == [2, 1, 0, 1]
