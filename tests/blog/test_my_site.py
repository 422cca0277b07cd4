"""The pages of "My site" in the admin, and what readers see of them."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Profile
from accounts.roles import Role
from blog.models import MenuEntry, SiteTexts
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_page, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

ADMIN = "/admin/blog/sitetexts"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def opened(client, slug: str) -> dict:
    return form_data(client.get(f"{ADMIN}/{slug}/").content.decode())


def save(client, slug: str, **typed) -> None:
    assert client.post(f"{ADMIN}/{slug}/", {**opened(client, slug), **typed}).status_code == 302


def preview(client, slug: str, **typed) -> LexborHTMLParser:
    response = client.post(f"{ADMIN}/{slug}/preview/", {**opened(client, slug), **typed})
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def front(client) -> LexborHTMLParser:
    return LexborHTMLParser(client.get("/").content.decode())


def texts_of(html: LexborHTMLParser, selector: str) -> list[str]:
    return [found.text(strip=True) for found in html.css(selector)]


def test_old_address_of_the_form_leads_to_the_front_page(client, coach):
    assert client.get(f"{ADMIN}/")["Location"] == f"{ADMIN}/front/"


def test_name_and_tagline_are_saved(client, coach):
    save(client, "front", name="Strong with Mara", tagline="Slowly.")
    assert texts_of(front(client), "h1") == ["Slowly."]
    assert texts_of(front(client), ".site-name") == ["Strong with Mara"]


def test_new_site_shows_all_parts_that_have_something(client, coach):
    make_post("hips", author=coach, categories=[make_category("Core")])
    assert texts_of(front(client), "main h2")[:2] == ["Newest articles", "Topics"]


def test_parts_stand_on_the_front_page_in_the_chosen_order(client, coach):
    make_post("hips", author=coach, categories=[make_category("Core")])
    places = {"front_parts-place-newest": "3", "front_parts-place-topics": "1"}
    save(client, "front", front_parts=["newest", "topics"], **places)
    assert texts_of(front(client), ".section h2") == ["Topics", "Newest articles"]


def test_no_part_at_all_is_a_choice(client, coach):
    make_post("hips", author=coach)
    save(client, "front", front_parts=[])
    assert texts_of(front(client), ".section h2") == []


def test_articles_to_start_with_are_found_by_title_and_kept_in_order(client, coach):
    first, second = make_post("one", title="One"), make_post("two", title="Two")
    save(client, "front", start_1="Two", start_2="one")
    assert SiteTexts.load().start_here == [second.pk, first.pk]
    assert texts_of(front(client), "#start, section[aria-labelledby=start] h3") == ["Start here", "Two", "One"]
    assert opened(client, "front")["start_1"] == "Two"


def test_article_that_does_not_exist_is_refused(client, coach):
    response = client.post(f"{ADMIN}/front/", {**opened(client, "front"), "start_1": "Nothing"})
    assert "There is no article with this title" in response.content.decode()


def test_article_that_is_public_no_more_is_left_out(client, coach):
    post = make_post("one", title="One")
    save(client, "front", start_1="One")
    post.put_into_bin()
    assert not front(client).css("#start")


@pytest.mark.parametrize("stored", [["gone", 3, None], "newest", {"newest": 1}, []])
def test_front_page_opens_whatever_is_stored(client, stored):
    SiteTexts(pk=1, front_parts=stored, start_here=stored, colours="gone").save()
    assert client.get("/").status_code == 200


def test_preview_shows_what_is_not_saved(client, coach):
    shown = preview(client, "front", tagline="Not saved yet.", front_parts=[])
    assert texts_of(shown, "h1") == ["Not saved yet."]
    assert SiteTexts.load().tagline == SiteTexts().tagline


def test_preview_keeps_the_stored_value_of_an_invalid_field(client, coach):
    save(client, "front", name="Sturdy")
    assert texts_of(preview(client, "front", name="x" * 200, tagline="New."), ".site-name, h1") == ["Sturdy", "New."]


def test_preview_of_the_menu_shows_the_new_order_and_entry(client, coach):
    make_page("about")
    save(client, "menu")
    added = {"menu-3-label": "Core", "menu-3-target": "/about/", "menu-3-position": "0"}
    shown = preview(client, "menu", **{"menu-1-position": "9", "menu-1-label": "Texts"}, **added)
    assert texts_of(shown, ".site-header .menu a") == ["Core", "About", "Texts"]
    assert not MenuEntry.objects.filter(label="Core").exists()


def test_preview_of_the_menu_leaves_out_a_removed_entry(client, coach):
    make_page("about")
    save(client, "menu")
    assert texts_of(preview(client, "menu", **{"menu-1-DELETE": "on"}), ".site-header .menu a") == ["About"]


def test_footer_has_entries_of_its_own(client, coach):
    make_page("imprint", title="Imprint")
    SiteTexts(pk=1).save()
    before = texts_of(front(client), ".site-header .menu a")
    save(client, "footer", footer="Since 2011", **{"menu-0-label": "All texts"})
    footer = front(client).css_first(".site-footer").text()
    assert all(words in footer for words in ("Since 2011", "All texts", "Imprint"))
    assert texts_of(front(client), ".site-header .menu a") == before


def test_page_says_why_an_entry_does_not_show(client, coach):
    page = client.get(f"{ADMIN}/menu/").content.decode()
    assert page.count("they can’t open the page it leads to") == 2


def test_menu_suggests_pages_and_topics(client, coach):
    make_page("plans", title="Plans")
    make_category("Core")
    suggested = LexborHTMLParser(client.get(f"{ADMIN}/menu/").content.decode()).css("#targets option")
    assert [option.attributes["value"] for option in suggested] == ["/", "/articles/", "/plans/", "/category/core/"]


def test_logo_stands_in_place_of_the_name(client, coach):
    logo, dark = make_picture(600, 100), make_picture(500, 100)
    save(client, "look", **{"logo-library": logo.pk, "dark_logo-library": dark.pk})
    name = front(client).css_first(".site-name")
    assert name.css_first("img").attributes["alt"] == "Sturdy"
    assert name.css_first("img").attributes["src"] == logo.thumbnail_url
    assert name.css_first("source").attributes["srcset"] == dark.thumbnail_url
    assert name.text(strip=True) == ""


def test_owner_alone_changes_the_site(client):
    client.force_login(make_user(role=Role.COACH, is_staff=True))
    for slug in ("front", "look", "menu", "footer"):
        assert client.get(f"{ADMIN}/{slug}/").status_code == 403
        assert client.post(f"{ADMIN}/{slug}/preview/").status_code == 403


def test_preview_answers_posts_alone(client, coach):
    assert client.get(f"{ADMIN}/front/preview/").status_code == 405


def test_about_me_changes_the_own_name_and_texts(client, coach):
    save(client, "about-me", display_name="Mara L.", short_text="Short.", biography="<p>Long.</p>")
    coach.refresh_from_db()
    assert (coach.display_name, coach.profile.short_text) == ("Mara L.", "Short.")
    make_post("hips", author=coach)
    assert "Short." in front(client).css_first(".front-coach").text()
    assert "Long." in client.get(coach.profile.get_absolute_url()).content.decode()


def test_about_me_makes_the_first_profile_of_a_writer(client):
    writer = make_user(role=Role.WRITER, is_staff=True, display_name="Ines Varga")
    make_coach()
    client.force_login(writer)
    save(client, "about-me", job_title="Physiotherapist")
    assert Profile.objects.get(user=writer).slug == "ines-varga"
    assert Profile.objects.exclude(user=writer).get().job_title == "Head coach"


def test_opening_about_me_makes_no_profile(client):
    client.force_login(make_user(role=Role.WRITER, is_staff=True))
    assert client.get(f"{ADMIN}/about-me/").status_code == 200
    assert not Profile.objects.exists()


def test_about_me_previews_the_page_of_the_author(client, coach):
    assert texts_of(preview(client, "about-me", display_name="Mara L."), "h1") == ["Mara L."]
    coach.refresh_from_db()
    assert coach.display_name == "Mara Lindt"


def test_about_me_is_previewed_before_there_is_a_profile(client):
    client.force_login(make_user(role=Role.WRITER, is_staff=True))
    assert texts_of(preview(client, "about-me", display_name="Ines"), "h1") == ["Ines"]


def test_helper_has_no_page_about_herself(client):
    client.force_login(make_user(role=Role.HELPER, is_staff=True))
    assert client.get(f"{ADMIN}/about-me/").status_code == 403


def test_footer_offers_a_text_to_begin_the_imprint_with(client, coach):
    SiteTexts(pk=1).save()
    footer = LexborHTMLParser(client.get(f"{ADMIN}/footer/").content.decode())
    link = footer.css_first(".my-site-row__why a")
    assert link.text() == "Write this page"
    desk = client.get(link.attributes["href"]).content.decode()
    assert "Responsible for this site:" in desk
    assert coach.email in desk
    make_page("imprint")
    assert "begin=imprint" not in client.get(f"{ADMIN}/footer/").content.decode()
