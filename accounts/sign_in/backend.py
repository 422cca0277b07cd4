from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.roles import PERMISSIONS, Role, roles_with
from accounts.sign_in import hashing


class EmailBackend(AuthenticationBackend):
    """Signs in with e-mail address and password. An unknown address takes as long as a wrong password.

    It adds the permissions of a user's role to those of the user and the groups.
    """

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        """Raises ``hashing.BusyError``."""
        with hashing.hashing_slot():
            return super().authenticate(request, **credentials)

    def get_user_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        found = super().get_user_permissions(user_obj, obj)
        if obj is not None or not user_obj.is_active or user_obj.is_anonymous or not user_obj.role:
            return found
        if user_obj.role == Role.OWNER:
            every = Permission.objects.values_list("content_type__app_label", "codename").order_by()
            return {f"{app}.{codename}" for app, codename in every}
        return found | PERMISSIONS[user_obj.role]

    async def aget_user_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return await sync_to_async(self.get_user_permissions)(user_obj, obj)

    def with_perm(  # type: ignore[override]
        self, perm: str, is_active: bool = True, include_superusers: bool = True, obj: Model | None = None
    ) -> QuerySet[User]:
        found = super().with_perm(perm, is_active, include_superusers, obj)
        if obj is not None:
            return found
        by_role = Q(role__in=roles_with(perm), is_active=is_active)
        return User.objects.filter(Q(pk__in=found.values("pk")) | by_role)
