from datetime import timedelta
from functools import partial

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.decorators.csrf import csrf_exempt

from core.refusals import RefusedError
from core.web.public_forms import HONEYPOT, HoneypotMixin, posted_data, process_form, public_form, same_origin_post
from core.web.rate_limits import FloodError

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
GOOD = {"name": "Nadia", "consent": "on", "goals": ["Sleep", "Lift"]}


class Form(HoneypotMixin):
    name = forms.CharField(max_length=5)
    consent = forms.BooleanField()
    news = forms.BooleanField(required=False)
    goals = forms.MultipleChoiceField(choices=[(goal, goal) for goal in ("Sleep", "Lift", "Run")])


def show(form, notice, status):
    return HttpResponse(f"{notice}|{form}", status=status)


def submit_form(data, headers, submit=lambda: "/thanks/"):
    request = RequestFactory().post("/", data, headers=headers)
    return process_form(request, Form(posted_data(request)), show, submit)


send = partial(submit_form, headers=OUR_PAGE)


def raise_error(error):
    raise error


def test_get_shows_the_form():
    request = RequestFactory().get("/?name=Nadia")
    response = process_form(request, Form(posted_data(request)), show, lambda: raise_error(AssertionError))
    assert response.status_code == 200
    assert "This field is required" not in response.text


def test_valid_form_is_submitted_and_redirects():
    response = send(GOOD)
    assert (response.status_code, response["Location"]) == (303, "/thanks/")


@pytest.mark.parametrize("data", [{}, {**GOOD, "name": "Nadia Sommer"}])
def test_invalid_form_is_shown_again_and_not_submitted(data):
    response = send(data, submit=lambda: raise_error(AssertionError))
    assert response.status_code == 422
    assert data.get("name", "This field is required") in response.text


def test_refusal_shows_the_form_with_its_message():
    response = send(GOOD, submit=lambda: raise_error(RefusedError("It is too late.")))
    assert response.status_code == 422
    assert response.text.startswith("It is too late.|")
    assert 'value="Nadia"' in response.text


def test_flood_shows_the_form_with_the_time_to_wait():
    response = send(GOOD, submit=lambda: raise_error(FloodError(timedelta(seconds=11.2))))
    assert (response.status_code, response["Retry-After"]) == (429, "12")
    assert "please wait 12 seconds" in response.text
    assert 'value="Nadia"' in response.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_foreign_post_shows_the_form_and_is_not_submitted(headers):
    response = submit_form(GOOD, headers, submit=lambda: raise_error(AssertionError))
    assert response.status_code == 403
    assert "Please send it from here" in response.text
    assert 'value="Nadia"' in response.text
    assert response.text.count("selected") == 2


def test_foreign_post_keeps_checkboxes_but_not_the_consent():
    response = submit_form({**GOOD, "news": "on"}, {})
    boxes = {box.split('"')[0]: "checked" in box for box in response.text.split('type="checkbox" name="')[1:]}
    assert boxes == {"consent": False, "news": True}


def test_foreign_post_is_not_validated():
    assert "errorlist" not in submit_form({"name": "Nadia Sommer"}, {}).text


def test_public_form_needs_no_csrf_token_and_takes_no_other_method():
    view = public_form(lambda request: HttpResponse("form"))
    assert view.csrf_exempt
    assert view(RequestFactory().get("/")).status_code == 200
    assert view(RequestFactory().put("/")).status_code == 405


def foreign_post():
    return RequestFactory().post("/")


def guarded_view(refused=lambda request: HttpResponse("refused", status=403)):
    return same_origin_post(refused=refused)(lambda request: HttpResponse("done"))


def test_guard_allows_get():
    assert guarded_view()(RequestFactory().get("/")).content == b"done"


def test_guard_refuses_a_foreign_post_with_the_given_view():
    assert guarded_view()(foreign_post()).content == b"refused"


def test_guard_works_around_an_exempt_view():
    view = same_origin_post(refused=lambda request: HttpResponse("refused"))(
        csrf_exempt(lambda request: HttpResponse("done"))
    )
    assert view(foreign_post()).content == b"refused"


def test_empty_honeypot_is_not_trapped():
    form = HoneypotMixin({})
    assert form.is_valid()
    assert not form.is_filled_by_bot


def test_filled_honeypot_is_trapped_and_valid():
    form = HoneypotMixin({HONEYPOT: "https://spam.example"})
    assert form.is_valid()
    assert form.is_filled_by_bot


def test_honeypot_is_hidden_from_keyboards_and_autofill():
    assert 'tabindex="-1"' in str(HoneypotMixin())
    assert 'autocomplete="off"' in str(HoneypotMixin())
