"""Comments that have no thread here, such as those below pages, are kept as rows, for staff alone."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comments.models import Comment
from privacy.person import Person
from privacy.personal_data import PersonalData
from wordpress.comment_order import arrange
from wordpress.models import ROWS_A_STATEMENT, UnplacedComment
from wordpress.records import Item

if TYPE_CHECKING:
    from wordpress.importer import ImportRun


class UnplacedComments(PersonalData[UnplacedComment]):
    model = UnplacedComment
    personal_fields = ["name", "email", "website", "text"]
    exported_fields = ["written_at", "place", "name", "email", "website", "text"]
    email_field = "email"

    def rows_for(self, person: Person) -> QuerySet[UnplacedComment]:
        return UnplacedComment.objects.filter(person.matches("email"), person.until_filter("written_at"))


def keep_comments(run: "ImportRun", item: Item, reason: str) -> None:
    """Keep what readers wrote below an item that has no comments here. Spam and the bin of WordPress are left out.

    A comment that was kept before stays as it is, so another import adds nothing.
    """
    rows = []
    for source in arrange(item):
        comment = source.comment
        is_kept = comment.kind in Comment.Kind and comment.approved in ("1", "approve", "0", "hold")
        tally = run.report.tally_for(comment.kind)
        if not is_kept:
            tally.left_out[reason] += 1
            continue
        tally.left_out[_("%(reason)s; its words are kept for you") % {"reason": reason}] += 1
        rows.append(
            UnplacedComment(
                site=run.site,
                wordpress_id=f"{item.key} {source.key}"[:200],
                place=(item.title or item.slug)[:200],
                reason=reason[:200],
                name=comment.author[:245],
                email=comment.email[:254],
                website=comment.url[:200],
                text=comment.text,
                written_at=comment.written_at,
            )
        )
    if rows:
        UnplacedComment.objects.bulk_create(rows, ROWS_A_STATEMENT, ignore_conflicts=True)
        page = reverse("admin:wordpress_unplacedcomment_changelist")
        run.report.note(_("Comments that have no place here are kept for you at %(page)s.") % {"page": page})
