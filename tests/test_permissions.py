"""Who gets in where: every address of coaching, inbox and privacy, for everybody who may ask.

The addresses come from the URLconf. One that has no row here fails ``test_every_address_has_a_row``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from blog.models import Replacement
from coaching.models import Application, MailTemplate
from tests.factories import (
    make_application,
    make_asked,
    make_coach,
    make_comment,
    make_message,
    make_offer,
    make_outside_link,
    make_sign_up,
    make_user,
)

pytestmark = pytest.mark.django_db

ROOMS = ("coaching", "inbox", "privacy")

ANONYMOUS, APPLICANT, OTHER = "anonymous", "applicant", "other applicant"
STAFF, COACH, OWNER = "staff without coaching", "coach", "owner"
ROLES = (ANONYMOUS, APPLICANT, OTHER, STAFF, COACH, OWNER)

EVERYBODY = set(ROLES)
ALL_STAFF = {STAFF, COACH, OWNER}
COACHES = {COACH, OWNER}
THE_OWNER = {OWNER}
# Applicants sign in nowhere: what lets them in is the link to their own application, which nobody else is given.
HOLDERS = {APPLICANT, OTHER}
NOBODY: set[str] = set()

CANARY = "canary-of-the-applicant"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@dataclass
class World:
    """An applicant with an application, another one with another, and people of the house."""

    application: Application
    other: Application
    users: dict[str, User] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        client = Client(headers=SAME_ORIGIN)
        if role in self.users:
            client.force_login(self.users[role])
        return client

    def held_by(self, role: str) -> Application | None:
        return {APPLICANT: self.application, OTHER: self.other}.get(role)


@pytest.fixture
def world() -> World:
    coach = make_user(is_staff=True)
    rooms = (*ROOMS, "comments", "blog")
    coach.user_permissions.set(Permission.objects.filter(content_type__app_label__in=rooms))
    return World(
        application=make_application(name=CANARY, email="applicant@example.org"),
        other=make_application(name="Other", email="other@example.org"),
        users={STAFF: make_user(is_staff=True), COACH: coach, OWNER: make_coach()},
    )


Arguments = Callable[[World, str], dict[str, Any]]


def nothing(world: World, role: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """``let_in`` is who may do ``method`` there; ``arguments`` are those of the address, for a world and a role."""

    let_in: set[str]
    method: str = "get"
    arguments: Arguments = nothing
    data: dict[str, Any] = field(default_factory=dict)


def the_application(world: World, role: str) -> dict[str, Any]:
    return {"object_id": world.application.pk}


def an_application(world: World, role: str) -> dict[str, Any]:
    return {"pk": world.application.pk}


def a_message(world: World, role: str) -> dict[str, Any]:
    return {**an_application(world, role), "message_pk": make_message(world.application).pk}


def a_decision(world: World, role: str) -> dict[str, Any]:
    application = make_application()
    change = application.move_to("accepted", by=world.users[OWNER])
    return {"pk": application.pk, "change_pk": change.pk if change else 0}


def a_template(world: World, role: str) -> dict[str, Any]:
    return {"object_id": MailTemplate.objects.all()[0].pk}


def settings_row(world: World, role: str) -> dict[str, Any]:
    return {"object_id": 1}


def a_comment(world: World, role: str) -> dict[str, Any]:
    return {"pk": make_comment().pk}


def the_question(world: World, role: str) -> dict[str, Any]:
    return {"pk": make_asked().pk}


def a_question(world: World, role: str) -> dict[str, Any]:
    return {"object_id": make_asked().pk}


def an_offer(world: World, role: str) -> dict[str, Any]:
    return {"object_id": make_offer().pk}


def an_outside_link(world: World, role: str) -> dict[str, Any]:
    return {"object_id": make_outside_link().pk}


def a_replacement(world: World, role: str) -> dict[str, Any]:
    return {"pk": Replacement.objects.create(before="https://short.example/abc", after="/apply/").pk}


def a_sign_up(world: World, role: str) -> dict[str, Any]:
    return {"object_id": make_sign_up().pk}


def a_collecting_offer(world: World, role: str) -> dict[str, Any]:
    return {"slug": make_offer(collects_sign_ups=True, target="").slug}


def sign_up_link(world: World, role: str) -> dict[str, Any]:
    """Each applicant has the link to an own sign-up, confirmed and with a file."""
    offer = make_offer(collects_sign_ups=True, target="", file=ContentFile(b"words", "words.txt"))
    held = make_sign_up(offer, confirmed_at=timezone.now()) if world.held_by(role) else None
    return {"token": held.link.split("/")[-2] if held else "made-up.token.of-nobody"}


def own_link(world: World, role: str) -> dict[str, Any]:
    held = world.held_by(role)
    return {"token": held.token if held else "made-up.token.of-nobody"}


def of_model(
    prefix: str,
    arguments: Arguments,
    *,
    look: set[str] = COACHES,
    add: set[str] = COACHES,
    change: set[str] = COACHES,
    delete: set[str] = COACHES,
) -> dict[str, Row]:
    """The addresses that Django's admin gives to a model."""
    return {
        f"{prefix}/": Row(look),
        f"{prefix}/add/": Row(add),
        f"{prefix}/<path:object_id>/history/": Row(look, arguments=arguments),
        f"{prefix}/<path:object_id>/delete/": Row(delete, arguments=arguments),
        f"{prefix}/<path:object_id>/change/": Row(change, arguments=arguments),
        # An old address, which leads on to that of the change for whoever is staff.
        f"{prefix}/<path:object_id>/": Row(ALL_STAFF, arguments=arguments),
    }


def to_look_at(prefix: str, arguments: Arguments) -> dict[str, Row]:
    return of_model(prefix, arguments, add=NOBODY, delete=NOBODY)


def of_settings(prefix: str) -> dict[str, Row]:
    """The same of a model with one row, whose list leads on to the form."""
    rows = of_model(prefix, settings_row, add=NOBODY, delete=NOBODY)
    return {**rows, f"{prefix}/": Row(ALL_STAFF)}


def privacy(model: str, **fields: Any) -> Any:
    return apps.get_model("privacy", model)._default_manager.create(**fields)


def a_person_request(world: World, role: str) -> dict[str, Any]:
    return {"object_id": privacy("PersonRequest", email="person@example.org").pk}


def a_mention(world: World, role: str) -> dict[str, Any]:
    return {
        "object_id": privacy("Mention", row=make_application(next_step=CANARY, next_step_on=timezone.localdate())).pk
    }


def a_report(world: World, role: str) -> dict[str, Any]:
    return {"object_id": privacy("RetentionReport").pk}


def a_closed_application(world: World, role: str) -> dict[str, Any]:
    closed_at = timezone.now() - timedelta(days=4000)
    return {"object_id": make_application(stage="declined", created_at=closed_at).pk}


def own_request(world: World, role: str) -> dict[str, Any]:
    """Of a person whose address the link was mailed to, and who has confirmed."""
    held = world.held_by(role)
    if not held:
        return {"token": "made-up.token.of-nobody"}
    wish = privacy("PersonRequest", email=held.email, confirmed_at=timezone.now())
    return {"token": wish.private_url.split("/")[-2]}


ROWS: dict[str, Row] = {
    "privacy/request/": Row(EVERYBODY),
    "privacy/requested/": Row(EVERYBODY),
    "privacy/mine/<str:token>/": Row(HOLDERS, arguments=own_request),
    "privacy/mine/<str:token>/erase/": Row(HOLDERS, arguments=own_request),
    "privacy/mine/<str:token>/file/": Row(HOLDERS, arguments=own_request),
    **of_settings("admin/privacy/retentionsettings"),
    **to_look_at("admin/privacy/personrequest", a_person_request),
    **to_look_at("admin/privacy/mention", a_mention),
    **to_look_at("admin/privacy/retentionreport", a_report),
    **to_look_at("admin/privacy/proposedapplication", a_closed_application),
    "apply/": Row(EVERYBODY),
    "apply/status/": Row(EVERYBODY),
    "apply/status/sent/": Row(EVERYBODY),
    "apply/deleted/": Row(EVERYBODY),
    "apply/<str:token>/": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/correct/": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/application.json": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/application.html": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/withdraw/": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/consent/": Row(HOLDERS, arguments=own_link),
    "apply/<str:token>/delete/": Row(HOLDERS, arguments=own_link),
    "go/<slug:slug>/": Row(EVERYBODY, arguments=lambda world, role: {"slug": make_offer().slug}),
    "sign-up/<slug:slug>/": Row(EVERYBODY, arguments=a_collecting_offer),
    "sign-up/<slug:slug>/sent/": Row(EVERYBODY, arguments=a_collecting_offer),
    "sign-up/mine/<str:token>/": Row(HOLDERS, arguments=sign_up_link),
    "sign-up/mine/<str:token>/file/": Row(HOLDERS, arguments=sign_up_link),
    "admin/inbox/": Row(ALL_STAFF),
    "admin/inbox/backlog/": Row(COACHES),
    "admin/inbox/backlog/settle/": Row(COACHES, "post"),
    "admin/inbox/act/": Row(COACHES, "post"),
    "admin/inbox/application/": Row(COACHES, "post"),
    "admin/inbox/undo/": Row(ALL_STAFF, "post"),  # Everybody undoes what he did himself, and nothing else.
    "admin/inbox/<int:pk>/": Row(COACHES, arguments=a_comment),
    **of_settings("admin/inbox/inboxsettings"),
    "admin/coaching/numbers/": Row(COACHES),
    **of_model("admin/coaching/application", the_application, add=NOBODY),
    **of_model("admin/coaching/question", a_question, delete=NOBODY),
    "admin/coaching/application/csv/": Row(COACHES),
    "admin/coaching/application/<int:pk>/message/": Row(COACHES, arguments=an_application),
    "admin/coaching/application/<int:pk>/message/<int:message_pk>/take-back/": Row(COACHES, "post", a_message),
    "admin/coaching/application/<int:pk>/told/<int:change_pk>/": Row(COACHES, "post", a_decision),
    "admin/coaching/application/<int:pk>/seen/": Row(COACHES, "post", an_application),
    "admin/coaching/question/preview/": Row(COACHES, "post"),
    "admin/coaching/question/<int:pk>/preview/": Row(COACHES, "post", the_question),
    "admin/coaching/question/<int:pk>/move/": Row(COACHES, "post", the_question),
    **of_model("admin/coaching/mailtemplate", a_template),
    **of_model("admin/coaching/offer", an_offer),
    "admin/blog/outsidelink/": Row(COACHES),
    "admin/blog/outsidelink/check/": Row(COACHES, "post"),
    "admin/blog/outsidelink/<path:object_id>/change/": Row(COACHES, arguments=an_outside_link),
    "admin/blog/replacement/<int:pk>/turn/": Row(COACHES, "post", arguments=a_replacement),
    "admin/blog/replacement/<path:object_id>/change/": Row(
        COACHES, arguments=lambda world, role: {"object_id": a_replacement(world, role)["pk"]}
    ),
    **of_model("admin/coaching/signup", a_sign_up, add=NOBODY),
    "admin/coaching/signup/export/": Row(COACHES),
    "admin/coaching/offer/<int:pk>/preview/": Row(COACHES, arguments=lambda world, role: {"pk": make_offer().pk}),
}


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def is_ours(route: str, pattern: URLPattern) -> bool:
    in_the_admin = tuple(f"admin/{room}/" for room in ROOMS)
    return route.startswith(in_the_admin) or pattern.callback.__module__.split(".")[0] in ROOMS


def address(route: str, arguments: dict[str, Any]) -> str:
    for name, value in arguments.items():
        for converter in ("path", "int", "str", "slug", "uslug"):
            route = route.replace(f"<{converter}:{name}>", str(value))
    assert "<" not in route, f"The row of {route} lacks an argument."
    return f"/{route}"


def ask(world: World, route: str, role: str) -> HttpResponse:
    row = ROWS[route]
    send = getattr(world.client(role), row.method)
    response: HttpResponse = send(address(route, row.arguments(world, role)), row.data)
    if response.streaming:
        # A file that nobody reads stays open.
        response.streaming_content = [b"".join(response)]
    return response


def is_let_in(response: HttpResponse) -> bool:
    """Whatever is wrong with a request that is empty, it was answered."""
    if response.status_code in (301, 302, 303):
        return "/login/" not in response["Location"]
    return response.status_code not in (403, 404)


def said(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace") + str(response.headers)


def test_every_address_has_a_row():
    ours = {route for route, pattern in patterns(get_resolver()) if is_ours(route, pattern)}
    assert ours == set(ROWS)


@pytest.mark.parametrize("route", ROWS)
def test_who_is_let_in_and_who_reads_of_the_applicant(world, route):
    responses = {role: ask(world, route, role) for role in ROLES}
    assert 405 not in {response.status_code for response in responses.values()}, "The row names a wrong method."
    assert {role for role, response in responses.items() if is_let_in(response)} == ROWS[route].let_in
    assert {role for role, response in responses.items() if CANARY in said(response)} <= {APPLICANT, COACH, OWNER}


@pytest.mark.parametrize("route", [route for route, row in ROWS.items() if row.method == "post"])
def test_what_is_for_a_post_does_nothing_on_a_get(world, route):
    response = world.client(OWNER).get(address(route, ROWS[route].arguments(world, OWNER)))
    assert response.status_code == 405
