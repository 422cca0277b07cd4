from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.encoding import iri_to_uri
from taggit.models import Tag

from accounts.models import User
from accounts.roles import Role
from blog import link_replacement
from blog.models import Category, ExternalLink, Page, Post, SiteTexts
from comments.models import Comment, Decision
from outbox.models import OutgoingMail
from tests.blog.desk.conftest import tab_of
from tests.factories import make_coach, make_episode, make_post
from tests.wordpress.conftest import row
from tests.wordpress.wxr import category, comment, export, item, term

pytestmark = pytest.mark.django_db


def test_article_is_imported_with_slug_date_terms_author_and_text(run):
    terms = term("category", "core", "Core") + term("post_tag", "hips", "hips")
    run(category("core", "Core"), item(7, "strong-hips", terms=terms, title="Strong hips"))
    post = Post.objects.published().get(address__slug="strong-hips")
    assert (post.title, post.html) == ("Strong hips", "<p>Lift.</p>")
    assert post.published_at == datetime(2017, 11, 6, 9, tzinfo=UTC)
    assert [category.name for category in post.categories.all()] == ["Core"]
    assert [tag.name for tag in post.tags.all()] == ["hips"]
    assert (post.author.email, post.author.profile.slug) == ("nora@example.com", "nora")


def test_dead_link_in_imported_texts_is_replaced_and_undone(run):
    dead = '<a href="https://short.example/abc">https://short.example/abc</a>'
    classic = f"Join me —> {dead}\n\nOr   don’t."
    blocks = f"<!-- wp:paragraph -->\n<p class='x'>Join me —&gt; {dead}</p>\n<!-- /wp:paragraph -->"
    run(item(7, "hips", content=classic), item(8, "core", content=blocks, status="draft"), item(9, "us", kind="page"))
    before = list(Post.objects.order_by("pk").values_list("body", flat=True))
    link = ExternalLink.objects.in_use().with_counts().get()
    assert (link.url, link.times, link.entries) == ("https://short.example/abc", 2, 2)

    replacement = link_replacement.start(link, "/go/challenge/", "The challenge", by=make_coach())
    after = [body.replace(dead, '<a href="/go/challenge/">The challenge</a>') for body in before]
    link_replacement.continue_replacement(replacement)
    assert list(Post.objects.order_by("pk").values_list("body", flat=True)) == after
    link_replacement.undo(replacement)
    link_replacement.continue_replacement(replacement)
    assert list(Post.objects.order_by("pk").values_list("body", flat=True)) == before


def test_comments_keep_ids_dates_and_parents_with_later_ids(run):
    run(item(7, "hips", comment(30, parent=40) + comment(40, text="First!") + comment(50, parent=30)))
    first, reply, below = (Comment.objects.get(pk=pk) for pk in (40, 30, 50))
    assert (first.parent, reply.parent, below.parent) == (None, first, reply)
    assert (reply.thread_id, below.thread_id) == (40, 40)
    assert first.created_at == datetime(2017, 12, 1, 10, 0, 40, tzinfo=UTC)
    assert {decision.decider for decision in Decision.objects.all()} == {"import"}


def test_second_import_adds_nothing_and_reports_it(run):
    parts = (category("core", "Core"), item(7, "hips", comment(1), term("category", "core", "Core")))
    run(*parts)
    report = run(*parts)
    assert (Post.objects.count(), Comment.objects.count(), Category.objects.count()) == (1, 1, 1)
    assert [row(report, kind) for kind in ("author", "category", "post", "comment")] == [[1, 0, 1, 0]] * 4


def test_newer_export_adds_only_the_new_comment(run):
    run(item(7, "hips", comment(1)))
    report = run(item(7, "hips", comment(1) + comment(2, parent=1)))
    assert row(report, "comment") == [2, 1, 1, 0]
    assert Comment.objects.get(pk=2).parent_id == 1


def test_deleted_rows_are_not_imported_again(run):
    run(item(7, "hips", comment(1)))
    Post.objects.get().delete()
    report = run(item(7, "hips", comment(1) + comment(2)))
    assert not Post.objects.exists()
    assert not Comment.objects.exists()
    assert row(report, "comment") == [2, 0, 1, 1]


def test_binned_rows_stay_in_the_bin_and_are_reported(run):
    run(item(7, "strong-hips", comment(1)), item(8, "about", kind="page"))
    for entry in (Post.objects.get(), Page.objects.get()):
        entry.put_into_bin()
    report = run(item(7, "strong-hips", comment(1) + comment(2)), item(8, "about", kind="page"))
    assert (row(report, "post"), row(report, "page")) == ([1, 0, 0, 1], [1, 0, 0, 1])
    assert "post, 1 × it is in the bin here, and stays there" in report
    assert Post.objects.get().is_binned
    assert Page.objects.get().is_binned
    assert Comment.objects.count() == 1


def test_taken_id_gets_a_new_one(run):
    here = Comment.objects.create(post=make_post(), name="Ada", text="I was here first.")
    run(item(7, "hips", comment(here.pk) + comment(here.pk + 1, parent=here.pk)))
    imported = Comment.objects.get(text=f"Question {here.pk}?")
    assert imported.pk != here.pk
    assert Comment.objects.get(text=f"Question {here.pk + 1}?").parent == imported


def test_new_comments_are_numbered_above_the_imported(run):
    run(item(7, "hips", comment(5000)))
    assert Comment.objects.create(post=Post.objects.get(), name="Ada", text="New").pk > 5000


def test_circle_of_replies_is_cut_and_no_comment_is_lost(run):
    run(item(7, "hips", comment(1, parent=3) + comment(2, parent=1) + comment(3, parent=2)))
    assert Comment.objects.count() == 3
    assert Comment.objects.filter(parent=None).count() == 1


def test_coach_is_recognised_by_user_id_and_by_email(run):
    run(item(7, "hips", comment(1, user=1, email="") + comment(2, email="NORA@example.com") + comment(3)))
    assert [comment.is_by_staff for comment in Comment.objects.order_by("pk")] == [True, True, False]


def test_existing_account_of_the_coach_is_used(run):
    coach = make_coach(email="nora@example.com", display_name="Nora")
    report = run(item(7, "hips"))
    assert Post.objects.get().author == coach
    assert not any("can’t sign in" in line for line in report)


def test_new_author_cannot_sign_in_and_the_report_says_how_to(run):
    report = run(item(7, "hips"), staff=["nora"])
    author = User.objects.get(email="nora@example.com")
    assert not author.has_usable_password()
    assert any("make a link for nora@example.com" in line for line in report)


def test_comments_keep_their_states(run):
    states = {"1": "approved", "0": "held", "spam": "spam", "trash": "binned", "post-trashed": "binned"}
    run(item(7, "hips", "".join(comment(id, approved=state) for id, state in enumerate(states, start=1))))
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == list(states.values())


def test_imported_held_comments_are_not_screened_or_mailed(run):
    run(item(7, "hips", comment(1, approved="0")))
    assert Comment.objects.get().screening_due_at is None
    assert not OutgoingMail.objects.exists()


def test_editorial_note_stays_private(run):
    report = run(item(7, "hips", comment(1, kind="note") + comment(2, parent=1)))
    assert list(Comment.objects.values_list("pk", "parent")) == [(2, None)]
    assert row(report, "note") == [1, 0, 0, 1]


def test_pingbacks_are_imported_as_their_own_kind(run):
    report = run(item(7, "hips", comment(1) + comment(2, kind="pingback", email="", url="https://a.example/")))
    assert row(report, "comment") == row(report, "pingback") == [1, 1, 0, 0]
    assert Comment.objects.pings().get().website == "https://a.example/"


def test_repeated_comments_are_both_imported(run):
    same = {"author": "Ada", "email": "ada@example.org", "text": "Thanks!"}
    run(item(7, "hips", comment(1, **same) + comment(2, **same)))
    assert Comment.objects.count() == 2


def test_email_of_a_reader_is_normalised(run):
    run(item(7, "hips", comment(1, email="Ada@Example.ORG")))
    assert Comment.objects.get().email == "ada@example.org"


def test_invalid_contact_data_is_dropped_and_the_comment_kept(run):
    run(item(7, "hips", comment(1, email="no address", url="javascript:alert(1)", ip="::nowhere")))
    kept = Comment.objects.get()
    assert (kept.email, kept.website, kept.ip_address) == ("", "", None)


@pytest.mark.parametrize(
    ("status", "date", "state", "is_public"),
    [
        ("publish", "2017-11-06 09:00:00", "published", True),
        ("future", "2999-01-01 09:00:00", "published", False),
        ("draft", "0000-00-00 00:00:00", "draft", False),
        ("pending", "2017-11-06 09:00:00", "draft", False),
        ("private", "2017-11-06 09:00:00", "private", False),
    ],
)
def test_articles_keep_their_states(run, status, date, state, is_public):
    run(item(7, "hips", status=status, date=date))
    post = Post.objects.get()
    assert (post.state, post.is_public) == (state, is_public)


def test_article_with_a_password_is_private_and_reported(run):
    report = run(item(7, "hips", password="enter"))
    assert Post.objects.get().state == "private"
    assert any("had a password" in line for line in report)


def test_binned_article_is_left_out_with_its_comments(run):
    report = run(item(7, "hips", comment(1), status="trash"))
    assert row(report, "post") == row(report, "comment") == [1, 0, 0, 1]
    assert any("WordPress’s bin" in line for line in report)


def test_other_kinds_of_content_are_counted_and_left_out(run):
    report = run(item(7, "menu", kind="nav_menu_item"))
    assert row(report, "nav_menu_item") == [1, 0, 0, 1]


def test_page_that_names_a_route_becomes_its_introduction(run):
    run(item(8, "apply", kind="page", content="<p>Who this is for.</p>"))
    assert SiteTexts.load().apply_introduction_html == "<p>Who this is for.</p>"
    assert not Page.objects.exists()


def test_existing_introduction_is_kept(run):
    SiteTexts(pk=1, apply_introduction="<p>Mine.</p>").save()
    report = run(item(8, "apply", kind="page"))
    assert SiteTexts.load().apply_introduction == "<p>Mine.</p>"
    assert any("has an introduction already" in line for line in report)


def test_article_with_a_taken_slug_gets_another_and_is_reported(run):
    make_post("hips")
    report = run(item(7, "hips"))
    assert Post.objects.filter(address__slug="hips-post").exists()
    assert any("/hips-post/" in line for line in report)


def test_article_with_the_slug_of_a_route_gets_another(run):
    run(item(7, "admin"))
    assert Post.objects.get().slug == "admin-post"


def test_parent_categories_are_imported_first(run):
    run(category("butt", "Butt", "blog"), category("blog", "Blog"), item(7, "hips"))
    assert set(Category.objects.values_list("path", flat=True)) == {"blog", "blog/butt"}


def test_existing_tag_in_another_case_is_used(run):
    Tag.objects.create(name="Hips", slug="hips")
    run(item(7, "strong", terms=term("post_tag", "hips-2", "hips")))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["Hips"]


def test_term_and_author_named_only_by_an_item_are_created(run):
    run(item(7, "hips", terms=term("category", "core", "Core"), creator="guest"))
    post = Post.objects.get()
    assert (post.author.display_name, post.categories.get().name) == ("guest", "Core")


def test_plain_text_body_gets_paragraphs(run):
    run(item(7, "hips", content="One\ntwo\n\n<h2>Three</h2>\n\nFour"))
    assert Post.objects.get().html == "<p>One<br>\ntwo</p>\n<h2>Three</h2>\n<p>Four</p>"


def test_script_in_a_body_is_removed(run):
    run(item(7, "hips", content="<p>Lift<script>alert(1)</script></p>", title="<script>alert(2)</script>Hips"))
    post = Post.objects.get()
    assert (post.html, post.title) == ("<p>Lift</p>", "alert(2)Hips")


def test_broken_xml_names_the_line_and_imports_nothing(run):
    broken = export(item(7, "hips"), item(8, "core"))[:-200]
    with pytest.raises(CommandError, match=r"line \d+, column \d+.*incomplete download.*Nothing was imported"):
        run(broken)
    assert not Post.objects.exists()


def test_entity_bomb_is_refused(run):
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    with pytest.raises(CommandError, match="entities"):
        run(bomb)


def test_other_xml_is_refused(run):
    with pytest.raises(CommandError, match="no WordPress export"):
        run(b"<rss><channel><title>Feed</title></channel></rss>")


def test_missing_file_is_reported_in_one_sentence():
    with pytest.raises(CommandError, match=r"nowhere\.xml can’t be read"):
        call_command("import_wordpress", "nowhere.xml")


def test_draft_private_and_locked_pages_introduce_no_route(run, client):
    for id, fields in enumerate([{"status": "draft"}, {"status": "private"}, {"password": "enter"}], start=8):
        run(item(id, "apply", kind="page", content="<p>Secret.</p>", **fields))
    assert SiteTexts.load().apply_introduction == ""
    assert "Secret" not in client.get("/apply/").content.decode()
    assert list(Page.objects.values_list("state", flat=True)) == ["draft"] * 3


def test_page_named_podcast_gives_way_to_the_podcast(run, client):
    run(item(8, "podcast", kind="page", link="https://old.example.com/podcast/", content="<p>Listen in.</p>"))
    response = client.get("/podcast/", follow=True)
    assert response.redirect_chain == [("/podcast-page/", 301)]
    assert "Listen in." in response.content.decode()
    make_episode()
    assert client.get("/podcast/").status_code == 200


ODD_TERMS = [
    ("brand™", "brand"),
    ("%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80", "हिन्दी"),
    ("node.js", "node-js"),
]


@pytest.mark.parametrize(("slug", "new_slug"), [*ODD_TERMS, ("%F0%9F%92%AA", "flexed-biceps"), ("", "flexed-biceps")])
def test_odd_slugs_of_terms_are_replaced_and_redirect(run, client, slug, new_slug):
    terms = term("post_tag", slug, "💪") + term("category", slug, "💪")
    run(item(7, "hips", terms=terms))
    for place in ("tag", "category"):
        assert client.get(f"/{place}/{new_slug}/").status_code == 200
        if slug and unquote(slug) != new_slug:
            assert client.get(f"/{place}/{slug}/").headers["Location"] == iri_to_uri(f"/{place}/{new_slug}/")
    for url in ("/hips/", "/sitemap.xml", "/feed/"):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(("slug", "new_slug"), [("%F0%9F%92%AA", "flexed-biceps"), ("brand™", "brand")])
def test_odd_slug_of_an_article_is_replaced_and_redirects(run, client, slug, new_slug):
    report = run(item(7, slug))
    assert client.get(f"/{slug}/").headers["Location"] == f"/{new_slug}/"
    assert client.get(f"/{new_slug}/").status_code == 200
    assert not any("was not available" in line for line in report)


def test_terms_with_the_same_slug_get_different_ones(run):
    run(item(7, "hips", terms=term("category", "c", "C") + term("category", "c™", "C™")))
    assert set(Category.objects.values_list("slug", flat=True)) == {"c", "c-2"}


def test_slug_of_a_tag_merged_by_name_redirects(run, client):
    Tag.objects.create(name="Hips", slug="hips")
    run(item(7, "strong", terms=term("post_tag", "hips-2", "hips")))
    assert client.get("/tag/hips-2/").headers["Location"] == "/tag/hips/"


@pytest.mark.parametrize("date", ["0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_impossible_date_is_ignored(run, client, settings, date):
    settings.TIME_ZONE = "America/New_York"
    report = run(item(7, "hips", date=date))
    assert Post.objects.get().published_at.year >= 2026
    assert any("had no valid date" in line for line in report)
    for url in ("/", "/articles/", "/sitemap.xml"):
        assert client.get(url).status_code == 200


def test_too_long_text_is_left_out_and_reported(run):
    report = run(item(7, "hips", content="<p>Lift.</p>" * 60_000))
    assert row(report, "post") == [1, 0, 0, 1]
    assert any("its text has more than 500000 characters" in line for line in report)


def test_embedded_picture_does_not_count_for_the_length(run):
    run(item(7, "hips", content=f'<p>Lift.</p><img src="data:image/png;base64,{"A" * 600_000}" alt="">'))
    assert Post.objects.get().html.startswith("<p>Lift.</p>")


def test_imported_authors_are_not_staff(run):
    report = run(item(7, "hips"))
    assert not User.objects.get(email="nora@example.com").is_staff
    assert any("An owner can change that under Settings → People" in line for line in report)


def test_author_given_as_staff_becomes_a_writer_on_a_second_import(run):
    run(item(7, "hips"))
    run(item(7, "hips"), staff=["nora"])
    nora = User.objects.get(email="nora@example.com")
    assert (nora.is_staff, nora.role) == (True, Role.WRITER)


def test_unknown_author_as_staff_is_refused_before_the_import(run):
    with pytest.raises(CommandError, match="There is no author “mara” in the file"):
        run(item(7, "hips"), staff=["mara"])
    assert not User.objects.exists()


def test_article_of_an_author_without_staff_status_can_be_saved_in_the_admin(run):
    run(item(7, "hips"))
    post = Post.objects.get()
    assert tab_of(make_coach()).open(post.pk).send("publish", title="Strong hips").status_code == 200
    assert Post.objects.get().title == "Strong hips"
    assert Post.objects.get().author == post.author


def test_progress_and_report_in_one_file_do_not_overwrite_each_other(tmp_path):
    file, log = tmp_path / "export.xml", tmp_path / "log"
    file.write_bytes(export(*(item(id, f"hips-{id}") for id in range(1, 101))))
    with log.open("w") as out, log.open("w") as err:
        call_command("import_wordpress", str(file), stdout=out, stderr=err)
    lines = log.read_text().splitlines()
    assert lines[:2] == ["50 of 100 items", "100 of 100 items"]
    assert lines[2].startswith("kind")


def test_many_comments_take_as_many_statements_as_few(run):
    def statements(post: int, number: int) -> int:
        first = post * 1000
        replies = "".join(comment(first + one, parent=first) for one in range(1, number))
        with CaptureQueriesContext(connection) as queries:
            run(item(post, f"hips-{post}", comment(first) + replies))
        return len(queries)

    statements(1, 2)
    assert statements(2, 100) <= statements(3, 10) + 2
    assert Comment.objects.filter(thread=2000).count() == 99
