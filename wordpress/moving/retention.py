from django.utils.translation import gettext_lazy as _

from privacy.retention import Rule
from wordpress.models import FILES_KEPT, MoveFile
from wordpress.moving.files import delete_unused

FILES_OF_MOVES = Rule(
    "moves",
    _("Exports and uploads of your old site that nobody uses any more"),
    FILES_KEPT.days,
    lambda moment: MoveFile.objects.unused_since(moment),
    delete_unused,
)
