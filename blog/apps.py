from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"

    def ready(self) -> None:
        from blog.blocks import register_blocks
        from blog.library_uses import register_uses
        from blog.mail_kinds import MailKind
        from blog.models import SiteTexts
        from blog.public_columns import declare_columns
        from blog.share_titles import register_titles
        from blog.tags import connect_tag_signals
        from outbox.kinds import register_kinds
        from outbox.submission import register_shared_context

        register_kinds(MailKind)
        register_shared_context("site", SiteTexts.load)
        connect_tag_signals()
        declare_columns()
        register_uses()
        register_blocks()
        register_titles()
