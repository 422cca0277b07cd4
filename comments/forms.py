from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from comments.models import Comment
from comments.models.screening_rules import screening_rules
from core.validators import validate_no_controls, validate_one_line, validate_visible
from core.web.public_forms import HoneypotMixin, PublicForm

# The limit of WordPress's database, in bytes of UTF-8.
MAX_TEXT_BYTES = 65_525


def validate_bytes(value: str) -> None:
    if len(value.encode()) > MAX_TEXT_BYTES:
        raise ValidationError(_("This is too long for one comment. Please shorten it, or send it in two parts."))


class WebsiteField(forms.URLField):
    default_validators = [URLValidator(["http", "https"])]


class CommentTextForm(PublicForm):
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        validators=[validate_visible, validate_no_controls, validate_bytes],
        # The placeholder is empty, so that the style sheet can tell whether anything was written.
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": MAX_TEXT_BYTES, "placeholder": " "}),
        error_messages={
            "required": gettext_lazy("Please write your comment."),
            "null_characters_not_allowed": gettext_lazy(
                "It contains a character that can’t be displayed. Please delete it."
            ),
        },
    )


class EmailForm(PublicForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=100,
        help_text=gettext_lazy("It is not published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please enter your e-mail address. It is not published."),
            "invalid": gettext_lazy("Please enter an e-mail address such as name@example.org."),
        },
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class CommentForm(HoneypotMixin, CommentTextForm, EmailForm):
    """The comment form on ``post``. ``submission.submit`` stores its ``comment``.

    It is no form of the model, which would check each value a second time.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=245,
        validators=[validate_visible, validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Please enter your name. It is shown above your comment.")},
    )
    website = WebsiteField(
        label=gettext_lazy("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "autocapitalize": "none"}),
        error_messages={
            "invalid": gettext_lazy("Please enter an address such as https://example.org, or leave this empty.")
        },
    )
    shows_first_name_only = forms.BooleanField(label=gettext_lazy("Show only my first name"), required=False)
    is_private = forms.ChoiceField(
        label=gettext_lazy("Who may read it?"),
        choices=[
            ("", gettext_lazy("Everyone, below the article")),
            ("on", gettext_lazy("Only the coach. The answer is for you alone")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    parent = forms.ModelChoiceField(Comment.objects.none(), required=False, widget=forms.HiddenInput)

    field_order = "text is_private name email website shows_first_name_only homepage_url parent".split()

    columns = "text name email website shows_first_name_only is_private parent".split()

    def __init__(self, data: Any = None, *, post: Post, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.post = post
        if self["parent"].value():
            parent = cast("forms.ModelChoiceField[Comment]", self.fields["parent"])
            parent.queryset = Comment.objects.filter(post=post).approved().without_pings()

    @cached_property
    def is_open(self) -> bool:
        return screening_rules().are_open_for(self.post)

    def clean_is_private(self) -> bool:
        return bool(self.cleaned_data["is_private"])

    def comment(self) -> Comment:
        """Return the comment of a valid form. It is not saved."""
        return Comment(post=self.post, **{name: self.cleaned_data[name] for name in self.columns})

    @property
    def reply_to(self) -> Comment | None:
        """The comment that it answers, if that is there for readers."""
        try:
            parent: Comment | None = self.fields["parent"].clean(self["parent"].value())
        except ValidationError:
            return None
        return parent

    def clean(self) -> dict[str, Any] | None:
        if not self.is_open:
            self.add_error(None, _("Comments on this article are closed, so yours was not sent."))
        if "parent" in self.errors:
            self._drop_parent()
        return super().clean()

    def _drop_parent(self) -> None:
        """Turn the reply into a comment of its own, because its parent is gone, and ask the reader to send it again."""
        del self.errors["parent"]
        self.data = {**{name: self.data.get(name) for name in self.data}, self.add_prefix("parent"): ""}
        self.add_error(None, _("The comment you are replying to is gone. Send this again to post it as a new comment."))
