"""Record that a mail came back."""

from outbox.models import OutgoingMail
from outbox.reports.parsing import Report


def record_report(report: Report) -> bool:
    """Record it for the mail that it names. Returns ``False`` if it names none that the site has sent."""
    mail = OutgoingMail.objects.all().with_message_id_in(report.text)
    return mail is not None and mail.come_back(report.words, is_bounced=report.is_about_address)


def record_refusal(email: str, words: str, *, is_about_address: bool) -> bool:
    """Record it for the newest mail that was sent to the address, on the word of the provider that sent it."""
    mail = OutgoingMail.objects.to_address(email).filter(sent_at__isnull=False).order_by("-sent_at").first()
    return mail is not None and mail.come_back(words, is_bounced=is_about_address)
