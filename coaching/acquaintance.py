"""What else there is of the person who applies, by the e-mail address."""

from dataclasses import dataclass

from coaching.models import Application, SignUp
from comments.models import Comment

MOST = 10


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The newest, at most ``MOST`` of each."""

    applications: list[Application]
    comments: list[Comment]
    sign_ups: list[SignUp]

    def __bool__(self) -> bool:
        return bool(self.applications or self.comments or self.sign_ups)


def of(application: Application) -> Acquaintance:
    """Other applications, the comments and the confirmed sign-ups from the same address, whatever its case."""
    others = Application.objects.of_person(application.email).exclude(pk=application.pk)
    spellings = {application.email, application.email.lower()}
    comments = Comment.objects.by_guests().filter(email__in=spellings).order_by("-created_at", "-pk")
    sign_ups = SignUp.objects.confirmed().filter(email=application.email.lower())
    return Acquaintance(
        applications=list(others[:MOST]),
        comments=list(comments.select_related("post").defer("post__body", "post__html", "html")[:MOST]),
        sign_ups=list(sign_ups.select_related("offer")[:MOST]),
    )
