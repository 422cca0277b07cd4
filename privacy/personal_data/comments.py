from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comments.models import AkismetCheck, Comment, Decision, MailRecipient, Mute, ReaderMail, SpamFilter
from comments.moderation.anonymise import anonymise_comments, anonymise_private_answers
from comments.tasks import train_spam_filter
from privacy.person import Person
from privacy.personal_data.base import PersonalData


def comments_by(person: Person) -> QuerySet[Comment]:
    return Comment.objects.filter(person.matches("email"), person.until_filter("created_at"), author=None)


class Comments(PersonalData[Comment]):
    """Comments are anonymised, because their thread needs the rows. The spam filter is trained again without them."""

    model = Comment
    personal_fields = [
        *"name email website text html pending_text ip_address network user_agent referrer fingerprint triage".split(),
    ]
    exported_fields = [
        *"post created_at name email website text pending_text is_private get_state_display".split(),
        *"ip_address user_agent referrer".split(),
    ]
    labels = {"get_state_display": _("state")}
    email_field = "email"

    def rows_for(self, person: Person) -> QuerySet[Comment]:
        return comments_by(person).select_related("post")

    def erase(self, person: Person) -> int:
        number = anonymise_comments(comments_by(person))
        if number:
            SpamFilter.objects.all().delete()
            train_spam_filter.enqueue()
        return number


class PrivateAnswers(PersonalData[Comment]):
    """Answers of the coach that only this person may read."""

    model = Comment
    personal_fields: ClassVar[Sequence[str]] = []
    exported_fields = ["created_at", "name", "text"]

    @property
    def title(self) -> str:
        return str(_("Answers to you alone"))

    def rows_for(self, person: Person) -> QuerySet[Comment]:
        comments = comments_by(person)
        return Comment.objects.filter(parent__in=comments.values("pk"), is_private=True, author__isnull=False)

    def erase(self, person: Person) -> int:
        return anonymise_private_answers(self.rows_for(person))


class Decisions(PersonalData[Decision]):
    """The reasons of decisions. They are erased because they quote the comment."""

    model = Decision
    personal_fields = ["reason"]
    exported_fields = ["decided_at", "get_decider_display", "get_verdict_display", "reason"]
    labels = {"get_decider_display": _("decided by"), "get_verdict_display": _("verdict")}

    @property
    def title(self) -> str:
        return str(_("Decisions about your comments"))

    def rows_for(self, person: Person) -> QuerySet[Decision]:
        return Decision.objects.filter(comment__in=comments_by(person).values("pk"))

    def erase(self, person: Person) -> int:
        return self.rows_for(person).exclude(reason="").update(reason="")


class AkismetChecks(PersonalData[AkismetCheck]):
    model = AkismetCheck
    personal_fields = ["user_ip", "fields"]
    exported_fields = ["checked_at", "user_ip", "fields", "verdict"]

    @property
    def title(self) -> str:
        return str(_("What Akismet was asked"))

    def rows_for(self, person: Person) -> QuerySet[AkismetCheck]:
        return AkismetCheck.objects.filter(comment__in=comments_by(person).values("pk"))


class MailRecipients(PersonalData[MailRecipient]):
    """A reader's mail preferences. Mails and muted threads are deleted with them."""

    model = MailRecipient
    personal_fields = ["email"]
    exported_fields = [*"email registered_at first_mailed_at confirmed_at stopped_at disowned_at".split()]
    email_field = "email"

    @property
    def title(self) -> str:
        return str(_("Which mail you get about comments"))

    def rows_for(self, person: Person) -> QuerySet[MailRecipient]:
        """Include an old address that the reader has corrected since, unless its owner has stopped all mail: then it
        is somebody else's."""
        comments = comments_by(person).values("pk")
        mails = ReaderMail.objects.filter(Q(comment__in=comments) | Q(comment__parent__in=comments))
        by_mail = Q(pk__in=mails.values("recipient"), stopped_at=None)
        return MailRecipient.objects.filter(person.matches("email") | by_mail, person.until_filter("registered_at"))


class Mutes(PersonalData[Mute]):
    model = Mute
    personal_fields: ClassVar[Sequence[str]] = []
    exported_fields = ["thread_id"]

    @property
    def title(self) -> str:
        return str(_("Conversations you have muted"))

    def rows_for(self, person: Person) -> QuerySet[Mute]:
        return Mute.objects.filter(
            Q(person.matches("recipient__email")), person.until_filter("recipient__registered_at")
        )
