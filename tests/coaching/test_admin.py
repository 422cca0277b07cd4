import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import Application, Note, StageChange
from tests.factories import make_application, make_coach, make_comment, make_offer, make_post, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:coaching_application_changelist")


@pytest.fixture
def coach():
    return make_coach()


@pytest.fixture
def admin(client, coach):
    client.force_login(coach)
    return client


def change_url(application: Application) -> str:
    return reverse("admin:coaching_application_change", args=[application.pk])


def page(admin, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def save(admin, application: Application, note: str = "", **fields: str):
    data = {"stage": application.stage, "since": application.stage, "note": note}
    return admin.post(change_url(application), {**data, **fields})


def act(admin, action: str, *applications: Application) -> str:
    data = {"action": action, "_selected_action": [application.pk for application in applications]}
    return admin.post(f"{LIST}?stage=all", data, follow=True).content.decode()


@pytest.mark.parametrize("stage", Application.Stage.values)
def test_tab_lists_its_stage(admin, stage):
    for value in Application.Stage.values:
        make_application(name=f"In {value}.", stage=value)
    make_application(name="Spammer", stage=stage, is_suspected_spam=True)
    html = page(admin, f"{LIST}?stage={stage}")
    shown = [value for value in Application.Stage.values if f">In {value}.</a>" in html]
    assert shown == [stage]
    assert "Spammer" not in html


def test_list_shows_new_applications_by_default(admin):
    make_application(name="Newcomer")
    make_application(name="Old client", stage="accepted")
    html = page(admin, LIST)
    assert "Newcomer" in html
    assert "Old client" not in html


def test_suspected_spam_has_its_own_tab(admin):
    make_application(name="Spammer", is_suspected_spam=True)
    assert "Spammer" in page(admin, f"{LIST}?stage=spam")
    assert 'Suspected spam <span class="staff-count">1</span>' in page(admin, LIST)


def test_tabs_show_counts(admin):
    make_application(stage="accepted")
    make_application(stage="accepted")
    assert 'Accepted <span class="staff-count">2</span>' in page(admin, LIST)
    assert 'New <span class="staff-count">0</span>' in page(admin, LIST)


@pytest.mark.parametrize("query", ["nadia", "sommer@", "stairs", "Tuesday"])
def test_search_finds_applications_in_every_stage(admin, coach, query):
    found = make_application(name="Nadia", email="sommer@example.net", goal="Four stairs", stage="declined")
    found.notes.create(author=coach, text="Called on Tuesday.")
    make_application(name="Kim Berg", email="kim@example.org")
    html = page(admin, f"{LIST}?q={query}")
    assert "Nadia" in html
    assert "Kim Berg" not in html


def test_list_takes_the_same_queries_for_any_number_of_applications(admin, django_assert_num_queries):
    make_application()
    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for _ in range(70):
        make_application()
    with django_assert_num_queries(len(few)):
        admin.get(LIST)


def test_page_takes_the_same_queries_for_any_number_of_notes(admin, coach, django_assert_num_queries):
    application = make_application()
    application.notes.create(author=coach, text="Called.")
    admin.get(change_url(application))
    with CaptureQueriesContext(connection) as few:
        admin.get(change_url(application))
    for number in range(20):
        application.notes.create(author=make_user(), text=f"Call {number}.")
    with django_assert_num_queries(len(few)):
        admin.get(change_url(application))


def test_answers_are_escaped(admin):
    html = page(admin, change_url(make_application(goal="Lift <script>1</script>")))
    assert "Lift &lt;script&gt;1&lt;/script&gt;" in html


def test_answers_cannot_be_changed(admin):
    application = make_application(goal="Lift more.")
    save(admin, application, goal="Lift less.", email="other@example.org", consent_text="Everything.")
    application.refresh_from_db()
    assert application.headline == "Lift more."
    assert application.consent_text == "I agree."
    assert "other" not in application.email


def test_page_links_to_the_comment_it_came_from(admin):
    comment = make_comment(make_post(title="Knees & <stairs>"))
    html = page(admin, change_url(make_application(came_from_comment=comment)))
    link = reverse("admin:comments_comment_change", args=[comment.pk])
    assert f'Came from <a href="{link}">a comment on Knees &amp; &lt;stairs&gt;</a>' in html


def test_page_links_to_the_article_it_came_from(admin):
    post = make_post(title="Knees & <stairs>")
    html = page(admin, change_url(make_application(came_from_post=post)))
    link = reverse("admin:blog_post_change", args=[post.pk])
    assert f'Came from the article <a href="{link}">Knees &amp; &lt;stairs&gt;</a>' in html


def test_page_links_to_the_offer_it_came_from(admin):
    offer = make_offer(name="A <month>")
    html = page(admin, change_url(make_application(came_from_offer=offer)))
    link = reverse("admin:offers_offer_change", args=[offer.pk])
    assert f'Followed the offer <a href="{link}">A &lt;month&gt;</a>' in html


def test_page_without_a_source_comment_names_none(admin):
    assert "a comment on" not in page(admin, change_url(make_application()))


def test_page_takes_the_same_queries_for_any_source(admin, django_assert_num_queries):
    plain, with_comment = make_application(), make_application(came_from_comment=make_comment())
    admin.get(change_url(plain))
    with CaptureQueriesContext(connection) as few:
        admin.get(change_url(plain))
    with django_assert_num_queries(len(few)):
        admin.get(change_url(with_comment))


def test_source_cannot_be_changed(admin):
    comment = make_comment()
    application = make_application(came_from_comment=comment)
    save(admin, application, came_from_comment="", comment="", origin="")
    application.refresh_from_db()
    assert application.came_from_comment == comment


def test_change_of_stage_is_recorded(admin, coach):
    application = make_application(screening_due_at=timezone.now())
    assert save(admin, application, stage="in-conversation").status_code == 302
    application.refresh_from_db()
    assert application.stage == "in-conversation"
    assert application.screening_due_at is None
    change = application.changes.get()
    assert (change.before, change.after, change.person) == ("new", "in-conversation", coach)


def test_saving_without_a_change_records_nothing(admin):
    application = make_application()
    save(admin, application)
    assert not Note.objects.exists()
    assert not StageChange.objects.exists()


def test_coach_marks_an_application_as_no_spam(admin):
    application = make_application(is_suspected_spam=True, screening_due_at=timezone.now())
    save(admin, application)
    application.refresh_from_db()
    assert not application.is_suspected_spam
    assert application.screening_due_at is None
    assert application.notes.get().text == "Not spam"


def test_note_gets_its_author_and_date(admin, coach):
    application = make_application()
    before = timezone.now()
    save(admin, application, note="Called. <b>Nice</b>.")
    note = application.notes.get()
    assert note.author == coach
    assert before <= note.created_at <= timezone.now()
    assert "Called. &lt;b&gt;Nice&lt;/b&gt;." in page(admin, change_url(application))


def test_second_note_is_added(admin, coach):
    application = make_application()
    application.notes.create(author=coach, text="First.")
    save(admin, application, note="Second.", **{"notes-0-text": "Changed.", "notes-0-DELETE": "on"})
    assert [note.text for note in application.notes.all()] == ["First.", "Second."]


def test_note_cannot_be_changed_or_deleted_alone(coach):
    note = make_application().notes.create(author=coach, text="Called.")
    with pytest.raises(TypeError):
        note.save()
    with pytest.raises(TypeError):
        note.delete()


@pytest.mark.parametrize("action", ["in_conversation", "accepted", "client", "declined", "withdrawn"])
def test_action_changes_the_stage_of_several(admin, action):
    applications = [make_application(), make_application()]
    assert "2 applications were changed." in act(admin, action, *applications)
    stage = action.replace("_", "-")
    assert Application.objects.filter(stage=stage).count() == 2
    assert StageChange.objects.count() == 2


def test_action_marks_and_unmarks_spam(admin):
    application = make_application()
    act(admin, "suspected_spam", application)
    assert Application.objects.suspected_spam().get() == application
    act(admin, "not_spam", application)
    assert Application.objects.not_spam().get() == application


UNDO = reverse("admin:coaching_application_undo")


def undo_fields(html: str) -> dict[str, list[str]]:
    """Return the hidden fields of the button that undoes what was done."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'form="undo" name="(\w+)" value="(\d+)"', html):
        fields.setdefault(name, []).append(value)
    return fields


def test_moving_several_is_undone_to_the_stage_of_each(admin):
    one, other = make_application(), make_application(stage="in-conversation")
    admin.post(UNDO, undo_fields(act(admin, "accepted", one, other)))
    assert {Application.objects.get(pk=one.pk).stage, Application.objects.get(pk=other.pk).stage} == {
        "new",
        "in-conversation",
    }
    assert StageChange.objects.count() == 4


def test_undo_leaves_what_was_moved_on_since(admin):
    application = make_application()
    fields = undo_fields(act(admin, "accepted", application))
    act(admin, "client", application)
    html = admin.post(UNDO, fields, follow=True).text
    assert "It was moved to “client” in the meantime" in html
    application.refresh_from_db()
    assert application.stage == "client"


@pytest.mark.parametrize(("action", "was_spam"), [("suspected_spam", False), ("not_spam", True)])
def test_spam_is_undone(admin, action, was_spam):
    application = make_application(is_suspected_spam=was_spam)
    fields = undo_fields(act(admin, action, application))
    application.refresh_from_db()
    assert application.is_suspected_spam is not was_spam
    admin.post(UNDO, fields)
    application.refresh_from_db()
    assert application.is_suspected_spam is was_spam


def test_undo_needs_permission_to_change(client):
    client.force_login(make_user(is_staff=True))
    assert client.post(UNDO).status_code == 403


def test_bulk_acts_ask_for_a_choice(admin):
    html = admin.post(LIST, {"action": "accepted", "index": "0"}, follow=True).text
    assert "Please choose some first." in html


def test_tab_does_not_offer_what_changes_nothing(admin):
    make_application(stage="accepted")
    html = page(admin, f"{LIST}?stage=accepted")
    assert "Move to: client" in html
    assert "Move to: accepted" not in html
    assert "This is not spam" not in html


def test_new_applications_are_not_spam_already(admin):
    make_application()
    html = page(admin, LIST)
    assert "This is spam" in html
    assert "This is not spam" not in html


def test_answers_are_not_in_the_admin_log(admin):
    application = make_application(goal="canary")
    save(admin, application, stage="accepted", note="canary")
    assert LogEntry.objects.get().object_repr == application.name
    assert "canary" not in LogEntry.objects.get().change_message


def test_application_cannot_be_added_in_the_admin(admin):
    assert admin.get(reverse("admin:coaching_application_add")).status_code == 403


def test_staff_without_permission_are_refused(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.get(change_url(make_application())).status_code == 403


def test_staff_who_may_only_view_cannot_change(client):
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(viewer)
    application = make_application()
    assert save(client, application, stage="accepted").status_code == 403
    assert "No action" not in act(client, "accepted", application)
    application.refresh_from_db()
    assert application.stage == "new"
