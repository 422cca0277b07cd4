import pytest
from django.contrib.auth.models import Permission

from core.migrating import migrate
from pagecache import triggers


@pytest.mark.django_db
def test_start_on_a_migrated_database_mends_what_follows_migrations() -> None:
    """A start that was killed between the last migration and the end may have left it out."""
    triggers.remove_triggers()
    Permission.objects.filter(codename="change_post").delete()
    migrate()
    assert triggers.are_in_place()
    assert Permission.objects.filter(codename="change_post").exists()
