"""Who has a permission, and who may change an account."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.sign_in.backend import EmailBackend


def may_manage(user: User, other: User) -> bool:
    """Tell whether ``user`` may change the account of ``other``, and with that could sign in as ``other``.

    Owners may, but only a superuser, who runs the machine, may do it to a superuser.
    """
    return user.may_do_everything and (user.is_superuser or not other.is_superuser)


def staff_with_permission(permission: str) -> QuerySet[User]:
    """Return the active staff who have the permission (``"app.codename"``), in one query."""
    allowed = EmailBackend().with_perm(permission)
    return User.objects.filter(pk__in=allowed.values("pk"), is_staff=True).order_by("pk")


def responsible_staff(permission: str, person_pk: int | None) -> list[User]:
    """Return the person if they have the permission, otherwise all the staff who have it."""
    found = list(staff_with_permission(permission))
    return [person for person in found if person.pk == person_pk] or found
