"""The settings for rules, word lists and mail."""

from django import forms
from django.contrib import admin
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst

from comments.models import MailSettings, ScreeningRules, TriageWords
from core.admin.singletons import SingletonAdmin
from core.singletons import Singleton


@admin.register(ScreeningRules)
class ScreeningRulesAdmin(SingletonAdmin):
    readonly_fields = ["akismet_problem"]


@admin.register(TriageWords)
class TriageWordsAdmin(SingletonAdmin):
    pass


class MailSettingsForm(forms.ModelForm[Singleton]):
    digest_days = forms.TypedMultipleChoiceField(
        label=capfirst(MailSettings._meta.get_field("digest_days").verbose_name),
        help_text=MailSettings._meta.get_field("digest_days").help_text,
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(MailSettings)
class MailSettingsAdmin(SingletonAdmin):
    form = MailSettingsForm
