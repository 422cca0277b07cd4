"""The roles of staff, and what each may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    COACH = "coach", _("Coach")
    WRITER = "writer", _("Writer")
    HELPER = "helper", _("Helper")

    @property
    def rights(self) -> str:
        """What a person with this role may do, in a sentence."""
        return str(RIGHTS[self])


RIGHTS = {
    Role.OWNER: _("May do everything. Only owners invite people and change the settings and the look of the site."),
    Role.COACH: _("May answer readers, write and publish, and handle applications, offers and sign-ups."),
    Role.WRITER: _("May write drafts with pictures, ask for a review, and edit their own author page. Others publish."),
    Role.HELPER: _("May answer and sort comments in the inbox, and nothing else."),
}


def _permissions(actions: str, *models: str) -> frozenset[str]:
    """Return Django's names of permissions, such as ``blog.view_post``."""
    pairs = [model.split(".") for model in models]
    return frozenset(f"{app}.{action}_{model}" for app, model in pairs for action in actions.split())


_MODERATE = _permissions("view change", "comments.comment") | _permissions("view", "comments.savedreply")
_WRITE = (
    _permissions("view add change delete", "blog.post", "blog.page")
    | _permissions("view add", "blog.category")
    | _permissions("view", "taggit.tag")
    | _permissions("view add change", "media.picture", "media.document")
)
# Without these, a person changes nothing that readers see but their own name and author page.
_PUBLISH = (
    _permissions("publish", "blog.post", "blog.page")
    | _permissions("change delete", "blog.category")
    | _permissions("add change delete", "taggit.tag")
    | _permissions("delete", "media.picture", "media.document")
)
_COACH = (
    _permissions("view change delete", "coaching.application")
    | _permissions("view add change delete", "coaching.question", "coaching.mailtemplate", "offers.offer")
    | _permissions("view delete", "offers.signup", "wordpress.unplacedcomment")
    | _permissions("delete", "comments.comment")
    | _permissions("add change delete", "comments.savedreply")
    | _permissions("view", "comments.mailrecipient")
    | _permissions("add", "wordpress.import")
)

# The owner isn't here: that role has every permission.
PERMISSIONS: dict[str, frozenset[str]] = {
    Role.COACH: _COACH | _WRITE | _PUBLISH | _MODERATE,
    Role.WRITER: _WRITE,
    Role.HELPER: _MODERATE,
}


def roles_with(permission: str) -> list[str]:
    """Return the roles that have ``permission``, a name such as ``blog.view_post``."""
    return [Role.OWNER, *(role for role, permissions in PERMISSIONS.items() if permission in permissions)]
