"""Who has a permission, and who may do what to an account.

Nobody gains anything by changing an account that they don't have themselves.
"""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from accounts.sign_in.backend import EmailBackend


def may_manage(user: User, other: User) -> bool:
    """Tell whether ``user`` may change the address, password, permissions or second factor of ``other``, or delete the
    account.

    With that, ``user`` could sign in as ``other``. So ``user`` needs all permissions of ``other``, even if ``other`` is
    inactive.
    """
    if user.is_superuser or user.pk == other.pk:
        return True
    if other.is_superuser or (other.role == Role.OWNER and user.role != Role.OWNER):
        return False
    return not _permissions_of(other).exclude(pk__in=_permissions_of(user)).exists()


def staff_with_permission(permission: str) -> QuerySet[User]:
    """Return the active staff who have the permission (``"app.codename"``), in one query."""
    allowed = EmailBackend().with_perm(permission)
    return User.objects.filter(pk__in=allowed.values("pk"), is_staff=True).order_by("pk")


def responsible_staff(permission: str, person_pk: int | None) -> list[User]:
    """Return the person if they have the permission, otherwise all the staff who have it."""
    found = list(staff_with_permission(permission))
    return [person for person in found if person.pk == person_pk] or found


def grantable_roles(user: User) -> list[Role]:
    """Return the roles that have no permission that ``user`` lacks."""
    if user.may_do_everything:
        return list(Role)
    own = user.get_all_permissions()
    return [role for role in Role if role != Role.OWNER and PERMISSIONS[role] <= own]


def _permissions_of(user: User) -> QuerySet[Permission]:
    if user.role == Role.OWNER:
        return Permission.objects.all()
    by_role = Q(full_name__in=PERMISSIONS.get(user.role, ()))
    own = Q(pk__in=Permission.objects.filter(user=user).values("pk"))
    through_groups = Q(pk__in=Permission.objects.filter(group__user=user).values("pk"))
    named = Permission.objects.alias(full_name=Concat("content_type__app_label", Value("."), "codename"))
    return named.filter(by_role | own | through_groups)
