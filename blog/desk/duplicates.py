import secrets

from django.utils.translation import gettext as _

from accounts.models import User
from blog.desk.saving import Sent, Writer, current, find_or_make, save
from blog.models import Entry, Post


def duplicate(post: Post, *, by: User) -> Entry:
    """Make a draft with the newest version of the text. Only in a transaction."""
    writer = Writer(by)
    content = {**current(post).content, "slug": "", "author": by.pk}
    content["title"] = _("%(title)s (copy)") % {"title": content["title"]}
    made, _is_new = find_or_make(Post, writer, secrets.token_urlsafe(16))
    save(made, Sent(writer, content))
    return made
