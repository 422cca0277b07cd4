"""The list of applications as a CSV file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Application, Question
from core.web.csv import rows_as_csv

BATCH_SIZE = 500


def applications_as_csv(applications: QuerySet[Application]) -> StreamingHttpResponse:
    """Return a row for each application, with a column for each wording of a question that was ever answered."""
    questions = list(Question.objects.filter(answers__isnull=False).distinct())
    header = [
        *[_("Received"), _("Name"), _("E-mail"), _("Phone"), _("Stage"), _("Suspected spam"), _("Assigned to")],
        *[_("Next step"), _("On"), _("Medical clearance"), _("Given on"), _("Article"), _("Offer")],
        *[question.text for question in questions],
    ]
    filename = f"applications-{timezone.localdate():%Y-%m-%d}.csv"
    return rows_as_csv(header, _rows(applications, questions), filename)


def _rows(applications: QuerySet[Application], questions: list[Question]) -> Iterator[list[Any]]:
    found = applications.select_related("assigned_to", "came_from_post", "came_from_offer").prefetch_related(
        "answers__question"
    )
    for application in found.iterator(chunk_size=BATCH_SIZE):
        answers = {answer.question_id: answer.text for answer in application.answers.all()}
        yield [
            timezone.localtime(application.created_at).isoformat(" ", "minutes"),
            application.name,
            application.email,
            application.phone,
            application.get_stage_display(),
            _("yes") if application.is_suspected_spam else _("no"),
            application.assigned_to,
            application.next_step,
            application.next_step_on,
            application.clearance.label,
            application.clearance_on,
            application.came_from_post and application.came_from_post.title,
            application.came_from_offer and application.came_from_offer.name,
            *[answers.get(question.pk) for question in questions],
        ]
