"""What the rows of the database tell: whether the background work, mail, screening and backups go on."""

from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_ox.models import OxScheduleTick, OxTask

from comments.models import ScreeningRules
from core.templatetags.ages import age
from operations import account
from operations.health.findings import Finding
from operations.models import BackupRun
from outbox import connection
from outbox.failures import explain
from outbox.models import OutgoingMail

# The worker does something at least every minute.
WORKER_SILENT = timedelta(minutes=5)
# Longer than a long import or many pictures hold up the rest.
WORK_WAITS = timedelta(minutes=30)
MAIL_WAITS = timedelta(hours=1)


def work() -> Finding:
    page = "admin:django_ox_oxtask_changelist"
    now, last = timezone.now(), last_work()
    if last is None or now - last > WORKER_SILENT:
        said = _("Nothing is done in the background: no mail leaves, and comments wait for their check.")
        if last:
            said = _("Nothing has been done in the background for %(time)s: no mail leaves, and comments wait.") % {
                "time": age(last)
            }
        return Finding("work", said, _("Restart the site. If that does not help, its log says why."), page)
    waiting = OxTask.objects.filter(status=OxTask.Status.READY).order_by()
    due = Coalesce("run_after", "enqueued_at")
    oldest = waiting.annotate(due=due).filter(due__lte=now).aggregate(oldest=Min("due"))["oldest"]
    if oldest and now - oldest > WORK_WAITS:
        said = _("The oldest piece of work has waited for %(time)s.") % {"time": age(oldest)}
        to_do = _("During an import or after many pictures, just wait. Otherwise look at what is running.")
        return Finding("work", said, to_do, page)
    return Finding("work", _("Everything is done as it comes in."), page=page)


def last_work() -> datetime | None:
    """Return when the worker last began something that it does again and again."""
    moment: datetime | None = OxScheduleTick.objects.aggregate(last=Max("created_at"))["last"]
    return moment


def mail() -> Finding:
    page = "admin:outbox_mail"
    if not connection.is_configured():
        said = _("The site is not connected to a mail provider, so no mail leaves it. Nothing is lost: mail waits.")
        return Finding("mail", said, _("Connect a mail provider."), page)
    stuck = OutgoingMail.objects.held_up(MAIL_WAITS)
    oldest = stuck.order_by("created_at").first()
    if oldest is None:
        return Finding("mail", _("Each mail leaves soon after it is written."), page=page)
    said = ngettext(
        "%(count)d mail has waited for %(time)s.",
        "%(count)d mails have waited, the first for %(time)s.",
        number := stuck.count(),
    ) % {"count": number, "time": age(oldest.created_at)}
    to_do = _("Send yourself a test mail: it shows what is wrong.")
    return Finding("mail", f"{said} {explain(oldest.last_error)}".strip(), to_do, page)


def screening() -> Finding:
    problem = ScreeningRules.load().akismet_problem
    page = "admin:comments_screeningrules_changelist"
    if problem:
        return Finding("screening", problem, _("Until then, you decide yourself about comments that wait."), page)
    return Finding("screening", _("Each new comment is checked for spam."), page=page)


def nobody_forgotten() -> Finding:
    page = "admin:operations"
    unexplained = sum(one.unexplained for one in account.read_report().values())
    if not unexplained:
        said = _("Every comment and every application is accounted for.")
        return Finding("account", said, page=page)
    said = ngettext(
        "What became of %(count)d comment or application can’t be explained.",
        "What became of %(count)d comments or applications can’t be explained.",
        unexplained,
    ) % {"count": unexplained}
    to_do = _("Whoever runs your site can look at which: “manage.py account_for” names them.")
    return Finding("account", said, to_do, page)


def backup() -> Finding:
    page = "admin:operations"
    last, good = BackupRun.objects.first(), BackupRun.objects.good().first()
    since = _("There is no good backup yet.")
    if good:
        since = _("The last good backup is of %(date)s.") % {"date": _day(good.began_at)}
    if last and last.failure:
        to_do = _("Readers notice nothing, but somebody should look at it soon. The next one is made tonight.")
        failed = _("The last one failed: %(why)s") % {"why": last.failure}
        return Finding("backup", f"{since} {failed}", to_do, page)
    if good and not good.is_old:
        said = _("The backup of %(date)s was restored beside the site, in %(seconds)d s.")
        return Finding("backup", said % {"date": _day(good.began_at), "seconds": good.restore_seconds}, page=page)
    if good or (last and last.is_old):
        return Finding("backup", since, _("Look whether the background work goes on: it makes one each night."), page)
    return Finding("backup", _("The first one is made tonight."), page=page)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
