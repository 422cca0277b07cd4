"""Mentions: the coach checks where others name an erased person."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import Category, Revision, SiteTexts
from coaching.models import Note, StageChange
from comments.models import Comment, SavedReply
from privacy.erasure import erase
from privacy.models import Mention
from privacy.retention import purge_expired
from tests.factories import (
    make_application,
    make_coach,
    make_comment,
    make_message,
    make_offer,
    make_page,
    make_post,
    make_sign_up,
    make_user,
)
from tests.privacy.test_erasure import EMAIL, fields_with

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]

LIST = "/admin/privacy/mention/"
NAMED = "As Nadia Sommerfeld says: carry more."


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_coach())
    return client


@pytest.fixture
def other():
    return make_application(name="Otto", email="otto@example.org")


def make_version(body):
    return Revision.objects.create(post=make_post(), content={"title": "Carry", "body": body})


def note(application, text):
    Note.objects.create(application=application, author=None, text=text)


def press(staff, action):
    chosen = {"action": action, "_selected_action": list(Mention.objects.values_list("pk", flat=True))}
    return staff.post(LIST, chosen, follow=True)


def test_comments_that_name_the_person_are_mentions(nadia, post):
    thanks = make_comment(parent=nadia, text="Thank you, NADIA, me too.")
    make_comment(parent=nadia, text="The canadian way.")
    assert erase(EMAIL).mentions == 2
    mention = Mention.objects.get(row_id=thanks.pk)
    assert [text[start:end] for text, start, end in mention.places()] == ["NADIA"]
    assert "nadia" not in str(mention.words).lower()


def test_full_name_is_found_in_any_article(nadia):
    make_comment(text="As Nadia Sommerfeld says: carry more.")
    make_comment(text="Another Nadia I know.")
    assert erase(EMAIL).mentions == 2


def test_name_of_a_sign_up_is_found(post):
    make_sign_up(name="Zora Zwetschge", email=EMAIL)
    make_comment(post, text="Ask Zora Zwetschge!")
    assert erase(EMAIL).mentions == 1


def test_name_is_redacted_in_an_answer(nadia):
    answer = nadia.replies.get()
    erase(EMAIL)
    Mention.objects.get(row_id=answer.pk).redact()
    answer.refresh_from_db()
    assert answer.text == "Hi …! Twelve is a fine start."
    assert fields_with("nadia") == []


OURS = {
    "article": lambda text: make_post(body=f"<p>{text}</p>"),
    "article, with tags between": lambda text: make_post(body=f"<p>{text.replace(' ', '</em>&nbsp;<em>')}</p>"),
    "title": lambda text: make_post(title=text),
    "introduction": lambda text: make_post(teaser=text),
    "page": lambda text: make_page(body=f"<p>{text}</p>"),
    "category": lambda text: Category.objects.create(name="Core", slug="core", description=text),
    "site": lambda text: SiteTexts.objects.create(pk=1, apply_introduction=f"<p>{text}</p>"),
    "offer": lambda text: make_offer(line=text),
    "saved reply": lambda text: SavedReply.objects.create(title="Hi", text=text),
}

READERS = {
    "comment": lambda other, text: make_comment(text=text),
    "comment in two lines": lambda other, text: make_comment(text=text.replace(" ", "\n")),
    "words that are not public yet": lambda other, text: make_comment(pending_text=text),
    "answer": lambda other, text: make_application(name="Ina", email="ina@example.org", obstacles=text),
    "note": note,
    "change": lambda other, text: other.move_to("declined", by=make_coach(), note=text),
    "message": lambda other, text: make_message(other, text=text),
    "subject": lambda other, text: make_message(other, subject=text),
    "version": lambda other, text: make_version(f"<p>{text}</p>"),
    "version, with tags between": lambda other, text: make_version(f"<p>{text.replace(' S', '</em>&nbsp;<em>S')}</p>"),
    "step": lambda other, text: other.set_next_step(text, other.created_at.date()),
}


@pytest.mark.parametrize("write", OURS.values(), ids=OURS)
def test_mention_in_a_text_by_staff_is_shown_and_reworded_by_hand(nadia, staff, write):
    nadia.replies.all().delete()
    write(NAMED)
    erase(EMAIL)
    mention = Mention.objects.get()
    page = staff.get(LIST).content.decode()
    assert "<mark>Nadia Sommerfeld</mark>" in page
    url = mention.free_text.admin_url(mention.row)
    assert f'href="{url}"' in page
    assert staff.get(url).status_code == 200
    assert "to be reworded by you" in press(staff, "redact").content.decode()
    assert Mention.objects.exists()
    press(staff, "dismiss")
    assert not Mention.objects.exists()


@pytest.mark.parametrize("write", READERS.values(), ids=READERS)
def test_name_is_redacted_in_texts_by_readers_and_in_notes(nadia, staff, other, write):
    nadia.replies.all().delete()
    write(other, NAMED)
    erase(EMAIL)
    mention = Mention.objects.get()
    url = mention.free_text.admin_url(mention.row)
    assert f'href="{url}"' in staff.get(LIST).content.decode()
    assert staff.get(url).status_code == 200
    press(staff, "redact")
    assert fields_with("nadia") == fields_with("sommerfeld") == []
    assert fields_with("carry")
    assert not Mention.objects.exists()


def test_first_name_is_found_in_the_article_the_person_commented_on(post):
    post.body = "<p>Nadia asked for more.</p>"
    post.save()
    make_post(body="<p>Nadia is another.</p>")
    make_comment(post, name="Nadia Sommerfeld", email=EMAIL)
    assert erase(EMAIL).mentions == 1
    assert Mention.objects.get().row == post


def test_separate_parts_of_a_name_are_no_mention(nadia):
    make_post(body="<p>Nadia came, and Doctor Sommerfeld.</p>")
    assert erase(EMAIL).mentions == 1


@pytest.mark.parametrize("name", ["Özlem Çelik", "ÖZLEM ÇELIK", "özlem çelik"])
def test_non_ascii_name_is_found_in_any_case(post, name):
    make_comment(post, name="Özlem Çelik", email=EMAIL)
    make_post(body=f"<p>Ask {name}!</p>")
    assert erase(EMAIL).mentions == 1


def test_texts_by_the_person_are_no_mention(nadia, other):
    make_application(name="Nadia Sommerfeld", email=EMAIL, obstacles=NAMED)
    make_comment(name="Nadia Sommerfeld", email=EMAIL, text=NAMED)
    assert erase(EMAIL).mentions == 1


def test_name_is_redacted_in_a_pending_edit(nadia):
    thanks = make_comment(parent=nadia, text="Thank you, Nadia.", pending_text="Thanks a lot, Nadia.")
    erase(EMAIL)
    Mention.objects.get(row_id=thanks.pk).redact()
    thanks.refresh_from_db()
    assert (thanks.text, thanks.pending_text) == ("Thank you, ….", "Thanks a lot, ….")


def test_two_names_are_redacted_in_one_text(post):
    for name, email in (("Nadia Sommerfeld", EMAIL), ("Zora Zwetschge", "zora@zwetschge.example")):
        make_comment(name=name, email=email)
    make_comment(post, text="Nadia Sommerfeld met Zora Zwetschge.")
    erase(EMAIL)
    erase("zora@zwetschge.example")
    Mention.objects.get().redact()
    assert Comment.objects.get(post=post).text == "… met …."


def test_staff_without_access_to_applications_see_no_mentions_in_them(nadia, other):
    note(other, NAMED)
    erase(EMAIL)
    person = make_user(is_staff=True)
    codes = ["view_mention", "change_mention", "view_comment", "change_comment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(person)
    assert "carry more" not in client.get(LIST).content.decode()
    assert "1 place still seems to name an erased person" in client.get(LIST).content.decode()
    press(client, "redact")
    assert Mention.objects.get().row.text == NAMED


def test_staff_who_may_not_change_comments_cannot_redact_them(nadia):
    erase(EMAIL)
    person = make_user(is_staff=True)
    codes = ["view_mention", "change_mention", "view_comment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(person)
    press(client, "redact")
    assert "Nadia" in Mention.objects.get().row.text


def test_mention_of_a_deleted_row_is_purged(nadia, staff):
    erase(EMAIL)
    Comment.objects.filter(pk=Mention.objects.get().row_id).delete()
    assert "no longer contains it" in staff.get(LIST).content.decode()
    purge_expired()
    assert not Mention.objects.exists()


def test_person_with_very_many_names_is_erased(post):
    for number in range(60):
        name = " ".join(f"w{number}x{place}" for place in range(40))
        make_comment(post, name=name[:245], email=EMAIL)
    erase(EMAIL)
    assert not Comment.objects.filter(email=EMAIL).exists()


def test_list_takes_the_same_queries_for_many_mentions(nadia, staff, other):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(LIST).status_code == 200
        return len(captured)

    make_comment(text=NAMED)
    note(other, NAMED)
    erase(EMAIL)
    few = queries()
    StageChange.objects.all().delete()
    make_comment(name="Nadia Sommerfeld", email=EMAIL)
    for _again in range(20):
        make_comment(text=NAMED)
        note(other, NAMED)
    erase(EMAIL)
    assert Mention.objects.count() == 43
    assert queries() == few


def test_texts_that_become_equal_are_both_redacted(staff, post):
    zora = make_comment(post, name="Zora Zwetschge", email=EMAIL, text="Old words.")
    otto = {"name": "Otto", "email": "otto@example.org"}
    texts = ["I agree with Zora Zwetschge.", "I agree with Zora."]
    replies = [make_comment(parent=zora, text=text, **otto) for text in texts]
    erase(EMAIL)
    assert press(staff, "redact").status_code == 200
    assert [Comment.objects.get(pk=reply.pk).text for reply in replies] == ["I agree with …."] * 2
    assert not Mention.objects.exists()


def test_fingerprint_of_an_application_is_updated_by_redaction(staff, nadia, other):
    """The fingerprint is computed from the answers."""
    application = make_application(name="Otto", email="otto@example.org", goal="As strong as Nadia Sommerfeld.")
    erase(EMAIL)
    press(staff, "redact")
    application.refresh_from_db()
    assert application.fingerprint == application.make_fingerprint(application.answers.select_related("question"))
