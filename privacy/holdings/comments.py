from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.forgetting import forget, forget_answers
from comments.models import AkismetQuestion, Comment, Correspondent, Decision, Letter, Mute, SpamFilter
from comments.tasks import learn_spam
from privacy.holdings.base import Holding
from privacy.person import Person


def comments_of(person: Person) -> QuerySet[Comment]:
    return Comment.objects.filter(person.has("email"), person.by_then("created_at"), author=None)


class Comments(Holding[Comment]):
    """They stay as rows, for the thread; the words that the spam filter learned from them do not."""

    model = Comment
    personal = [
        *"name email website text html pending_text address user_agent referrer fingerprint signals".split(),
    ]
    given = [
        *"post created_at name email website text pending_text is_private get_state_display".split(),
        *"address user_agent referrer".split(),
    ]
    labels = {"get_state_display": _("state")}
    email = "email"

    def of(self, person: Person) -> QuerySet[Comment]:
        return comments_of(person).select_related("post")

    def erase(self, person: Person) -> int:
        number = forget(comments_of(person))
        if number:
            SpamFilter.objects.all().delete()
            learn_spam.enqueue()
        return number


class PrivateAnswers(Holding[Comment]):
    """What the coach answered to this person alone."""

    model = Comment
    personal: ClassVar[Sequence[str]] = []
    given = ["created_at", "name", "text"]

    @property
    def title(self) -> str:
        return str(_("Answers to you alone"))

    def of(self, person: Person) -> QuerySet[Comment]:
        asked = comments_of(person)
        return Comment.objects.filter(parent__in=asked.values("pk"), is_private=True, author__isnull=False)

    def erase(self, person: Person) -> int:
        return forget_answers(self.of(person))


class Decisions(Holding[Decision]):
    """They go with the words of the comment, which they quote."""

    model = Decision
    personal = ["reason"]
    given = ["decided_at", "get_decider_display", "get_verdict_display", "reason"]
    labels = {"get_decider_display": _("decided by"), "get_verdict_display": _("verdict")}

    @property
    def title(self) -> str:
        return str(_("Decisions about your comments"))

    def of(self, person: Person) -> QuerySet[Decision]:
        return Decision.objects.filter(comment__in=comments_of(person).values("pk"))

    def erase(self, person: Person) -> int:
        return self.of(person).exclude(reason="").update(reason="")


class AkismetQuestions(Holding[AkismetQuestion]):
    model = AkismetQuestion
    personal = ["user_ip", "fields"]
    given = ["asked_at", "user_ip", "fields", "verdict"]

    @property
    def title(self) -> str:
        return str(_("What Akismet was asked"))

    def of(self, person: Person) -> QuerySet[AkismetQuestion]:
        return AkismetQuestion.objects.filter(comment__in=comments_of(person).values("pk"))


class Correspondents(Holding[Correspondent]):
    """With the letters, and the threads that were muted."""

    model = Correspondent
    personal = ["email"]
    given = [*"email met_at first_written_to_at confirmed_at stopped_at disowned_at".split()]
    email = "email"

    @property
    def title(self) -> str:
        return str(_("What you hear of comments"))

    def of(self, person: Person) -> QuerySet[Correspondent]:
        """Also by an address that was corrected since, unless its owner wants no mail: that is a stranger, then."""
        hers = comments_of(person).values("pk")
        letters = Letter.objects.filter(Q(comment__in=hers) | Q(comment__parent__in=hers))
        by_letter = Q(pk__in=letters.values("correspondent"), stopped_at=None)
        return Correspondent.objects.filter(person.has("email") | by_letter, person.by_then("met_at"))


class Mutes(Holding[Mute]):
    model = Mute
    personal: ClassVar[Sequence[str]] = []
    given = ["thread_id"]

    @property
    def title(self) -> str:
        return str(_("Conversations that you hear nothing of"))

    def of(self, person: Person) -> QuerySet[Mute]:
        return Mute.objects.filter(Q(person.has("correspondent__email")), person.by_then("correspondent__met_at"))
