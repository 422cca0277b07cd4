import unicodedata
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from comments.models import Comment, ScreeningRules
from core.guard import HoneypotMixin

# What WordPress's database holds, in bytes of UTF-8.
MAX_TEXT_BYTES = 65_525

_LINE_BREAKS = "\n\r\t"
_DIRECTION_MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Comment]
else:
    ModelForm = forms.ModelForm


def validate_visible(value: str) -> None:
    """Refuse what has nothing to see in it, such as zero-width spaces alone."""
    if not any(unicodedata.category(char)[0] in "LNPS" for char in value):
        raise ValidationError(_("There is nothing here that readers could see."))


def validate_no_controls(value: str) -> None:
    """Refuse control characters except tabs and line breaks, and say after which words one stands."""
    for position, char in enumerate(value):
        if unicodedata.category(char) == "Cc" and char not in _LINE_BREAKS:
            words = "".join(filter(str.isprintable, value[:position]))[-30:]
            sentence = _("There is a character that cannot be shown after “%(words)s”. Please delete it.")
            raise ValidationError(sentence % {"words": words})


def validate_one_line(value: str) -> None:
    """Refuse line breaks, and marks that turn the direction of what follows."""
    if any(unicodedata.category(char) == "Cc" or char in _DIRECTION_MARKS for char in value):
        raise ValidationError(_("Please write this in one line, with letters that can be seen."))


def validate_bytes(value: str) -> None:
    if len(value.encode()) > MAX_TEXT_BYTES:
        raise ValidationError(_("This is longer than a comment can be. Please send it in two parts, or shorten it."))


class WebsiteField(forms.URLField):
    default_validators = [URLValidator(["http", "https"])]


class WordsForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        validators=[validate_visible, validate_no_controls, validate_bytes],
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MAX_TEXT_BYTES}),
        error_messages={
            "required": gettext_lazy("Please write your comment."),
            "null_characters_not_allowed": gettext_lazy("There is a character that cannot be shown. Please delete it."),
        },
    )


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=100,
        help_text=gettext_lazy("It is not published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please write your e-mail address. It is not published."),
            "invalid": gettext_lazy("Please write an e-mail address such as name@example.org."),
        },
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class CommentForm(HoneypotMixin, WordsForm, EmailForm, ModelForm):
    """What a reader fills in below ``post``. The instance is a comment that is not saved: see ``submission.submit``."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=245,
        validators=[validate_visible, validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Please write your name: it stands above your comment.")},
    )
    website = WebsiteField(
        label=gettext_lazy("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "autocapitalize": "none"}),
        error_messages={"invalid": gettext_lazy("Please write an address such as https://example.org, or nothing.")},
    )
    shows_first_name_only = forms.BooleanField(label=gettext_lazy("Show only my first name"), required=False)
    is_private = forms.BooleanField(
        label=gettext_lazy("Ask the coach privately"),
        help_text=gettext_lazy("Then nobody else ever sees it, and the answer comes to you alone."),
        required=False,
    )
    parent = forms.ModelChoiceField(Comment.objects.none(), required=False, widget=forms.HiddenInput)

    field_order = "text name email website homepage_url shows_first_name_only is_private parent".split()

    class Meta:
        model = Comment
        fields = ["text", "name", "email", "website", "shows_first_name_only", "is_private", "parent"]

    def __init__(self, data: Any = None, *, post: Post, **kwargs: Any) -> None:
        super().__init__(data, instance=Comment(post=post), **kwargs)
        self.post = post
        parent = cast("forms.ModelChoiceField[Comment]", self.fields["parent"])
        parent.queryset = Comment.objects.filter(post=post).approved().readers_words()

    @cached_property
    def is_open(self) -> bool:
        return ScreeningRules.load().are_open_for(self.post)

    def clean(self) -> dict[str, Any] | None:
        if not self.is_open:
            self.add_error(None, _("Comments on this article are closed. Your text was not sent."))
        if "parent" in self.errors:
            self._forget_parent()
        return super().clean()

    def _forget_parent(self) -> None:
        """Let the reader send again: as a comment of its own, since what it answered is gone."""
        del self.errors["parent"]
        self.data = {**{name: self.data.get(name) for name in self.data}, self.add_prefix("parent"): ""}
        self.add_error(
            None, _("The comment that you answer is not here any more. Send again, and yours stands on its own.")
        )
