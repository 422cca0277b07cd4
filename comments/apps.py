from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from blog.recycle_bin import register_losses
        from comments.deletion_losses import losses_below
        from comments.mail_kinds import MailKind
        from comments.notifications import readers as reader_notifications
        from comments.public_columns import declare_columns
        from outbox.conditions import register_send_condition
        from outbox.kinds import register_kinds

        register_kinds(MailKind)
        register_send_condition(
            reader_notifications.may_be_sent, *reader_notifications.ANSWER_KINDS, *reader_notifications.APPROVAL_KINDS
        )
        register_send_condition(reader_notifications.accepts_mail, MailKind.COMMENT_LINK)
        register_losses(losses_below)
        declare_columns()
