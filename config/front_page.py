"""What the front page of the admin shows besides the inbox: what to go on with, what goes out next, and the week."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from blog.models import Post
from coaching.models import Application
from comments.response_times import monday_of
from inbox import pages
from offers.models import SignUp
from operations import account
from operations.health import troubles
from operations.models import BackupRun

MAX_ROWS = 5


@dataclass(frozen=True, slots=True)
class Week:
    """Numbers since Monday; ``None`` for what the person may not see."""

    published: int | None = None
    sign_ups: int | None = None
    applications: int | None = None


def has_only_inbox(person: User) -> bool:
    return not person.has_perm("blog.view_post") and not person.has_perm("coaching.view_application")


def context(request: HttpRequest, person: User) -> dict[str, Any]:
    parts = (pages.front_page(request, person), _writing(person), _applications(person), _safety(person))
    return {**{name: value for part in parts for name, value in part.items()}, "week": _week(person)}


def _writing(person: User) -> dict[str, Any]:
    if not person.has_perm("blog.view_post"):
        return {}
    posts = Post.objects.not_binned().select_related("author").defer("body", "html")
    drafts = list(posts.filter(state=Post.State.DRAFT).order_by("-updated_at", "-pk")[:MAX_ROWS])
    return {
        "drafts": drafts,
        "go_on": next((draft for draft in drafts if draft.author_id == person.pk), None),
        "goes_out": list(posts.scheduled().order_by("published_at", "pk")[:MAX_ROWS]),
    }


def _applications(person: User) -> dict[str, Any]:
    if not person.has_perm("coaching.view_application"):
        return {}
    return {"new_applications": Application.objects.not_spam().filter(stage=Application.Stage.NEW).count()}


def _safety(person: User) -> dict[str, Any]:
    """Return what is wrong, what owners read about the last backups, and coaches about all that was received."""
    found: dict[str, Any] = {"troubles": troubles.titles()}
    if person.may_do_everything:
        runs = BackupRun.objects.all()
        found |= {"last_run": runs.first(), "last_good_run": runs.good().first()}
    if person.has_perm("coaching.view_application") and (accounts := account.read_report()):
        found["accounts"] = accounts
        found["unexplained"] = sum(one.unexplained for one in accounts.values())
    return found


def _week(person: User) -> Week:
    since = timezone.make_aware(datetime.combine(monday_of(timezone.now()), time.min))

    def count(permission: str, rows: QuerySet[Any]) -> int | None:
        return rows.count() if person.has_perm(permission) else None

    return Week(
        published=count("blog.view_post", Post.objects.published().filter(published_at__gte=since)),
        sign_ups=count("offers.view_signup", SignUp.objects.confirmed().filter(confirmed_at__gte=since)),
        applications=count("coaching.view_application", Application.objects.not_spam().filter(created_at__gte=since)),
    )
