"""How the index follows the public rows that it is made from, see ``pagecache.declarations``.

The database deletes a document in the transaction that changes its row, so that nothing can be found that is not
public any more, and marks the row. Python then makes the document again: only it can find stems.

Of two transactions, one that changes a row and one that makes its document, the mark comes first: there one waits for
the other.
"""

from blog.models import Page, Post
from comments.models import Comment
from pagecache.declarations import declare_private, follow_public_changes, register_after_gap
from podcast.models import Episode
from search.models import Document, Mark, MissedWord, Word

INTO_MARKS = "INSERT INTO search_mark (kind, object_id, due_at)"
OR_AGAIN = "ON CONFLICT (kind, object_id) DO UPDATE SET due_at = excluded.due_at"
MARK = f"{INTO_MARKS} VALUES ('{{kind}}', {{{{row}}}}.id, CURRENT_TIMESTAMP) {OR_AGAIN}"
DELETE = "DELETE FROM search_document WHERE kind = '{kind}' AND object_id = {{row}}.id"
DELETE_ALL = "DELETE FROM search_document WHERE kind = '{kind}'"

# The comments on an article that is not public.
DELETE_COMMENTS = (
    "DELETE FROM search_document WHERE post_id = {row}.id AND ({row}.state <> 'published' "
    "OR {row}.binned_at IS NOT NULL OR {row}.published_at > CURRENT_TIMESTAMP)"
)

# The document of an answer has the words of the comment that it answers. One that is not public has none. So the index
# of public answers serves: that of parents looks useless to SQLite while most comments have none.
ANSWERS = "FROM comments_comment WHERE parent_id = {row}.id AND author_id IS NOT NULL AND state = 'approved'"
MARK_ANSWERS = f"{INTO_MARKS} SELECT 'comment', id, CURRENT_TIMESTAMP {ANSWERS} {OR_AGAIN}"
DELETE_ANSWERS = f"DELETE FROM search_document WHERE kind = 'comment' AND object_id IN (SELECT id {ANSWERS})"  # noqa: S608

# An episode is public with its article, and has its title.
EPISODES = "FROM podcast_episode WHERE post_id = {row}.id"
MARK_EPISODES = f"{INTO_MARKS} SELECT 'episode', id, CURRENT_TIMESTAMP {EPISODES} {OR_AGAIN}"
DELETE_EPISODES = "DELETE FROM search_document WHERE kind = 'episode' AND post_id = {row}.id"


def declare_columns() -> None:
    from search.filling import mark_everything

    needed = (Document, Mark, Episode)
    for model, kind, more in (
        (Post, "article", (DELETE_COMMENTS, MARK_EPISODES, DELETE_EPISODES)),
        (Episode, "episode", ()),
        (Page, "page", ()),
        (Comment, "comment", (MARK_ANSWERS, DELETE_ANSWERS)),
    ):
        statements = (MARK.format(kind=kind), DELETE.format(kind=kind), *more)
        follow_public_changes(model, *statements, when_emptied=DELETE_ALL.format(kind=kind), needed=needed)
    register_after_gap(mark_everything)
    declare_private(Document, Mark, Word, MissedWord)
