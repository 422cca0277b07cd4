"""Text fields that hold no personal data, by the model's label; ``None`` stands for all fields of a model.

A new text field is named here or in a subclass of ``PersonalData``; a test checks that. Accounts of the staff are not
exported or erased by this app, but in the admin.
"""

from collections.abc import Collection

NOT_PERSONAL: dict[str, Collection[str] | None] = {
    # Texts and pictures of the site.
    "blog.Address": None,
    "blog.Category": None,
    "blog.FormerCategoryPath": None,
    "blog.FormerTagSlug": None,
    "blog.LinkOccurrence": None,
    "blog.GuestLink": None,
    "blog.MenuEntry": None,
    "blog.ExternalLink": None,
    "blog.Page": None,
    "blog.Post": None,
    "blog.Presence": None,
    "blog.Revision": None,
    "blog.Reference": None,
    "blog.RemotePicture": None,
    "blog.ReplacedText": None,
    "blog.LinkReplacement": None,
    "blog.SharePicture": None,
    "blog.SiteTexts": None,
    "blog.UnpublishedPicture": None,
    "coaching.MailTemplate": None,
    # They say who of the staff added them.
    "media.Document": None,
    "media.FormerFile": None,
    "media.Label": None,
    "media.Picture": None,
    "offers.Offer": None,
    # Who owns the podcast and its e-mail address, which the feed must name; and guests, by the names they are known by.
    "podcast.Show": None,
    "podcast.Episode": None,
    "coaching.Question": None,
    # Files that staff are about to save with a form.
    "core.Upload": None,
    "comments.TriageWords": None,
    "comments.SavedReply": None,
    "comments.ScreeningRules": None,
    "taggit.Tag": None,
    "taggit.TaggedItem": None,
    # Accounts of the staff.
    "account.EmailAddress": None,
    "account.EmailConfirmation": None,
    "accounts.Device": None,
    "accounts.Invitation": None,
    "accounts.Profile": None,
    "accounts.ProfileLink": None,
    "accounts.User": None,
    "mfa.Authenticator": None,
    "sessions.Session": None,
    # Made from public rows alone, and deleted with them.
    "search.Document": None,
    "search.Mark": None,
    "search.Word": None,
    # Single words, without who asked for them.
    "search.MissedWord": None,
    # Names of things, numbers and dates.
    "accounts.SignInThrottle": None,
    "admin.LogEntry": ["object_id"],
    "auth.Group": None,
    "auth.Permission": None,
    "comments.KnownAnswers": None,
    "comments.MailSettings": None,
    "contenttypes.ContentType": None,
    "django_ox.OxSchedule": None,
    "django_ox.OxScheduleTick": None,
    "django_ox.OxTask": ["task_path", "queue_name", "backend_name", "worker_ids", "locked_by"],
    "inbox.InboxAction": ["before", "after"],
    "operations.AccountReport": None,
    "operations.BackupRun": None,
    "operations.Gone": None,
    "operations.SiteExport": None,
    "operations.SiteUpdate": None,
    "operations.Trouble": None,
    # The mailbox and the domain of the site itself.
    "outbox.MailServer": None,
    "outbox.ReportMailbox": None,
    "outbox.SenderDomain": None,
    "outbox.MailSubject": None,
    "pagecache.PageToken": None,
    "privacy.Mention": ["words"],
    "privacy.RetentionReport": ["numbers"],
    "wordpress.Import": None,
    "wordpress.ImportedRow": None,
    # The uploaded files hold all of the old site. They are deleted after two weeks, see ``privacy.retention``.
    "wordpress.Move": None,
    "wordpress.MoveFile": None,
    "wordpress.MissingPlace": None,
    "wordpress.OldAddress": None,
    "wordpress.OldFile": None,
    "wordpress.UnplacedComment": ["site", "wordpress_id", "place", "reason"],
    # Trained on all comments, and trained again whenever somebody is erased.
    "comments.SpamFilter": None,
}
