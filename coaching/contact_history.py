"""Everything else that the site received from the applicant's e-mail address."""

from dataclasses import dataclass

from coaching.models import Application
from comments.models import Comment
from offers.models import SignUp

MAX_ROWS = 10


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """The newest rows, at most ``MAX_ROWS`` of each kind."""

    applications: list[Application]
    comments: list[Comment]
    sign_ups: list[SignUp]

    def __bool__(self) -> bool:
        return bool(self.applications or self.comments or self.sign_ups)


def history_for(application: Application) -> ContactHistory:
    """Return other applications, comments and confirmed sign-ups from the same address, ignoring case."""
    others = Application.objects.by_email(application.email).exclude(pk=application.pk)
    spellings = {application.email, application.email.lower()}
    comments = Comment.objects.by_guests().filter(email__in=spellings).order_by("-created_at", "-pk")
    sign_ups = SignUp.objects.confirmed().filter(email=application.email.lower())
    return ContactHistory(
        applications=list(others[:MAX_ROWS]),
        comments=list(comments.select_related("post").defer("post__body", "post__html", "html")[:MAX_ROWS]),
        sign_ups=list(sign_ups.select_related("offer")[:MAX_ROWS]),
    )
