import django.contrib.auth.admin  # noqa: F401 - registers groups
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.admin import profiles

__all__ = ["profiles"]

# Their forms would be a second way into an account, beside the page of people.
for model in (EmailAddress, Authenticator, Group):
    admin.site.unregister(model)
