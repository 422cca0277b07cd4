from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post
from demo import loading, site


class Command(BaseCommand):
    help = "Load the sample site into an empty database of this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remind", action="store_true", help="load nothing; say how to sign in, if it is loaded")

    def handle(self, *args: Any, remind: bool, **options: Any) -> None:
        if remind:
            self.remind()
            return
        if not settings.IS_ON_THIS_MACHINE:
            raise CommandError(
                _(
                    "SITE_URL is %(url)s. The password of the sample site is public, so it is only "
                    "loaded on this machine, where SITE_URL is http://127.0.0.1, http://localhost or http://[::1]."
                )
                % {"url": settings.SITE_URL}
            )
        if User.objects.exists() or Post.objects.exists():
            raise CommandError(_("There are already users or articles here. The sample site needs an empty database."))
        loading.load(self.stdout.write)
        self.remind()

    def remind(self) -> None:
        coach = User.objects.filter(email=site.MARA.email).first()
        if coach is None or not coach.check_password(site.PASSWORD):
            return
        self.stdout.write(
            self.style.SUCCESS(
                _("This is the sample site. Sign in at %(url)s/admin/ as %(email)s with the password “%(password)s”.")
                % {"url": settings.SITE_URL, "email": site.MARA.email, "password": site.PASSWORD}
            )
        )
