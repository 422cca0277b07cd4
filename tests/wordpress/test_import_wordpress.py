from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from taggit.models import Tag

from accounts.models import User
from blog import replacing
from blog.models import Category, OutsideLink, Page, Post, SiteTexts
from comments.models import Comment, Decision
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_post
from tests.wordpress.wxr import category, comment, export, item, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    """Import an export made of the given parts, and give back the report's lines."""

    def run(*parts: str | bytes) -> list[str]:
        file = tmp_path / "export.xml"
        file.write_bytes(parts[0] if isinstance(parts[0], bytes) else export(*parts))
        out = StringIO()
        call_command("import_wordpress", str(file), stdout=out, stderr=StringIO())
        return out.getvalue().splitlines()

    return run


def row(report: list[str], kind: str) -> list[int]:
    """In the file, imported, already there, left out."""
    line = next(line for line in report if line.split()[0] == kind)
    return [int(number) for number in line.split()[1:]]


def test_article_keeps_slug_date_terms_author_and_text(run):
    terms = term("category", "core", "Core") + term("post_tag", "hips", "hips")
    run(category("core", "Core"), item(7, "strong-hips", terms=terms, title="Strong hips"))
    post = Post.objects.published().get(address__slug="strong-hips")
    assert (post.title, post.html) == ("Strong hips", "<p>Lift.</p>")
    assert post.published_at == datetime(2017, 11, 6, 9, tzinfo=UTC)
    assert [category.name for category in post.categories.all()] == ["Core"]
    assert [tag.name for tag in post.tags.all()] == ["hips"]
    assert (post.author.email, post.author.profile.slug) == ("nora@example.com", "nora")


def test_dead_link_of_an_export_is_replaced_everywhere_undone_and_done_again(run):
    dead = '<a href="https://short.example/abc">https://short.example/abc</a>'
    classic = f"Join me —> {dead}\n\nOr   don’t."
    blocks = f"<!-- wp:paragraph -->\n<p class='x'>Join me —&gt; {dead}</p>\n<!-- /wp:paragraph -->"
    run(item(7, "hips", content=classic), item(8, "core", content=blocks, status="draft"), item(9, "us", kind="page"))
    before = list(Post.objects.order_by("pk").values_list("body", flat=True))
    link = OutsideLink.objects.in_use().with_numbers().get()
    assert (link.address, link.times, link.entries) == ("https://short.example/abc", 2, 2)

    replacement = replacing.begin(link, "/go/challenge/", "The challenge", by=make_coach())
    after = [body.replace(dead, '<a href="/go/challenge/">The challenge</a>') for body in before]
    for undo, wanted in [(False, after), (True, before), (False, after)]:
        replacing.turn_back(replacement, undo=undo)
        replacing.go_on(replacement)
        assert list(Post.objects.order_by("pk").values_list("body", flat=True)) == wanted


def test_comments_keep_ids_dates_and_their_place_under_a_later_id(run):
    run(item(7, "hips", comment(30, parent=40) + comment(40, text="First!") + comment(50, parent=30)))
    first, reply, below = (Comment.objects.get(pk=pk) for pk in (40, 30, 50))
    assert (first.parent, reply.parent, below.parent) == (None, first, reply)
    assert (reply.thread_id, below.thread_id) == (40, 40)
    assert first.created_at == datetime(2017, 12, 1, 10, 0, 40, tzinfo=UTC)
    assert {decision.decider for decision in Decision.objects.all()} == {"import"}


def test_second_import_adds_nothing_and_says_so(run):
    parts = (category("core", "Core"), item(7, "hips", comment(1), term("category", "core", "Core")))
    run(*parts)
    report = run(*parts)
    assert (Post.objects.count(), Comment.objects.count(), Category.objects.count()) == (1, 1, 1)
    assert [row(report, kind) for kind in ("author", "category", "post", "comment")] == [[1, 0, 1, 0]] * 4


def test_newer_export_adds_the_new_comment_only(run):
    run(item(7, "hips", comment(1)))
    report = run(item(7, "hips", comment(1) + comment(2, parent=1)))
    assert row(report, "comment") == [2, 1, 1, 0]
    assert Comment.objects.get(pk=2).parent_id == 1


def test_what_was_deleted_here_does_not_come_back(run):
    run(item(7, "hips", comment(1)))
    Post.objects.get().delete()
    report = run(item(7, "hips", comment(1) + comment(2)))
    assert not Post.objects.exists()
    assert not Comment.objects.exists()
    assert row(report, "comment") == [2, 0, 1, 1]


def test_taken_id_gets_a_new_one(run):
    here = Comment.objects.create(post=make_post(), name="Ada", text="I was here first.")
    run(item(7, "hips", comment(here.pk) + comment(here.pk + 1, parent=here.pk)))
    imported = Comment.objects.get(text=f"Question {here.pk}?")
    assert imported.pk != here.pk
    assert Comment.objects.get(text=f"Question {here.pk + 1}?").parent == imported


def test_new_comments_are_numbered_above_the_imported(run):
    run(item(7, "hips", comment(5000)))
    assert Comment.objects.create(post=Post.objects.get(), name="Ada", text="New").pk > 5000


def test_circle_of_answers_is_cut_and_nothing_is_lost(run):
    run(item(7, "hips", comment(1, parent=3) + comment(2, parent=1) + comment(3, parent=2)))
    assert Comment.objects.count() == 3
    assert Comment.objects.filter(parent=None).count() == 1


def test_coach_is_known_by_user_id_and_by_address(run):
    run(item(7, "hips", comment(1, user=1, email="") + comment(2, email="NORA@example.com") + comment(3)))
    assert [comment.is_by_staff for comment in Comment.objects.order_by("pk")] == [True, True, False]


def test_coach_who_has_an_account_here_keeps_it(run):
    coach = make_coach(email="nora@example.com", display_name="Nora")
    report = run(item(7, "hips"))
    assert Post.objects.get().author == coach
    assert not any("can't sign in" in line for line in report)


def test_new_author_can_not_sign_in_and_the_report_says_how(run):
    report = run(item(7, "hips"))
    author = User.objects.get(email="nora@example.com")
    assert not author.has_usable_password()
    assert any("changepassword nora@example.com" in line for line in report)


def test_states_of_comments(run):
    states = {"1": "approved", "0": "held", "spam": "spam", "trash": "binned", "post-trashed": "binned"}
    run(item(7, "hips", "".join(comment(id, approved=state) for id, state in enumerate(states, start=1))))
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == list(states.values())


def test_held_comments_of_old_are_neither_screened_nor_mailed(run):
    run(item(7, "hips", comment(1, approved="0")))
    assert Comment.objects.get().screening_due_at is None
    assert not OutgoingMail.objects.exists()


def test_editorial_note_stays_private(run):
    report = run(item(7, "hips", comment(1, kind="note") + comment(2, parent=1)))
    assert list(Comment.objects.values_list("pk", "parent")) == [(2, None)]
    assert row(report, "note") == [1, 0, 0, 1]


def test_pingbacks_are_kept_apart(run):
    report = run(item(7, "hips", comment(1) + comment(2, kind="pingback", email="", url="https://a.example/")))
    assert row(report, "comment") == row(report, "pingback") == [1, 1, 0, 0]
    assert Comment.objects.pings().get().website == "https://a.example/"


def test_same_words_twice_are_both_history(run):
    same = {"author": "Ada", "email": "ada@example.org", "text": "Thanks!"}
    run(item(7, "hips", comment(1, **same) + comment(2, **same)))
    assert Comment.objects.count() == 2


def test_address_of_a_reader_is_written_as_the_form_writes_it(run):
    run(item(7, "hips", comment(1, email="Ada@Example.ORG")))
    assert Comment.objects.get().email == "ada@example.org"


def test_unusable_address_of_a_reader_is_dropped_not_the_comment(run):
    run(item(7, "hips", comment(1, email="no address", url="javascript:alert(1)", ip="::nowhere")))
    kept = Comment.objects.get()
    assert (kept.email, kept.website, kept.address) == ("", "", None)


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
def test_states_of_articles(run, status, date, state, is_public):
    run(item(7, "hips", status=status, date=date))
    post = Post.objects.get()
    assert (post.state, post.is_public) == (state, is_public)


def test_article_with_a_password_is_private_and_the_report_says_so(run):
    report = run(item(7, "hips", password="enter"))
    assert Post.objects.get().state == "private"
    assert any("had a password" in line for line in report)


def test_binned_article_is_left_out_with_its_comments(run):
    report = run(item(7, "hips", comment(1), status="trash"))
    assert row(report, "post") == row(report, "comment") == [1, 0, 0, 1]
    assert any("WordPress's bin" in line for line in report)


def test_other_kinds_of_content_are_counted_and_left_out(run):
    report = run(item(7, "menu", kind="nav_menu_item"))
    assert row(report, "nav_menu_item") == [1, 0, 0, 1]


def test_page_that_names_a_route_becomes_its_introduction(run):
    run(item(8, "apply", kind="page", content="<p>Who this is for.</p>"))
    assert SiteTexts.load().apply_introduction_html == "<p>Who this is for.</p>"
    assert not Page.objects.exists()


def test_introduction_that_is_there_already_stays(run):
    SiteTexts(pk=1, apply_introduction="<p>Mine.</p>").save()
    report = run(item(8, "apply", kind="page"))
    assert SiteTexts.load().apply_introduction == "<p>Mine.</p>"
    assert any("has an introduction already" in line for line in report)


def test_taken_slug_gets_a_neighbour_and_the_report_says_so(run):
    make_post("hips")
    report = run(item(7, "hips"))
    assert Post.objects.filter(address__slug="hips-post").exists()
    assert any("/hips-post/" in line for line in report)


def test_article_that_names_a_route_gets_a_neighbour(run):
    run(item(7, "admin"))
    assert Post.objects.get().slug == "admin-post"


def test_categories_of_a_tree_come_parents_first(run):
    run(category("butt", "Butt", "blog"), category("blog", "Blog"), item(7, "hips"))
    assert set(Category.objects.values_list("path", flat=True)) == {"blog", "blog/butt"}


def test_tag_that_is_here_under_another_case_is_used(run):
    Tag.objects.create(name="Hips", slug="hips")
    run(item(7, "strong", terms=term("post_tag", "hips-2", "hips")))
    assert [tag.name for tag in Post.objects.get().tags.all()] == ["Hips"]


def test_term_and_author_that_only_an_item_names_are_made(run):
    run(item(7, "hips", terms=term("category", "core", "Core"), creator="guest"))
    post = Post.objects.get()
    assert (post.author.display_name, post.categories.get().name) == ("guest", "Core")


def test_old_body_gets_its_paragraphs(run):
    run(item(7, "hips", content="One\ntwo\n\n<h2>Three</h2>\n\nFour"))
    assert Post.objects.get().html == "<p>One<br>\ntwo</p>\n<h2>Three</h2>\n<p>Four</p>"


def test_script_in_a_body_never_reaches_the_html(run):
    run(item(7, "hips", content="<p>Lift<script>alert(1)</script></p>", title="<script>alert(2)</script>Hips"))
    post = Post.objects.get()
    assert (post.html, post.title) == ("<p>Lift</p>", "alert(2)Hips")


def test_broken_xml_names_the_line_and_imports_nothing(run):
    broken = export(item(7, "hips")).replace(b"</channel>", b"<title>Bread & butter</title>\n</channel>")
    with pytest.raises(CommandError, match=r"line \d+, column \d+.*&amp;.*Nothing was imported"):
        run(broken)
    assert not Post.objects.exists()


def test_entity_bomb_is_refused(run):
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    with pytest.raises(CommandError, match="entities"):
        run(bomb)


def test_other_xml_is_refused(run):
    with pytest.raises(CommandError, match="no WordPress export"):
        run(b"<rss><channel><title>Feed</title></channel></rss>")


def test_missing_file_is_a_sentence():
    with pytest.raises(CommandError, match=r"nowhere\.xml can't be read"):
        call_command("import_wordpress", "nowhere.xml")
