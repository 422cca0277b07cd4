"""Who of the house works on applications, and on which."""

from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from accounts.models import User

if TYPE_CHECKING:
    from coaching.models import Application


def coaches() -> QuerySet[User]:
    """The staff who may work on applications."""
    allowed = ModelBackend().with_perm("coaching.change_application")
    return User.objects.filter(pk__in=allowed.values("pk"), is_staff=True)


def coaches_of(application: "Application") -> list[User]:
    """Whoever is told of it: she to whom it is assigned, as long as she may work on it, or else all of them."""
    found = list(coaches())
    return [coach for coach in found if coach.pk == application.assigned_to_id] or found
