"""Where others name a person who was erased, the coach is asked to look, wherever it is."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import Category, SiteTexts
from coaching.models import Note, StageChange
from comments.models import Comment, SavedReply
from privacy.erasing import erase
from privacy.models import Mention
from privacy.retention import let_go
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
from tests.privacy.test_erasing import EMAIL, found

pytestmark = pytest.mark.django_db

LIST = "/admin/privacy/mention/"
NAMED = "As Nadia Sommerfeld says: carry more."


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_coach())
    return client


@pytest.fixture
def other():
    return make_application(name="Otto", email="otto@example.org")


def note(application, text):
    Note.objects.create(application=application, author=None, text=text)


def press(desk, action):
    chosen = {"action": action, "_selected_action": list(Mention.objects.values_list("pk", flat=True))}
    return desk.post(LIST, chosen, follow=True)


def test_others_who_name_the_person_are_to_be_looked_at(nadia, post):
    thanks = make_comment(parent=nadia, text="Thank you, NADIA, me too.")
    make_comment(parent=nadia, text="The canadian way.")
    assert erase(EMAIL).mentions == 2
    mention = Mention.objects.get(row_id=thanks.pk)
    assert [text[start:end] for text, start, end in mention.places()] == ["NADIA"]
    assert "nadia" not in str(mention.words).lower()


def test_full_name_is_looked_for_everywhere(nadia):
    make_comment(text="As Nadia Sommerfeld says: carry more.")
    make_comment(text="Another Nadia I know.")
    assert erase(EMAIL).mentions == 2


def test_name_that_was_given_with_a_sign_up_is_looked_for(post):
    make_sign_up(name="Zora Zwetschge", email=EMAIL)
    make_comment(post, text="Ask Zora Zwetschge!")
    assert erase(EMAIL).mentions == 1


def test_name_is_taken_out_of_an_answer(nadia):
    answer = nadia.replies.get()
    erase(EMAIL)
    Mention.objects.get(row_id=answer.pk).take_out()
    answer.refresh_from_db()
    assert answer.text == "Hi …! Twelve is a fine start."
    assert found("nadia") == []


OURS = {
    "article": lambda text: make_post(body=f"<p>{text}</p>"),
    "article, with tags between": lambda text: make_post(body=f"<p>{text.replace(' ', '</em>&nbsp;<em>')}</p>"),
    "title": lambda text: make_post(title=text),
    "introduction": lambda text: make_post(excerpt=text),
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
    "step": lambda other, text: other.plan(text, other.created_at.date()),
}


@pytest.mark.parametrize("write", OURS.values(), ids=OURS)
def test_words_of_the_house_are_shown_and_worded_anew_by_hand(nadia, desk, write):
    nadia.replies.all().delete()
    write(NAMED)
    erase(EMAIL)
    mention = Mention.objects.get()
    page = desk.get(LIST).content.decode()
    assert "<mark>Nadia Sommerfeld</mark>" in page
    address = mention.writing.address(mention.row)
    assert f'href="{address}"' in page
    assert desk.get(address).status_code == 200
    assert "yours to word anew" in press(desk, "take_out").content.decode()
    assert Mention.objects.exists()
    press(desk, "leave")
    assert not Mention.objects.exists()


@pytest.mark.parametrize("write", READERS.values(), ids=READERS)
def test_name_is_taken_out_of_what_readers_wrote_and_what_was_noted(nadia, desk, other, write):
    nadia.replies.all().delete()
    write(other, NAMED)
    erase(EMAIL)
    mention = Mention.objects.get()
    address = mention.writing.address(mention.row)
    assert f'href="{address}"' in desk.get(LIST).content.decode()
    assert desk.get(address).status_code == 200
    press(desk, "take_out")
    assert found("nadia") == found("sommerfeld") == []
    assert found("carry")
    assert not Mention.objects.exists()


def test_first_name_is_enough_in_the_article_that_the_person_wrote_below(post):
    post.body = "<p>Nadia asked for more.</p>"
    post.save()
    make_post(body="<p>Nadia is another.</p>")
    make_comment(post, name="Nadia Sommerfeld", email=EMAIL)
    assert erase(EMAIL).mentions == 1
    assert Mention.objects.get().row == post


def test_words_of_a_name_that_do_not_stand_together_are_another_matter(nadia):
    make_post(body="<p>Nadia came, and Doctor Sommerfeld.</p>")
    assert erase(EMAIL).mentions == 1


@pytest.mark.parametrize("said", ["Özlem Çelik", "ÖZLEM ÇELIK", "özlem çelik"])
def test_letters_beyond_z_have_a_case_too(post, said):
    make_comment(post, name="Özlem Çelik", email=EMAIL)
    make_post(body=f"<p>Ask {said}!</p>")
    assert erase(EMAIL).mentions == 1


def test_words_of_the_person_are_no_mention(nadia, other):
    make_application(name="Nadia Sommerfeld", email=EMAIL, obstacles=NAMED)
    make_comment(name="Nadia Sommerfeld", email=EMAIL, text=NAMED)
    assert erase(EMAIL).mentions == 1


def test_edit_that_waits_survives_that_the_name_is_taken_out(nadia):
    thanks = make_comment(parent=nadia, text="Thank you, Nadia.", pending_text="Thanks a lot, Nadia.")
    erase(EMAIL)
    Mention.objects.get(row_id=thanks.pk).take_out()
    thanks.refresh_from_db()
    assert (thanks.text, thanks.pending_text) == ("Thank you, ….", "Thanks a lot, ….")


QUOTE = "> My tango  teacher says *twelve* kilos.\n\nMine says ten."


def test_who_is_quoted_is_shown_and_taken_out(nadia, desk):
    nadia.replies.all().delete()
    reply = make_comment(parent=nadia, text=QUOTE)
    make_comment(parent=nadia, text="My tango teacher says ten.")
    make_comment(text=QUOTE)
    assert erase(EMAIL).mentions == 1
    assert "tango" not in str(Mention.objects.get().words)
    assert "<mark>My tango  teacher says *twelve* kilos</mark>" in desk.get(LIST).content.decode()
    press(desk, "take_out")
    reply.refresh_from_db()
    assert reply.text == "> ….\n\nMine says ten."


def test_two_persons_in_one_place(post):
    for name, email in (("Nadia Sommerfeld", EMAIL), ("Zora Zwetschge", "zora@zwetschge.example")):
        make_comment(name=name, email=email)
    make_comment(post, text="Nadia Sommerfeld met Zora Zwetschge.")
    erase(EMAIL)
    erase("zora@zwetschge.example")
    Mention.objects.get().take_out()
    assert Comment.objects.get(post=post).text == "… met …."


def test_who_may_not_read_applications_reads_nothing_of_them_here(nadia, other):
    note(other, NAMED)
    erase(EMAIL)
    person = make_user(is_staff=True)
    codes = ["view_mention", "change_mention", "view_comment", "change_comment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(person)
    assert "carry more" not in client.get(LIST).content.decode()
    assert "1 place</a>" in client.get(LIST).content.decode()
    press(client, "take_out")
    assert Mention.objects.get().row.text == NAMED


def test_who_may_not_change_comments_takes_no_name_out(nadia):
    erase(EMAIL)
    person = make_user(is_staff=True)
    codes = ["view_mention", "change_mention", "view_comment"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(person)
    press(client, "take_out")
    assert "Nadia" in Mention.objects.get().row.text


def test_mention_goes_with_what_it_stands_in(nadia, desk):
    erase(EMAIL)
    Comment.objects.filter(pk=Mention.objects.get().row_id).delete()
    assert "not there any more" in desk.get(LIST).content.decode()
    let_go()
    assert not Mention.objects.exists()


def test_names_without_end_are_no_way_not_to_be_erased(post):
    for number in range(60):
        name = " ".join(f"w{number}x{place}" for place in range(40))
        make_comment(post, name=name[:245], email=EMAIL)
    erase(EMAIL)
    assert not Comment.objects.filter(email=EMAIL).exists()


def test_list_costs_the_same_with_many(nadia, desk, other):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
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
