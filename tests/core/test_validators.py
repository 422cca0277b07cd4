import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from coaching.models import Application
from comments.models import Comment
from core.validators import validate_no_controls, validate_one_line, validate_visible
from offers.models import SignUp
from tests.factories import make_offer, make_post, make_posted

UNSEEN = {
    "zero-width": "\u200b\u200b",
    "joiner": "\u200d",
    "hangul-filler": "\u3164",
    "braille": "\u2800",
    "mark": "\u0301",
}
OTHER_THAN_IT_LOOKS = {
    "right-to-left": "Nadia \u202emoc.live",
    "isolate": "Nadia \u2067moc.live",
    "lines": "Nadia\nSommer",
    "line-separator": "Nadia\u2028Sommer",
    "paragraph-separator": "Nadia\u2029Sommer",
    "bell": "Nadia\x07",
}
REFUSED = {**UNSEEN, **OTHER_THAN_IT_LOOKS}
NAMES = ["Zoë", "Nguyễn Thị Ánh", "नाडिया", "ناديا", "中村", "O’Brien-Łoś", "Zoë 👩‍🔬"]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script_are_valid(name):
    validate_visible(name)
    validate_one_line(name)


def test_tabs_and_line_breaks_are_allowed():
    validate_no_controls("One\r\n\tTwo")


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_invisible_characters_are_refused(text):
    with pytest.raises(ValidationError, match="something that can be seen"):
        validate_visible(text)


@pytest.mark.parametrize("text", OTHER_THAN_IT_LOOKS.values(), ids=OTHER_THAN_IT_LOOKS)
def test_text_of_several_lines_is_refused(text):
    with pytest.raises(ValidationError, match="on one line"):
        validate_one_line(text)


@pytest.fixture
def visitor(db):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def send_application(visitor):
    return lambda **typed: visitor.post("/apply/", make_posted(**typed))


@pytest.fixture
def send_sign_up(visitor):
    offer = make_offer("challenge", collects_sign_ups=True, target="")
    fields = {"email": "nadia@example.org", "consent": "on"}
    return lambda **typed: visitor.post(f"/sign-up/{offer.slug}/", {**fields, **typed})


@pytest.fixture
def send_comment(visitor):
    make_post("strong-hips")
    fields = {"email": "nadia@example.org", "text": "How many sets?"}
    return lambda **typed: visitor.post("/strong-hips/comments/new/", {**fields, **typed})


FORMS = [("send_application", Application), ("send_sign_up", SignUp), ("send_comment", Comment)]


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize(("form", "model"), FORMS)
def test_each_public_form_refuses_an_invalid_name(request, form, model, name):
    response = request.getfixturevalue(form)(name=name)
    assert response.status_code == 422
    assert "something that can be seen" in response.text or "on one line" in response.text
    assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("form", "model"), FORMS)
def test_each_public_form_accepts_names_in_any_script(request, form, model, name):
    assert request.getfixturevalue(form)(name=name).status_code == 303
    assert model.objects.get().name == name


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{"phone": "0151 \u202e23"}, {"goal": "\u200b"}, {"goal": "Stronger\x0bhips"}])
def test_application_refuses_unreadable_phone_and_answers(send_application, typed):
    assert send_application(**typed).status_code == 422
    assert not Application.objects.exists()
