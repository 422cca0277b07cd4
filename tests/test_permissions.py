"""Which role may open which URL: every URL of the admin, and of coaching, offers and privacy, for each role.

The URLs come from the URLconf. A URL without a row here fails ``test_every_url_has_a_row``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from taggit.models import Tag

from accounts.models import User
from accounts.roles import Role
from blog.models import Category, LinkReplacement, Page, RemotePicture
from coaching.models import Application, MailTemplate
from comments.models import MailRecipient, SavedReply
from core.private_files import transient_storage
from operations.models import SiteExport
from outbox.tasks import send
from search.models import MissedWord
from tests.factories import (
    make_application,
    make_asked,
    make_category,
    make_coach,
    make_comment,
    make_document,
    make_episode,
    make_external_link,
    make_mail,
    make_message,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_question,
    make_sign_up,
    make_user,
)
from wordpress.models import Import, Move, OldFile, UnplacedComment

pytestmark = pytest.mark.django_db

APPS = ("coaching", "inbox", "media", "offers", "privacy")

ANONYMOUS, APPLICANT, OTHER = "anonymous", "applicant", "other applicant"
STAFF, HELPER, WRITER, COACH, OWNER = "staff without a role", "helper", "writer", "coach", "owner"
ROLES = (ANONYMOUS, APPLICANT, OTHER, STAFF, HELPER, WRITER, COACH, OWNER)

EVERYBODY = set(ROLES)
ALL_STAFF = {STAFF, HELPER, WRITER, COACH, OWNER}
COACHES = {COACH, OWNER}
MODERATORS = {HELPER, COACH, OWNER}
EDITORS = {WRITER, COACH, OWNER}
OWNER_ONLY = {OWNER}
# Applicants have no account: they get access by the link to their own application.
APPLICANTS = {APPLICANT, OTHER}
NOBODY: set[str] = set()

CANARY = "canary-of-the-applicant"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@dataclass
class Site:
    """Two applicants with an application each, and staff of each role, who are signed in."""

    application: Application
    other: Application
    users: dict[str, User]
    sessions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role, user in self.users.items():
            client = Client()
            client.force_login(user)
            self.sessions[role] = client.cookies["sessionid"].value

    def client(self, role: str) -> Client:
        client = Client(headers=SAME_ORIGIN)
        if role in self.sessions:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def application_of(self, role: str) -> Application | None:
        return {APPLICANT: self.application, OTHER: self.other}.get(role)


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """One for all tests: what each of them changes is rolled back."""
    roles = {STAFF: "", **{role: role for role in Role}}
    with django_db_blocker.unblock(), transaction.atomic():
        yield Site(
            application=make_application(name=CANARY, email="applicant@example.org"),
            other=make_application(name="Other", email="other@example.org"),
            users={name: make_user(is_staff=True, role=role, password=None) for name, role in roles.items()},
        )
        transaction.set_rollback(True)


Arguments = Callable[[Site, str], dict[str, Any]]


def no_arguments(site: Site, role: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """``allowed`` are the roles that may use ``method``; ``arguments`` are those of the URL, for a site and a role."""

    allowed: set[str]
    method: str = "get"
    arguments: Arguments = no_arguments
    data: dict[str, Any] = field(default_factory=dict)
    is_json: bool = False

    def send(self, client: Client, url: str) -> Any:
        more = {"content_type": "application/json"} if self.is_json else {}
        return getattr(client, self.method)(url, self.data, **more)


def the_application(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": site.application.pk}


def an_application(site: Site, role: str) -> dict[str, Any]:
    return {"pk": site.application.pk}


def a_message(site: Site, role: str) -> dict[str, Any]:
    return {**an_application(site, role), "message_pk": make_message(site.application).pk}


def a_decision(site: Site, role: str) -> dict[str, Any]:
    application = make_application()
    change = application.move_to("accepted", by=site.users[OWNER])
    return {"pk": application.pk, "change_pk": change.pk if change else 0}


def a_template(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": MailTemplate.objects.create(name="Yes", subject="Yes", text="Hi {first_name},").pk}


def settings_row(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": 1}


def a_comment(site: Site, role: str) -> dict[str, Any]:
    return {"pk": make_comment().pk}


def the_question(site: Site, role: str) -> dict[str, Any]:
    return {"pk": make_asked().pk}


def a_question(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_asked().pk}


def an_offer(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_offer().pk}


def a_picture(site: Site, role: str) -> dict[str, Any]:
    return {"pk": make_picture(60, 40).pk}


def the_picture(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_picture(60, 40).pk}


def a_document(site: Site, role: str) -> dict[str, Any]:
    return {"pk": make_document().pk}


def the_document(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_document().pk}


def a_public_document(site: Site, role: str) -> dict[str, Any]:
    document = make_document()
    make_offer(target=document.address)
    return {"name": document.address.rpartition("/")[2]}


def an_external_link(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_external_link().pk}


def a_replacement(site: Site, role: str) -> dict[str, Any]:
    return {"pk": LinkReplacement.objects.create(before="https://short.example/abc", after="/apply/").pk}


def a_sign_up(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_sign_up().pk}


def a_collecting_offer(site: Site, role: str) -> dict[str, Any]:
    return {"slug": make_offer(collects_sign_ups=True, target="").slug}


def sign_up_link(site: Site, role: str) -> dict[str, Any]:
    """Each applicant has the link to an own confirmed sign-up with a file."""
    offer = make_offer(collects_sign_ups=True, target="", file=ContentFile(b"words", "words.txt"))
    own = make_sign_up(offer, confirmed_at=timezone.now()) if site.application_of(role) else None
    return {"token": own.private_token if own else "made-up.token.of-nobody"}


def own_link(site: Site, role: str) -> dict[str, Any]:
    own = site.application_of(role)
    return {"token": own.private_token if own else "made-up.token.of-nobody"}


def of_model(
    prefix: str,
    arguments: Arguments,
    *,
    view: set[str] = COACHES,
    add: set[str] = COACHES,
    change: set[str] = COACHES,
    delete: set[str] = COACHES,
) -> dict[str, Row]:
    """The URLs of a model in Django's admin. ``change`` are those who may open the form, if only to read it."""
    return {
        f"{prefix}/": Row(view),
        f"{prefix}/add/": Row(add),
        f"{prefix}/<path:object_id>/history/": Row(view, arguments=arguments),
        f"{prefix}/<path:object_id>/delete/": Row(delete, arguments=arguments),
        f"{prefix}/<path:object_id>/change/": Row(change, arguments=arguments),
        # This old URL redirects all staff to that of the change form.
        f"{prefix}/<path:object_id>/": Row(ALL_STAFF, arguments=arguments),
    }


def of_read_only(prefix: str, arguments: Arguments) -> dict[str, Row]:
    return of_model(prefix, arguments, view=OWNER_ONLY, change=OWNER_ONLY, add=NOBODY, delete=NOBODY)


def of_settings(prefix: str) -> dict[str, Row]:
    """The URLs of a model with one row, whose list redirects to the form."""
    rows = of_read_only(prefix, settings_row)
    return {**rows, f"{prefix}/": Row(ALL_STAFF)}


def of_page(prefix: str, allowed: set[str]) -> dict[str, Row]:
    """The URLs of a page of "My site": its form, and the preview."""
    return {f"{prefix}/": Row(allowed), f"{prefix}/preview/": Row(allowed, "post")}


def privacy(model: str, **fields: Any) -> Any:
    return apps.get_model("privacy", model)._default_manager.create(**fields)


def a_privacy_request(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": privacy("PrivacyRequest", email="person@example.org").pk}


def a_mention(site: Site, role: str) -> dict[str, Any]:
    return {
        "object_id": privacy("Mention", row=make_application(next_step=CANARY, next_step_on=timezone.localdate())).pk
    }


def a_report(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": privacy("RetentionReport").pk}


def a_closed_application(site: Site, role: str) -> dict[str, Any]:
    closed_at = timezone.now() - timedelta(days=4000)
    return {"object_id": make_application(stage="declined", created_at=closed_at).pk}


def own_request(site: Site, role: str) -> dict[str, Any]:
    """The confirmed request of an applicant."""
    own = site.application_of(role)
    if not own:
        return {"token": "made-up.token.of-nobody"}
    person_request = privacy("PrivacyRequest", email=own.email, confirmed_at=timezone.now())
    return {"token": person_request.private_token}


def the_replacement(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": a_replacement(site, role)["pk"]}


def an_article(site: Site, role: str) -> int:
    return int(make_post(state="draft", published_at=None).pk)


def a_page(site: Site, role: str) -> int:
    return int(make_page(f"page-{Page.objects.count()}", is_published=False, published_at=None).pk)


def a_remote_picture(site: Site, role: str) -> dict[str, Any]:
    return {"pk": RemotePicture.objects.ask("https://pictures.example/hip.jpg", site.users[OWNER]).pk}


def a_category(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_category(f"Topic {Category.objects.count()}").pk}


def a_tag(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": Tag.objects.create(name=f"tag {Tag.objects.count()}").pk}


def an_export(site: Site, role: str) -> dict[str, Any]:
    export = SiteExport.objects.create(ended_at=timezone.now())
    transient_storage().save(export.file, ContentFile(b"archive"))
    return {"pk": export.pk}


def a_move(site: Site, role: str) -> dict[str, Any]:
    return {"pk": Move.objects.create().pk}


def an_import(site: Site, role: str) -> dict[str, Any]:
    return {"pk": Import.objects.create(files="old.xml").pk}


def a_missing_file(site: Site, role: str) -> dict[str, Any]:
    return {"pk": OldFile.objects.create(address=f"uploads/{role}.jpg", fault="gone").pk}


def a_person(site: Site, role: str) -> dict[str, Any]:
    return {"pk": make_user(is_staff=True, role=Role.HELPER).pk}


def a_profile(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_coach().profile.pk}


def the_comment(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_comment().pk}


def a_recipient(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": MailRecipient.objects.get(email=make_question().email).pk}


def a_saved_reply(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": SavedReply.objects.create(title="Thanks", text="Thank you.").pk}


def a_mail(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_mail().pk}


def a_missed_word(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": MissedWord.objects.create(word=f"word{MissedWord.objects.count()}", week="2026-11-23").pk}


def an_unplaced_comment(site: Site, role: str) -> dict[str, Any]:
    number = UnplacedComment.objects.count()
    return {"object_id": UnplacedComment.objects.create(site="old.example", wordpress_id=number, name="Nadia").pk}


def an_episode(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": make_episode(make_post(state="draft", published_at=None)).pk}


def a_task(site: Site, role: str) -> dict[str, Any]:
    return {"object_id": send.enqueue(1).id}


def desk_of(kind: str, make: Callable[[Site, str], int]) -> dict[str, Row]:
    """The URLs on which articles or pages are written."""

    def one(site: Site, role: str) -> dict[str, Any]:
        return {"pk": make(site, role)}

    def row(site: Site, role: str) -> dict[str, Any]:
        return {"object_id": make(site, role)}

    def version(site: Site, role: str) -> dict[str, Any]:
        return {"pk": make(site, role), "number": 1}

    prefix = f"admin/blog/{kind}"
    rows = of_model(prefix, row, **dict.fromkeys(("view", "add", "delete"), EDITORS))
    del rows[f"{prefix}/<path:object_id>/change/"], rows[f"{prefix}/<path:object_id>/"]
    return {
        **rows,
        f"{prefix}/<int:pk>/change/": Row(EDITORS, arguments=one),
        **{f"{prefix}/<int:pk>/{page}/": Row(EDITORS, arguments=one) for page in ("preview", "versions", "checklist")},
        **{
            f"{prefix}/<int:pk>/{act}/": Row(EDITORS, "post", one, is_json=True)
            for act in ("save", "presence", "review", "discard", "share", "share/close", "private", "draft")
        },
        **{f"{prefix}/<int:pk>/{act}/": Row(COACHES, "post", one, is_json=True) for act in ("publish", "unpublish")},
        f"{prefix}/<int:pk>/versions/<int:number>/": Row(NOBODY, arguments=version),
        f"{prefix}/<int:pk>/versions/<int:number>/restore/": Row(NOBODY, "post", version, is_json=True),
        f"{prefix}/add/save/": Row(EDITORS, "post", is_json=True),
        f"{prefix}/categories/": Row(EDITORS, "post", is_json=True),
        f"{prefix}/bin/": Row(EDITORS),
        f"{prefix}/bin/restore/": Row(EDITORS, "post"),
    }


ROWS: dict[str, Row] = {
    "privacy/": Row(EVERYBODY),
    "privacy/request/": Row(EVERYBODY),
    "privacy/requested/": Row(EVERYBODY),
    "privacy/mine/<str:token>/": Row(APPLICANTS, arguments=own_request),
    "privacy/mine/<str:token>/erase/": Row(APPLICANTS, arguments=own_request),
    "privacy/mine/<str:token>/file/": Row(APPLICANTS, arguments=own_request),
    **of_settings("admin/privacy/retentionsettings"),
    **of_read_only("admin/privacy/privacyrequest", a_privacy_request),
    **of_read_only("admin/privacy/mention", a_mention),
    **of_read_only("admin/privacy/retentionreport", a_report),
    **of_read_only("admin/privacy/closedapplication", a_closed_application),
    "apply/": Row(EVERYBODY),
    "apply/status/": Row(EVERYBODY),
    "apply/status/sent/": Row(EVERYBODY),
    "apply/deleted/": Row(EVERYBODY),
    "apply/<str:token>/": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/correct/": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/application.json": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/application.html": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/withdraw/": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/consent/": Row(APPLICANTS, arguments=own_link),
    "apply/<str:token>/delete/": Row(APPLICANTS, arguments=own_link),
    "go/<uslug:slug>/": Row(EVERYBODY, arguments=lambda site, role: {"slug": make_offer().slug}),
    "sign-up/<uslug:slug>/": Row(EVERYBODY, arguments=a_collecting_offer),
    "sign-up/<uslug:slug>/sent/": Row(EVERYBODY, arguments=a_collecting_offer),
    "sign-up/mine/<str:token>/": Row(APPLICANTS, arguments=sign_up_link),
    "sign-up/mine/<str:token>/file/": Row(APPLICANTS, arguments=sign_up_link),
    "admin/inbox/": Row(ALL_STAFF),
    "admin/inbox/backlog/": Row(MODERATORS),
    "admin/inbox/backlog/settle/": Row(MODERATORS, "post"),
    "admin/inbox/act/": Row(MODERATORS, "post"),
    "admin/inbox/application/": Row(COACHES, "post"),
    "admin/inbox/undo/": Row(ALL_STAFF, "post"),  # Staff can undo only their own actions.
    "admin/inbox/<int:pk>/": Row(MODERATORS, arguments=a_comment),
    "admin/inbox/<int:pk>/similar/": Row(MODERATORS, arguments=a_comment),
    **of_settings("admin/inbox/inboxsettings"),
    "admin/coaching/funnelpage/": Row(COACHES),
    **of_model("admin/coaching/application", the_application, add=NOBODY),
    **of_model("admin/coaching/question", a_question, delete=NOBODY),
    "admin/coaching/application/csv/": Row(COACHES),
    "admin/coaching/application/undo/": Row(COACHES, "post"),
    "admin/coaching/application/<int:pk>/message/": Row(COACHES, arguments=an_application),
    "admin/coaching/application/<int:pk>/message/<int:message_pk>/take-back/": Row(COACHES, "post", a_message),
    "admin/coaching/application/<int:pk>/told/<int:change_pk>/": Row(COACHES, "post", a_decision),
    "admin/coaching/application/<int:pk>/address/": Row(COACHES, "post", an_application),
    "admin/coaching/application/<int:pk>/seen/": Row(COACHES, "post", an_application),
    "admin/coaching/question/undo/": Row(COACHES, "post"),
    "admin/coaching/question/preview/": Row(COACHES, "post"),
    "admin/coaching/question/<int:pk>/preview/": Row(COACHES, "post", the_question),
    "admin/coaching/question/<int:pk>/move/": Row(COACHES, "post", the_question),
    **of_model("admin/coaching/mailtemplate", a_template),
    **of_model("admin/offers/offer", an_offer),
    "admin/offers/offer/big-button/": Row(COACHES),
    "admin/offers/offer/big-button/preview/": Row(COACHES, "post"),
    "files/<str:name>": Row(EVERYBODY, arguments=a_public_document),
    **of_model("admin/media/picture", the_picture, **dict.fromkeys(("view", "add", "change"), EDITORS)),
    "admin/media/picture/undo/": Row(EDITORS, "post"),
    "admin/media/picture/choose/": Row(EDITORS),
    "admin/media/picture/upload/": Row(EDITORS, "post"),
    "admin/media/picture/<int:pk>/details/": Row(EDITORS, arguments=a_picture),
    "admin/media/picture/<int:pk>/replace/": Row(EDITORS, arguments=a_picture),
    **of_model("admin/media/document", the_document, **dict.fromkeys(("view", "add", "change"), EDITORS)),
    "admin/media/document/undo/": Row(EDITORS, "post"),
    "admin/media/document/upload/": Row(EDITORS, "post"),
    "admin/media/document/<int:pk>/replace/": Row(EDITORS, arguments=a_document),
    "admin/media/document/<int:pk>/file/": Row(EDITORS, arguments=a_document),
    "admin/blocks/at/": Row(EDITORS, "post"),
    "admin/blocks/<slug:kind>/": Row(EDITORS, arguments=lambda site, role: {"kind": "note"}),
    "admin/blocks/<slug:kind>/preview/": Row(EDITORS, arguments=lambda site, role: {"kind": "note"}),
    **of_model("admin/blog/externallink", an_external_link, add=NOBODY, delete=NOBODY),
    "admin/blog/externallink/check/": Row(COACHES, "post"),
    **of_model("admin/blog/linkreplacement", the_replacement, add=NOBODY, delete=NOBODY),
    "admin/blog/linkreplacement/<int:pk>/undo/": Row(COACHES, "post", arguments=a_replacement),
    **desk_of("post", an_article),
    **desk_of("page", a_page),
    "admin/blog/post/<int:pk>/duplicate/": Row(EDITORS, "post", lambda site, role: {"pk": an_article(site, role)}),
    "admin/blog/pictures/": Row(EDITORS, "post", is_json=True),
    "admin/blog/pictures/<int:pk>/": Row(EDITORS, arguments=a_remote_picture),
    **of_model("admin/blog/category", a_category, view=EDITORS, add=EDITORS, change=EDITORS),
    **of_model("admin/taggit/tag", a_tag, view=EDITORS, change=EDITORS),
    **of_settings("admin/blog/sitetexts"),
    **of_model("admin/podcast/episode", an_episode, **dict.fromkeys(("view", "change", "delete"), EDITORS), add=NOBODY),
    "admin/podcast/episode/": Row(ALL_STAFF),  # Leads to the list of articles, which refuses.
    "admin/podcast/episode/of/<int:pk>/": Row(ALL_STAFF, arguments=lambda site, role: {"pk": an_article(site, role)}),
    **of_settings("admin/podcast/show"),
    **of_page("admin/blog/sitetexts/front", OWNER_ONLY),
    **of_page("admin/blog/sitetexts/look", OWNER_ONLY),
    **of_page("admin/blog/sitetexts/menu", OWNER_ONLY),
    **of_page("admin/blog/sitetexts/footer", OWNER_ONLY),
    **of_page("admin/blog/sitetexts/about-me", EDITORS),
    **of_model("admin/accounts/profile", a_profile, **dict.fromkeys(("view", "add", "change", "delete"), OWNER_ONLY)),
    "admin/health/": Row(ALL_STAFF),
    "admin/operations/": Row(OWNER_ONLY),
    "admin/operations/export/": Row(OWNER_ONLY, "post"),
    "admin/operations/export/<int:pk>/": Row(OWNER_ONLY, arguments=an_export),
    "admin/move-in/": Row(COACHES),
    "admin/move-in/<int:pk>/": Row(COACHES, arguments=a_move),
    "admin/move-in/<int:pk>/add/": Row(COACHES, "post", a_move),
    "admin/move-in/<int:pk>/stop/": Row(COACHES, "post", a_move),
    "admin/move-in/<int:pk>/delete/": Row(COACHES, "post", a_move),
    "admin/move-in/reports/<int:pk>/": Row(COACHES, arguments=an_import),
    "admin/move-in/reports/<int:pk>/addresses.csv": Row(COACHES, arguments=an_import),
    "admin/move-in/missing/": Row(COACHES),
    "admin/move-in/missing/<int:pk>/": Row(COACHES, arguments=a_missing_file),
    "admin/people/": Row(OWNER_ONLY),
    "admin/people/<int:pk>/": Row(OWNER_ONLY, arguments=a_person),
    "admin/people/<int:pk>/link/": Row(OWNER_ONLY, "post", a_person),
    "admin/people/<int:pk>/end/": Row(OWNER_ONLY, "post", a_person),
    "admin/people/<int:pk>/second-factor/": Row(OWNER_ONLY, arguments=a_person),
    **of_model("admin/comments/comment", the_comment, view=MODERATORS, change=MODERATORS, add=NOBODY, delete=ALL_STAFF),
    "admin/comments/comment/moderate/": Row(MODERATORS, "post"),
    "admin/comments/comment/delete-for-good/": Row(COACHES),
    "admin/comments/comment/<int:pk>/pin/": Row(MODERATORS, "post", a_comment),
    "admin/comments/comment/<int:pk>/answer/": Row(MODERATORS, arguments=a_comment),
    "admin/comments/comment/<int:pk>/address/": Row(MODERATORS, "post", a_comment),
    "admin/comments/comment/<int:pk>/edit/": Row(MODERATORS, "post", a_comment),
    **of_model("admin/comments/mailrecipient", a_recipient, add=NOBODY, delete=NOBODY),
    **of_model("admin/comments/savedreply", a_saved_reply, view=MODERATORS, change=MODERATORS),
    **of_model("admin/wordpress/unplacedcomment", an_unplaced_comment, add=NOBODY),
    **of_settings("admin/comments/screeningrules"),
    **of_settings("admin/comments/triagewords"),
    **of_settings("admin/comments/mailsettings"),
    **of_read_only("admin/outbox/outgoingmail", a_mail),
    "admin/outbox/outgoingmail/mail/": Row(OWNER_ONLY),
    "admin/outbox/outgoingmail/mail/server/": Row(OWNER_ONLY, "post"),
    "admin/outbox/outgoingmail/mail/domain/": Row(OWNER_ONLY, "post"),
    "admin/outbox/outgoingmail/undo/": Row(OWNER_ONLY, "post"),
    **of_model("admin/search/missedword", a_missed_word, view=EDITORS, change=EDITORS, add=NOBODY, delete=NOBODY),
    "admin/search/missedword/write/": Row(NOBODY, "post"),  # There is no article without a word.
    **of_read_only("admin/django_ox/oxtask", a_task),
    "admin/sample/remove/": Row(OWNER_ONLY),
    "admin/": Row(ALL_STAFF),
    "admin/signed-in/": Row(ALL_STAFF),
    # Shows each person only what they may see.
    "admin/find/": Row(ALL_STAFF, data={"q": "canary"}),
    "admin/blog/links/": Row(EDITORS),
    # Leads to the desk, which refuses.
    "admin/blog/edit/<uslug:slug>/": Row(ALL_STAFF, arguments=lambda site, role: {"slug": make_post().slug}),
    "admin/uploads/": Row(ALL_STAFF, "post"),
    "admin/uploads/<slug:token>/": Row(NOBODY, "delete", arguments=lambda site, role: {"token": "of-nobody"}),
    "admin/login/": Row(ALL_STAFF),
    "admin/logout/": Row(NOBODY, "post"),  # Leads to the sign-in page.
    "admin/password_change/": Row(ALL_STAFF),
    "admin/password_change/done/": Row(ALL_STAFF),
    "admin/autocomplete/": Row(NOBODY),
    "admin/jsi18n/": Row(ALL_STAFF),
    **of_model("admin/offers/signup", a_sign_up, add=NOBODY),
    "admin/offers/signup/export/": Row(COACHES),
    "admin/offers/offer/<int:pk>/preview/": Row(COACHES, arguments=lambda site, role: {"pk": make_offer().pk}),
}


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


# Django's own, about pages of any kind.
OF_ANY_KIND = ("admin/r/", "admin/(", "admin/^")


def is_ours(route: str, pattern: URLPattern) -> bool:
    if route.startswith(OF_ANY_KIND):
        return False
    return route.startswith("admin/") or pattern.callback.__module__.split(".")[0] in APPS


def url_of(route: str, arguments: dict[str, Any]) -> str:
    for name, value in arguments.items():
        for converter in ("path", "int", "str", "slug", "uslug", "label"):
            route = route.replace(f"<{converter}:{name}>", str(value))
    assert "<" not in route, f"The row of {route} lacks an argument."
    return f"/{route}"


def request(site: Site, route: str, role: str) -> HttpResponse:
    row = ROWS[route]
    response: HttpResponse = row.send(site.client(role), url_of(route, row.arguments(site, role)))
    if response.streaming:
        # A file that is not read stays open.
        response.streaming_content = [b"".join(response)]
    return response


def is_allowed(response: HttpResponse) -> bool:
    """Errors about missing data count as allowed."""
    if response.status_code in (301, 302, 303):
        return "/login/" not in response["Location"]
    return response.status_code not in (401, 403, 404)


def content_of(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace") + str(response.headers)


def test_every_url_has_a_row():
    ours = {route for route, pattern in patterns(get_resolver()) if is_ours(route, pattern)}
    assert ours == set(ROWS)


@pytest.mark.parametrize("route", ROWS)
def test_url_is_open_to_its_roles_and_hides_the_applicant_from_others(site, route):
    # In the admin an applicant is anonymous.
    roles = [role for role in ROLES if role not in APPLICANTS or not route.startswith("admin/")]
    responses = {role: request(site, route, role) for role in roles}
    assert 405 not in {response.status_code for response in responses.values()}, "The row names a wrong method."
    assert {role for role, response in responses.items() if is_allowed(response)} == ROWS[route].allowed
    assert {role for role, response in responses.items() if CANARY in content_of(response)} <= {APPLICANT, COACH, OWNER}


@pytest.mark.parametrize("route", [route for route, row in ROWS.items() if row.method == "post"])
def test_get_is_not_allowed_where_a_post_is_expected(site, route):
    response = site.client(OWNER).get(url_of(route, ROWS[route].arguments(site, OWNER)))
    assert response.status_code == 405


MISSING = 987654321


def rows_about_an_object() -> Iterator[tuple[str, Row]]:
    for route, row in ROWS.items():
        if route.startswith("admin/") and "<" in route and STAFF not in row.allowed:
            yield route, row


def test_missing_row_and_forbidden_row_get_the_same_status(site):
    """Staff without permission must not learn whether a row exists."""
    staff = site.client(STAFF)
    for route, row in rows_about_an_object():
        existing = row.arguments(site, STAFF)
        answers = {
            row.send(staff, url_of(route, arguments)).status_code
            for arguments in (existing, dict.fromkeys(existing, MISSING))
        }
        assert answers in ({403}, {404}), route


@pytest.mark.parametrize("make", [make_comment, make_post, make_page, make_mail, make_application])
def test_missing_and_forbidden_rows_of_other_models_get_the_same_status(site, make):
    row = make()
    meta, kind = row._meta, ContentType.objects.get_for_model(row).pk
    routes = [f"/admin/{meta.app_label}/{meta.model_name}/{{}}/{page}/" for page in ("history", "change", "delete")]
    for route in [*routes, f"/admin/r/{kind}/{{}}/"]:
        answers = {site.client(STAFF).get(route.format(pk)).status_code for pk in (row.pk, MISSING)}
        # The delete page of a comment redirects to a page that refuses.
        assert answers in ({403}, {302}), route


def test_view_on_site_is_open_to_those_who_may_view_the_row(site):
    post = make_post("hips")
    kind = ContentType.objects.get_for_model(post).pk
    assert site.client(OWNER).get(f"/admin/r/{kind}/{post.pk}/")["Location"].endswith("/hips/")
    assert site.client(OWNER).get(f"/admin/r/{kind}/{MISSING}/").status_code == 404
    assert site.client(OWNER).get(f"/admin/r/{MISSING}/1/").status_code == 403
