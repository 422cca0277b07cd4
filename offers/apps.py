from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from blog.desk.checklist import register_check
        from blog.link_targets import LinkTarget, register_link_target
        from blog.models.external_link import register_link_usage
        from blog.recycle_bin import register_users
        from core import blocks
        from core.uploads import kinds
        from offers.block import OfferBlock
        from offers.checklist import check_next_step
        from offers.deletion import offers_giving
        from offers.library_uses import register_uses
        from offers.mail_kinds import MailKind
        from offers.models import Offer
        from offers.models.offer import MAX_BYTES
        from offers.public_columns import declare_columns
        from offers.share_titles import register_titles
        from outbox.kinds import register_kinds

        register_kinds(MailKind)
        kinds.register("offer", MAX_BYTES)
        blocks.register(OfferBlock())
        register_link_usage(Offer.objects.not_ended, related_name="offers")
        register_link_target("offer", LinkTarget(_("An offer"), _("none: another address"), Offer.objects.placeable))
        register_users(offers_giving)
        register_check(check_next_step)
        declare_columns()
        register_uses()
        register_titles()
