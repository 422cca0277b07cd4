from django.db import models
from django.utils.translation import gettext_lazy as _

from core.singletons import Singleton

# The token that is replaced whenever an answer may have been taken away, see `comments.public_columns`.
TAKEN_AWAY = "comments.answers_taken_away"


class KnownAnswers(Singleton):
    """Whether ``Comment.is_known_answered`` can be trusted: while the token ``TAKEN_AWAY`` is this one."""

    token = models.CharField(max_length=36, blank=True)

    class Meta(Singleton.Meta):
        verbose_name = verbose_name_plural = _("known answers")
        default_permissions = ()
