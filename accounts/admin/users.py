from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import signed_in_user
from accounts.models import User
from accounts.permissions import grantable_roles, may_manage
from accounts.sign_in import second_factor
from core.admin.pages import render_admin_page

# allauth registers models whose forms would be a second way into an account.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)


class NewUserForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ["email", "display_name", "role"]


class UserForm(UserChangeForm[User]):
    class Meta:
        model = User
        fields = "__all__"  # Those that the admin's field sets name.

    def clean(self) -> dict[str, Any] | None:
        if "role" in self.changed_data and "is_staff" not in self.fields:
            self.instance.is_staff = bool(self.cleaned_data.get("role"))
        return super().clean()


SUPERUSERS_FIELDSET = (
    gettext_lazy("For superusers"),
    {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"], "classes": ["collapse"]},
)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Staff who are no superuser can't make one, and can't change an account with permissions that they lack."""

    form = UserForm
    add_form = NewUserForm
    change_form_template = "admin/accounts/user/change_form.html"
    list_display = ["display_name", "email", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "display_name"]
    ordering = ["display_name", "email"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["display_name", "email", "password"]}),
        (gettext_lazy("What this person may do"), {"fields": ["is_active", "role"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["display_name", "email", "role", "usable_password", "password1", "password2"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_manage(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, SUPERUSERS_FIELDSET] if obj and signed_in_user(request).is_superuser else fieldsets

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            roles = grantable_roles(signed_in_user(request))
            kwargs["choices"] = [("", _("No role")), *((role.value, role.label) for role in roles)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        reset = self.admin_site.admin_view(self.second_factor_reset)
        return [path("<int:pk>/second-factor/", reset, name="accounts_user_second_factor"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        can_reset = user is not None and self._may_reset(request, user) and second_factor.has_second_factor(user)
        return super().change_view(request, object_id, form_url, {"can_reset": can_reset, **(extra_context or {})})

    def second_factor_reset(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for confirmation on GET, reset the second factor on POST. For owners and superusers only."""
        if not signed_in_user(request).may_do_everything:
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk)
        if not self._may_reset(request, user):
            raise PermissionDenied
        if request.method != "POST":
            context = {"title": _("Reset the second factor?"), "person": user, "opts": self.opts}
            return render_admin_page(request, "admin/accounts/user/second_factor.html", context)
        second_factor.reset(user)
        self.log_change(request, user, _("The second factor was reset."))
        messages.success(request, _("%(person)s no longer has a second factor and is signed out.") % {"person": user})
        return redirect("admin:accounts_user_change", pk)

    def _may_reset(self, request: HttpRequest, user: User) -> bool:
        return signed_in_user(request).may_do_everything and self._may_manage(request, user)

    def _may_manage(self, request: HttpRequest, user: User | None) -> bool:
        return user is None or may_manage(signed_in_user(request), user)
