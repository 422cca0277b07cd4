"""The database counts comments and applications that are deleted for good, so that no way of deleting is forgotten."""

from blog.models import Post
from coaching.models import Application
from comments.models import Comment
from operations.models import Gone
from pagecache.declarations import follow_deletions

COUNT = (
    f"INSERT INTO {Gone._meta.db_table} (kind, reason, number) VALUES ('{{kind}}', {{reason}}, 1) "  # noqa: S608
    f"ON CONFLICT (kind, reason) DO UPDATE SET number = {Gone._meta.db_table}.number + 1"
)
# Only spam and what is in the bin can be deleted for good, or all comments with an article in the bin. The people of
# the sample have addresses of a reserved domain (RFC 2606).
WHY_COMMENT = """
CASE
  WHEN OLD.erased_at IS NOT NULL THEN 'erased'
  WHEN OLD.state = 'spam' THEN 'spam'
  WHEN OLD.state = 'binned' THEN 'binned'
  WHEN EXISTS (SELECT 1 FROM blog_post WHERE blog_post.id = OLD.post_id AND binned_at IS NOT NULL) THEN 'with-article'
  WHEN OLD.email LIKE '%@example.org' THEN 'sample'
  ELSE 'unexplained'
END
"""
# Each deletion of an application erases it, see ``outbox.erasure`` and ``privacy.erasure``.
WHY_APPLICATION = "CASE WHEN OLD.email LIKE '%@example.org' THEN 'sample' ELSE 'erased' END"


def count_deletions() -> None:
    """Let the database count. What staff wrote, and pingbacks, are not what readers sent."""
    by_reader = "OLD.author_id IS NULL AND OLD.kind = 'comment'"
    for model, why, when, needed in (
        (Comment, WHY_COMMENT, by_reader, (Gone, Post)),
        (Application, WHY_APPLICATION, "OLD.id IS NOT NULL", (Gone,)),
    ):
        statement = COUNT.format(kind=model._meta.model_name, reason=why)
        follow_deletions(model, statement, when=when, needed=needed)
