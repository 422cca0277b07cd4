"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from pagecache.declarations import declare_private, declare_public
from privacy.models import Mention, PrivacyRequest, RetentionReport, RetentionSettings


def declare_columns() -> None:
    declare_public(RetentionSettings, "ip_address_days spam_days unconfirmed_days mail_days proposal_days", private="")
    declare_private(Mention, PrivacyRequest, RetentionReport)
