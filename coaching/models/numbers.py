from django.utils.translation import gettext_lazy as _

from coaching.models.click import Click


class Numbers(Click):
    """What the page of numbers stands under in the admin, whose menu lists models."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("numbers")
        verbose_name_plural = _("numbers")
