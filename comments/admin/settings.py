"""The settings for rules, word lists and mail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import MailSettings, ScreeningRules, TriageWords
from core.admin.singletons import SingletonAdmin
from core.singletons import Singleton


class ScreeningRulesForm(forms.ModelForm[Singleton]):
    class Meta:
        labels = {
            "hold_everything": _("Hold every comment"),
            "max_links": _("Hold a comment with this many links or more"),
            "moderation_words": _("Hold a comment with one of these words"),
            "disallowed_words": _("Put a comment with one of these words into the bin"),
            "close_after_days": _("Close comments this many days after an article has appeared"),
        }
        help_texts = {
            "hold_everything": _(
                "No comment is public before you approve it. If this is off, only a reader’s first comment waits for "
                "you, and any comment that matches something below."
            ),
            "max_links": _("0 means any number of links."),
            "moderation_words": _(
                "One word or phrase on each line. It may be in the text, in the name, e-mail address or website of the "
                "reader, or inside another word: “press” is in “WordPress” too."
            ),
            "disallowed_words": _("As above, and you don’t see it in the inbox."),
            "close_after_days": _("0 means that they stay open."),
        }


@admin.register(ScreeningRules)
class ScreeningRulesAdmin(SingletonAdmin):
    title = _("What holds a comment back")
    form = ScreeningRulesForm
    readonly_fields = ["akismet_problem"]

    def get_fields(self, request: HttpRequest, obj: Singleton | None = None) -> Any:
        """Show a message from Akismet only if there is one."""
        fields = super().get_fields(request, obj)
        has_problem = isinstance(obj, ScreeningRules) and obj.akismet_problem
        return [name for name in fields if name != "akismet_problem" or has_problem]


class TriageWordsForm(forms.ModelForm[Singleton]):
    class Meta:
        labels = {
            "red_flags": _("Something may be wrong with the body"),
            "sensitive": _("Needs care"),
            "wishes": _("Wants to become a client"),
            "questions": _("Is a question"),
        }
        help_texts = {
            "red_flags": _(
                "One word or phrase on each line. A comment with one of them is urgent. Other forms of a word and "
                "slips of the pen are found too."
            ),
            "sensitive": _("Only said to you, beside the comment."),
            "wishes": _("A comment with one of them is urgent, too."),
            "questions": _("A comment with a question mark is one anyway."),
        }


@admin.register(TriageWords)
class TriageWordsAdmin(SingletonAdmin):
    title = _("What is urgent")
    form = TriageWordsForm


class MailSettingsForm(forms.ModelForm[Singleton]):
    digest_days = forms.TypedMultipleChoiceField(
        label=_("One mail about everything that waits, on"),
        help_text=_("No mail is sent if nothing waits, or if no day is chosen."),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        labels = {"urgent_at_once": _("A mail at once if a comment is urgent"), "digest_at": _("At what time")}
        widgets = {"digest_at": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "urgent_at_once" in self.fields:
            self.fields["urgent_at_once"].help_text = format_html(
                '{} <a href="{}">{}</a>.',
                gettext("New applications are mailed at once anyway. Which words make a comment urgent, you choose at"),
                reverse("admin:comments_triagewords_change", args=[1]),
                gettext("What is urgent"),
            )


@admin.register(MailSettings)
class MailSettingsAdmin(SingletonAdmin):
    title = _("What I get mailed")
    form = MailSettingsForm
