from outbox.models.mail_server import MailServer
from outbox.models.outgoing_mail import DELIVERY, MailSubject, OutgoingMail, OutgoingMailQuerySet
from outbox.models.report_mailbox import ReportMailbox
from outbox.models.sender_domain import SenderDomain

__all__ = [
    "DELIVERY",
    "MailServer",
    "MailSubject",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "ReportMailbox",
    "SenderDomain",
]
