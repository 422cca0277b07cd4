from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile, ProfileLink, User
from core.widgets import PictureInput, RichText

if TYPE_CHECKING:
    AnyUserAdmin = DjangoUserAdmin[User]
    AnyChangeForm = UserChangeForm[User]
    AnyCreationForm = AdminUserCreationForm[User]
    ModelAdmin = admin.ModelAdmin[Profile]
    ModelForm = forms.ModelForm[Profile]
    StackedInline = admin.StackedInline[ProfileLink, Profile]
else:
    AnyUserAdmin = DjangoUserAdmin
    AnyChangeForm = UserChangeForm
    AnyCreationForm = AdminUserCreationForm
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm
    StackedInline = admin.StackedInline


class NewUserForm(AnyCreationForm):
    class Meta:
        model = User
        fields = ["email", "display_name", "is_staff"]


class UserForm(AnyChangeForm):
    class Meta:
        model = User
        fields = ["email", "display_name", "password", "is_staff", "is_active", "is_superuser", "groups"]


@admin.register(User)
class UserAdmin(AnyUserAdmin):
    form = UserForm
    add_form = NewUserForm
    list_display = ["display_name", "email", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "display_name"]
    ordering = ["display_name", "email"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["display_name", "email", "password"]}),
        (_("What this person may do"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["display_name", "email", "is_staff", "usable_password", "password1", "password2"]}),
    ]


class ProfileForm(ModelForm):
    slug = forms.SlugField(
        label=_("Address"),
        max_length=120,
        allow_unicode=True,
        required=False,
        help_text=_("The last part of its address on the web. Left empty, it is made from the name."),
    )

    class Meta:
        model = Profile
        fields = ["user", "slug", "role", "photo", "biography"]
        widgets = {"biography": RichText(), "photo": PictureInput()}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("slug") == "" and (user := cleaned.get("user")):
            cleaned["slug"] = slugify(user.display_name, allow_unicode=True)
        return cleaned


class LinkInline(StackedInline):
    model = ProfileLink
    fields = [("label", "url", "position")]
    extra = 1


@admin.register(Profile)
class ProfileAdmin(ModelAdmin):
    form = ProfileForm
    inlines = [LinkInline]
    list_display = ["__str__", "role", "slug"]
    list_select_related = ["user"]
    search_fields = ["user__display_name", "role"]
