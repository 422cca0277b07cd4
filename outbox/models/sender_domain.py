from typing import Any

from django.db import models

from core.singletons import Singleton


class SenderDomain(Singleton):
    """What was found in the DNS about the domain of the sender. ``findings`` is the result of ``look_up``."""

    domain = models.CharField(max_length=255, blank=True)
    findings: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    looked_up_at = models.DateTimeField(null=True)

    class Meta(Singleton.Meta):
        pass
