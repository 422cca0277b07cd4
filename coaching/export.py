"""An application as data, for whoever sent it."""

from typing import Any

from coaching.models import Application


def application_data(application: Application) -> dict[str, Any]:
    """What was sent, and what the applicant was told: names in English, times in UTC, as ISO 8601 in JSON.

    Not what the coach noted for herself, nor a decision that has not been told.
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
            "ip_address": application.address,
            "browser": application.user_agent,
            "page": application.referrer,
        },
    }
