"""Forms that anybody can send, without a session or a token. Nothing that was typed into one is lost."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.refusals import RefusedError
from core.web.http import SAFE_METHODS, SeeOther, View, is_same_origin
from core.web.rate_limits import FloodError

HONEYPOT = "homepage_url"
METHODS = ["GET", "HEAD", "POST"]


class PublicForm(forms.Form):
    """A form whose page shows ``core/_not_sent.html`` if it was refused."""

    @property
    def invalid_fields(self) -> list[forms.BoundField]:
        """The fields with errors, which the summary above the form links to."""
        return [field for field in self if field.errors]


class HoneypotMixin(PublicForm):
    """A field that people do not see. A form that has it filled in is valid, and ``is_filled_by_bot``."""

    homepage_url = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_filled_by_bot(self) -> bool:
        return bool(self.cleaned_data.get(HONEYPOT))


def public_form(view: View) -> View:
    """The view of a form that needs no CSRF token, since the view leaves every POST to ``process_form``."""
    return csrf_exempt(require_http_methods(METHODS)(view))


def posted_data(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing, until it is sent."""
    return request.POST if request.method == "POST" else None


def process_form[F: forms.BaseForm](
    request: HttpRequest, form: F, render: Callable[[F, str, int], HttpResponse], submit: Callable[[], str]
) -> HttpResponse:
    """Show ``form``; once it is sent, ``submit`` it, and lead to the URL that this returns (303).

    What cannot be submitted is given back by ``render(form, notice, status)``: 403 if it did not come from a page of
    this site, 422 if it is not valid or ``submit`` raises ``RefusedError``, 429 with ``Retry-After`` for a flood.
    """
    if request.method != "POST":
        return render(form, "", 200)
    if not is_same_origin(request):
        _leave_unchecked(form)
        return render(
            form,
            _(
                "Nothing has been sent yet, because we could not tell that this came from our site. "
                "Please send it from here."
            ),
            403,
        )
    if not form.is_valid():
        return render(form, "", 422)
    try:
        return SeeOther(submit())
    except FloodError as flood:
        response = render(form, str(flood), 429)
        response["Retry-After"] = str(flood.retry_after)
        return response
    except RefusedError as refusal:
        return render(form, str(refusal), 422)


def _leave_unchecked(form: forms.BaseForm) -> None:
    """Let ``form`` show what was typed, without errors. A consent has to be given again."""
    for name, field in form.fields.items():
        is_consent = isinstance(field, forms.BooleanField) and field.required
        form.initial[name] = None if is_consent else form[name].data
    form.is_bound = False


def same_origin_post(refused: View) -> Callable[[View], View]:
    """Guard a public POST without a session or token: it must come from a page of this site.

    Any other is answered by ``refused(request, ...)``, which gives the visitor's text back in a form that can be sent.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method not in SAFE_METHODS and not is_same_origin(request):
                return refused(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
