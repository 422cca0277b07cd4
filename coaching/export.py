"""Export an application as data. This module alone decides what of it the applicant may read."""

from typing import Any

from coaching.models import Application


def application_data(application: Application) -> dict[str, Any]:
    """Return what the applicant sent and was told. Keys are in English, times in UTC.

    The coach's notes and decisions that the applicant has not been told are left out. An export of all personal data
    adds ``internal_data``.
    """
    messages = application.messages.select_related("mail", "person")
    return {
        "sent_at": application.created_at,
        "stage": application.shown_stage.value,
        "name": application.name,
        "email": application.email,
        "phone": application.phone,
        "answers": [
            {"question": answer.wording, "answer": answer.value, "text": answer.text}
            for answer in application.answers.select_related("question")
        ],
        "consent": {
            "text": application.consent_text,
            "given_at": application.consented_at,
            "withdrawn_at": application.consent_withdrawn_at,
        },
        "messages": [
            {
                "sent_at": message.mail.sent_at,
                "from": message.person.display_name,
                "subject": message.subject,
                "text": message.text,
            }
            for message in messages
            if message.is_sent
        ],
        "recorded": {
            "ip_address": application.ip_address,
            "browser": application.user_agent,
            "page": application.referrer,
        },
    }


def internal_data(application: Application) -> dict[str, Any]:
    """Return what staff recorded about it. If a decision has not been told, only what is older than the decision."""
    changes = list(application.changes.select_related("message__mail"))
    untold = changes[-1] if changes and not changes[-1].is_known else None
    notes = application.notes.filter(created_at__lt=untold.changed_at) if untold else application.notes.all()
    return {
        "next_step": "" if untold else application.next_step,
        "next_step_on": None if untold else application.next_step_on,
        "clearance_needed": application.clearance_needed,
        "clearance_on": application.clearance_on,
        "clearance_note": application.clearance_note,
        "notes": [{"written_at": note.created_at, "text": note.text} for note in notes],
        "changes": [
            {"changed_at": change.changed_at, "before": change.before, "after": change.after, "note": change.note}
            for change in changes
            if change.is_known
        ],
    }
