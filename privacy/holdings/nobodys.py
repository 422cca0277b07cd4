"""Fields with text in them that are nobody's: by the model's label, ``None`` for all of a model.

Whoever adds a field with text says here, or in a holding, whose it is. What the coach publishes of herself is hers:
an account is no person of ``privacy``, and is taken care of by hand.
"""

from collections.abc import Collection

NOBODYS: dict[str, Collection[str] | None] = {
    # The words and pictures of the house.
    "blog.Address": None,
    "blog.Category": None,
    "blog.LinkPlace": None,
    "blog.MenuEntry": None,
    "blog.OutsideLink": None,
    "blog.Page": None,
    "blog.Post": None,
    "blog.Reference": None,
    "blog.ReplacedText": None,
    "blog.Replacement": None,
    "blog.SiteTexts": None,
    "coaching.MailTemplate": None,
    "coaching.Offer": None,
    "coaching.Question": None,
    "comments.AttentionWords": None,
    "comments.SavedReply": None,
    "comments.ScreeningRules": None,
    "taggit.Tag": None,
    "taggit.TaggedItem": None,
    # Accounts of the staff.
    "accounts.Profile": None,
    "accounts.ProfileLink": None,
    "accounts.User": None,
    "sessions.Session": None,
    # Names of things, numbers and dates.
    "admin.LogEntry": ["object_id"],
    "auth.Group": None,
    "auth.Permission": None,
    "comments.MailSettings": None,
    "contenttypes.ContentType": None,
    "django_ox.OxSchedule": None,
    "django_ox.OxScheduleTick": None,
    "django_ox.OxTask": ["task_path", "queue_name", "backend_name", "worker_ids", "locked_by"],
    "inbox.Act": ["before", "after"],
    "outbox.Subject": None,
    "privacy.Mention": ["words"],
    "privacy.RetentionReport": ["numbers"],
    "wordpress.ImportedRow": None,
    # Learned of everybody, and learned anew whenever somebody is erased.
    "comments.SpamFilter": None,
}
