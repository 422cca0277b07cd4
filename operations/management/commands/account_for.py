from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from operations.account import TITLES, Account, report


class Command(BaseCommand):
    help = (
        "Account for every comment and application ever received: answered, waiting, decided or erased. Ends with an "
        "error if one can't be explained."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = report()
        self.show(_("Comments"), accounts["comments"])
        self.show(_("Applications"), accounts["applications"])
        if unexplained := sum(account.unexplained for account in accounts.values()):
            raise CommandError(_("%d can’t be explained.") % unexplained)

    def show(self, title: str, account: Account) -> None:
        self.stdout.write(f"{title}: {account.received}")
        for name, number in account.numbers.items():
            if number or name == "unexplained":
                self.stdout.write(f"  {TITLES[name]}: {number}{self.more(name, account)}")

    def more(self, name: str, account: Account) -> str:
        if name == "waiting" and account.since:
            return _(", the oldest since %(date)s") % {"date": date_format(localtime(account.since))}
        if name == "unexplained" and account.named:
            return f" ({', '.join(map(str, account.named))})"
        return ""
