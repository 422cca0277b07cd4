import pytest

from tests.factories import (
    make_answer,
    make_application,
    make_coach,
    make_comment,
    make_post,
    make_question,
    make_sign_up,
)


@pytest.fixture
def post(db):
    return make_post("strong-hips", author=make_coach(email="mara@example.org"))


@pytest.fixture
def nadia(post):
    """A public comment in a conversation, a private question with its answer, an application and a sign-up."""
    first = make_comment(post, text="How heavy a kettlebell?")
    comment = make_question(
        post,
        name="Nadia Sommerfeld",
        email="nadia@sommerfeld.example",
        website="https://sommerfeld.example/",
        text="My tango teacher says twelve kilos.",
        parent=first,
        ip_address="203.0.113.77",
        user_agent="Tangophone/3",
        referrer="https://tango.example/",
    )
    make_answer(comment, text="Hi Nadia! Twelve is a fine start.")
    private = make_question(
        post,
        name="Nadia Sommerfeld",
        email="nadia@sommerfeld.example",
        text="Is tango bad for a knee?",
        state="held",
        is_private=True,
    )
    make_answer(private, text="Your tango is fine, Nadia.", is_private=True, state="held")
    make_application(name="Nadia Sommerfeld", email="Nadia@Sommerfeld.example", goal="Dance tango at eighty.")
    make_sign_up(name="Nadia Sommerfeld", email="nadia@sommerfeld.example", ip_address="203.0.113.77")
    return comment
