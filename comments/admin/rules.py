"""Rules and word lists that the coach keeps, each in one form."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst

from comments.models import AttentionWords, MailSettings, ScreeningRules
from core.admin import OneRowAdmin
from core.one_row import OneRow

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[OneRow]
else:
    ModelForm = forms.ModelForm


@admin.register(ScreeningRules)
class ScreeningRulesAdmin(OneRowAdmin):
    readonly_fields = ["akismet_problem"]


@admin.register(AttentionWords)
class AttentionWordsAdmin(OneRowAdmin):
    pass


class MailSettingsForm(ModelForm):
    digest_days = forms.TypedMultipleChoiceField(
        label=capfirst(MailSettings._meta.get_field("digest_days").verbose_name),
        help_text=MailSettings._meta.get_field("digest_days").help_text,
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(MailSettings)
class MailSettingsAdmin(OneRowAdmin):
    form = MailSettingsForm
