"""Find the staff who handle applications."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import responsible_staff, staff_with_permission

if TYPE_CHECKING:
    from coaching.models import Application

PERMISSION = "coaching.change_application"


def coaches() -> QuerySet[User]:
    """Return the staff who may handle applications."""
    return staff_with_permission(PERMISSION)


def coaches_for(application: "Application") -> list[User]:
    """Return the coach to whom the application is assigned, or all coaches if that one may not handle it."""
    return responsible_staff(PERMISSION, application.assigned_to_id)
