from email.headerregistry import Address

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import decrypt, encrypt
from core.singletons import Singleton

PURPOSE = "outbox.mail-server"
PORTS = [MinValueValidator(1), MaxValueValidator(65_535)]


class MailServer(Singleton):
    """The server through which the site sends its mail, and the sender. Unused if ``EMAIL_URL`` names a server."""

    class Security(models.TextChoices):
        TLS = "tls", _("encrypted from the start (TLS, mostly port 465)")
        STARTTLS = "starttls", _("encrypted after the greeting (STARTTLS, mostly port 587)")
        NONE = "none", _("not encrypted, for a server on the same machine")

    host = models.CharField(_("outgoing server (SMTP)"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=465, validators=PORTS)
    security = models.CharField(_("encryption"), max_length=10, choices=Security, default=Security.TLS)
    username = models.CharField(_("user name"), max_length=200, blank=True)
    encrypted_password = models.TextField(editable=False, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=100)
    sender_email = models.EmailField(_("address of the sender"), max_length=200)
    mailbox_host = models.CharField(
        _("incoming server (IMAP)"),
        max_length=200,
        blank=True,
        help_text=_(
            "Mail that could not be delivered comes back to the sender. If you name the server, the site looks there "
            "for such reports, with the same user name and password. It reads nothing else and changes nothing."
        ),
    )

    class Meta(Singleton.Meta):
        verbose_name = _("mail server")
        verbose_name_plural = _("mail server")

    @property
    def password(self) -> str | None:
        """``None`` if it was encrypted with another secret than the site has now."""
        return decrypt(PURPOSE, self.encrypted_password) if self.encrypted_password else ""

    @password.setter
    def password(self, value: str) -> None:
        self.encrypted_password = encrypt(PURPOSE, value) if value else ""

    @property
    def is_usable(self) -> bool:
        return bool(self.host) and self.password is not None

    @property
    def sender(self) -> str:
        """The header ``From``."""
        return str(Address(self.sender_name, addr_spec=self.sender_email))
