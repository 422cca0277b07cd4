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


def address(application: Application) -> str:
    return reverse("admin:coaching_application_change", args=[application.pk])


def page(admin, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def save(admin, application: Application, note: str = "", **fields: str):
    data = {"stage": application.stage, "since": application.stage, "note": note}
    return admin.post(address(application), {**data, **fields})


def act(admin, action: str, *applications: Application) -> str:
    data = {"action": action, "_selected_action": [application.pk for application in applications]}
    return admin.post(f"{LIST}?stage=all", data, follow=True).content.decode()


@pytest.mark.parametrize("stage", Application.Stage.values)
def test_tab_shows_its_stage(admin, stage):
    for value in Application.Stage.values:
        make_application(name=f"In {value}.", stage=value)
    make_application(name="Spammer", stage=stage, is_suspected_spam=True)
    html = page(admin, f"{LIST}?stage={stage}")
    shown = [value for value in Application.Stage.values if f"In {value}.<br>" in html]
    assert shown == [stage]
    assert "Spammer" not in html


def test_list_opens_with_new_ones(admin):
    make_application(name="Newcomer")
    make_application(name="Old client", stage="accepted")
    html = page(admin, LIST)
    assert "Newcomer" in html
    assert "Old client" not in html


def test_suspected_spam_has_a_tab_of_its_own(admin):
    make_application(name="Spammer", is_suspected_spam=True)
    assert "Spammer" in page(admin, f"{LIST}?stage=spam")
    assert 'Suspected spam <span class="stage-tabs__number">1</span>' in page(admin, LIST)


def test_tabs_count(admin):
    make_application(stage="accepted")
    make_application(stage="accepted")
    assert 'Accepted <span class="stage-tabs__number">2</span>' in page(admin, LIST)
    assert 'New <span class="stage-tabs__number">0</span>' in page(admin, LIST)


@pytest.mark.parametrize("query", ["nadia", "sommer@", "stairs", "Tuesday"])
def test_search_finds_in_every_stage(admin, coach, query):
    found = make_application(name="Nadia", email="sommer@example.net", goal="Four stairs", stage="declined")
    found.notes.create(author=coach, text="Called on Tuesday.")
    make_application(name="Kim", email="kim@example.org")
    html = page(admin, f"{LIST}?q={query}")
    assert "Nadia" in html
    assert "Kim" not in html


def test_list_costs_the_same_for_any_number(admin, django_assert_num_queries):
    make_application()
    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for _ in range(70):
        make_application()
    with django_assert_num_queries(len(few)):
        admin.get(LIST)


def test_page_costs_the_same_for_any_number_of_notes(admin, coach, django_assert_num_queries):
    application = make_application()
    application.notes.create(author=coach, text="Called.")
    admin.get(address(application))
    with CaptureQueriesContext(connection) as few:
        admin.get(address(application))
    for number in range(20):
        application.notes.create(author=make_user(), text=f"Call {number}.")
    with django_assert_num_queries(len(few)):
        admin.get(address(application))


def test_answers_are_shown_escaped(admin):
    html = page(admin, address(make_application(goal="Lift <script>1</script>")))
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
    html = page(admin, address(make_application(came_from_comment=comment)))
    link = reverse("admin:comments_comment_change", args=[comment.pk])
    assert f'Came from <a href="{link}">a comment on Knees &amp; &lt;stairs&gt;</a>' in html


def test_page_links_to_the_article_it_came_from(admin):
    post = make_post(title="Knees & <stairs>")
    html = page(admin, address(make_application(came_from_post=post)))
    link = reverse("admin:blog_post_change", args=[post.pk])
    assert f'Came from the article <a href="{link}">Knees &amp; &lt;stairs&gt;</a>' in html


def test_page_links_to_the_offer_it_came_from(admin):
    offer = make_offer(name="A <month>")
    html = page(admin, address(make_application(came_from_offer=offer)))
    link = reverse("admin:coaching_offer_change", args=[offer.pk])
    assert f'Followed the offer <a href="{link}">A &lt;month&gt;</a>' in html


def test_page_names_no_comment_if_it_came_from_none(admin):
    assert "a comment on" not in page(admin, address(make_application()))


def test_page_costs_the_same_wherever_it_came_from(admin, django_assert_num_queries):
    plain, invited = make_application(), make_application(came_from_comment=make_comment())
    admin.get(address(plain))
    with CaptureQueriesContext(connection) as few:
        admin.get(address(plain))
    with django_assert_num_queries(len(few)):
        admin.get(address(invited))


def test_origin_cannot_be_changed(admin):
    comment = make_comment()
    application = make_application(came_from_comment=comment)
    save(admin, application, came_from_comment="", comment="", origin="")
    application.refresh_from_db()
    assert application.came_from_comment == comment


def test_stage_is_changed_and_noted(admin, coach):
    application = make_application(screening_due_at=timezone.now())
    assert save(admin, application, stage="in-conversation").status_code == 302
    application.refresh_from_db()
    assert application.stage == "in-conversation"
    assert application.screening_due_at is None
    change = application.changes.get()
    assert (change.before, change.after, change.person) == ("new", "in-conversation", coach)


def test_saving_without_a_change_notes_nothing(admin):
    application = make_application()
    save(admin, application)
    assert not Note.objects.exists()
    assert not StageChange.objects.exists()


def test_person_decides_about_spam(admin):
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
    assert "Called. &lt;b&gt;Nice&lt;/b&gt;." in page(admin, address(application))


def test_note_is_added_to_those_that_are_there(admin, coach):
    application = make_application()
    application.notes.create(author=coach, text="First.")
    save(admin, application, note="Second.", **{"notes-0-text": "Changed.", "notes-0-DELETE": "on"})
    assert [note.text for note in application.notes.all()] == ["First.", "Second."]


def test_note_is_never_changed_or_deleted_alone(coach):
    note = make_application().notes.create(author=coach, text="Called.")
    with pytest.raises(TypeError):
        note.save()
    with pytest.raises(TypeError):
        note.delete()


@pytest.mark.parametrize("action", ["in_conversation", "accepted", "client", "declined", "withdrawn"])
def test_stage_of_many_is_changed_at_once(admin, action):
    applications = [make_application(), make_application()]
    assert "2 applications were changed." in act(admin, action, *applications)
    stage = action.replace("_", "-")
    assert Application.objects.filter(stage=stage).count() == 2
    assert StageChange.objects.count() == 2


def test_spam_is_marked_and_unmarked_at_once(admin):
    application = make_application()
    act(admin, "suspected_spam", application)
    assert Application.objects.suspected().get() == application
    act(admin, "not_spam", application)
    assert Application.objects.credible().get() == application


def test_answers_are_not_in_the_log_of_the_admin(admin):
    application = make_application(goal="canary")
    save(admin, application, stage="accepted", note="canary")
    assert LogEntry.objects.get().object_repr == application.name
    assert "canary" not in LogEntry.objects.get().change_message


def test_nobody_adds_applications_by_hand(admin):
    assert admin.get(reverse("admin:coaching_application_add")).status_code == 403


def test_staff_without_permission_sees_nothing(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(LIST).status_code == 403
    assert client.get(address(make_application())).status_code == 403


def test_staff_who_may_only_look_changes_nothing(client):
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(viewer)
    application = make_application()
    assert save(client, application, stage="accepted").status_code == 403
    assert "No action" not in act(client, "accepted", application)
    application.refresh_from_db()
    assert application.stage == "new"
