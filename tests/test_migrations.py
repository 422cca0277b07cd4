"""What the migrations leave behind on a new site, and keep on an old one."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from blog.models import Revision
from coaching.models import MailTemplate, Question
from comments.models import SavedReply
from offers.models import Offer
from privacy.models import PrivacyRequest
from tests.database import empty_tables, rows_of_migrations

pytestmark = pytest.mark.django_db


def test_new_site_has_questions_and_templates():
    assert next(question.text for question in Question.objects.asked()) == "What do you want to achieve?"
    assert Question.objects.count() == 5
    assert MailTemplate.objects.count() == 4
    assert SavedReply.objects.count() == 3
    for row in [*Question.objects.all(), *MailTemplate.objects.all(), *SavedReply.objects.all()]:
        row.full_clean()


def test_new_site_has_an_offer_that_links_to_the_form():
    offer = Offer.objects.site_wide()
    assert offer is not None
    assert (offer.target, offer.button) == ("/apply/", "Apply for coaching")
    offer.full_clean()


def test_deleted_default_rows_are_not_created_again():
    SavedReply.objects.all().delete()
    Offer.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert not SavedReply.objects.exists()
    assert not Offer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_new_site_are_written_again_after_tests_that_commit() -> None:
    empty_tables()
    assert not Question.objects.exists()
    rows_of_migrations.restore()
    test_new_site_has_questions_and_templates()
    test_new_site_has_an_offer_that_links_to_the_form()


@pytest.mark.django_db(transaction=True)
def test_renamed_model_keeps_its_rows_and_permissions() -> None:
    call_command("migrate", "privacy", "0001", verbosity=0)
    try:
        old_apps = MigrationExecutor(connection).loader.project_state(("privacy", "0001_initial")).apps
        old_apps.get_model("privacy", "PersonRequest").objects.create(kind="erase", email="nadia@example.org")
        group = Group.objects.create(name="privacy")
        group.permissions.add(Permission.objects.get(codename="view_personrequest"))
    finally:
        call_command("migrate", verbosity=0)
    assert PrivacyRequest.objects.get().email == "nadia@example.org"
    assert [permission.codename for permission in group.permissions.all()] == ["view_privacyrequest"]


@pytest.mark.django_db(transaction=True)
def test_versions_get_the_new_words_for_teaser_and_cover() -> None:
    call_command("migrate", "blog", "0006", verbosity=0)
    try:
        old_apps = MigrationExecutor(connection).loader.project_state(("blog", "0006_remote_pictures")).apps
        page = old_apps.get_model("blog", "Page").objects.create(
            title="About", address=old_apps.get_model("blog", "Address").objects.create(slug="about")
        )
        content = {"title": "About", "excerpt": "Why.", "hero": 7}
        old_apps.get_model("blog", "Revision").objects.create(page=page, content=content, stored={"hero": "abc"})
    finally:
        call_command("migrate", verbosity=0)
    version = Revision.objects.get()
    assert version.content == {"title": "About", "teaser": "Why.", "cover": 7}
    assert version.stored == {"cover": "abc"}
