from django.db import models

from core.singletons import Singleton


class ReportMailbox(Singleton):
    """How far the mailbox with returned mail has been read. UIDs are those of IMAP (RFC 9051, 2.3.1.1)."""

    account = models.CharField(max_length=500, blank=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta(Singleton.Meta):
        pass
