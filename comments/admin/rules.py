"""Rules and word lists that the coach keeps, each in one form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst

from comments.models import AttentionWords, MailSettings, ScreeningRules

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
    ModelForm = forms.ModelForm[Model]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm


class OneRowAdmin(ModelAdmin):
    """A model of one row, which is there from the start: its list is its form."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return self.model.load() if object_id == "1" else None  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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
