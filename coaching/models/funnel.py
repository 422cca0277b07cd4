from django.utils.translation import gettext_lazy as _

from offers.models.click import Click


class FunnelPage(Click):
    """Gives the page with the funnel an entry in the admin's menu, which lists models."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("numbers")
        verbose_name_plural = _("numbers")
