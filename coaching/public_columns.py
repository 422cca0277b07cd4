"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from coaching.models import (
    Answer,
    Application,
    LinkRequest,
    MailTemplate,
    Message,
    Note,
    Question,
    StageChange,
)
from pagecache.declarations import declare_private, declare_public


def declare_columns() -> None:
    declare_public(
        Question, "text help_text kind choices minimum maximum is_required position first_wording_id retired_at"
    )
    declare_private(Answer, Application, LinkRequest, MailTemplate, Message, Note, StageChange)
