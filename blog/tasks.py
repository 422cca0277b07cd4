from django.db import transaction
from django.tasks import task

from blog import link_checks, link_replacement, recycle_bin, remote_pictures, share_pictures
from blog.desk import versions
from blog.models import ExternalLink, GuestLink, LinkReplacement, Page, Post, Presence, SiteTexts


# Low priority, because other servers may be slow and mail must not wait for them.
@task(priority=-10)
def check_due_links() -> None:
    link_checks.check_due()


# Somebody waits for it at the desk; but here too, other servers may be slow.
@task(priority=-5)
def fetch_remote_pictures() -> None:
    remote_pictures.fetch_due()


# It looks for what has changed, so no task is lost for good.
@task(priority=-10)
def draw_share_pictures() -> None:
    share_pictures.draw_missing()


@task
def notify_of_dead_links() -> None:
    """Runs every morning. Sends nothing if there are none."""
    link_checks.notify_of_dead_links()


@task(priority=-10)
def reindex_links() -> None:
    """Runs every night. Indexes texts that were changed without ``save``, by a restored backup or ``update``."""
    for model in (Post, Page, SiteTexts):
        entries = model._default_manager.only(*model.INDEXED_FIELDS, *model.INDEXED_FIELDS.values())
        for pk in model._default_manager.values_list("pk", flat=True):
            with transaction.atomic():
                for entry in entries.select_for_update().filter(pk=pk):
                    entry.reindex_links()


@task
def empty_bin() -> None:
    """Runs every night."""
    recycle_bin.delete_expired()


@task
def thin_versions() -> None:
    """Runs every night."""
    versions.thin()
    GuestLink.objects.expired().delete()


@task
def forget_who_has_left() -> None:
    Presence.objects.expired().delete()


@task
def continue_link_replacement(replacement_id: int) -> None:
    """Finish a replacement that was begun in a request. After a crash it can be run again and continues."""
    replacement = LinkReplacement.objects.filter(pk=replacement_id).first()
    while replacement and link_replacement.continue_replacement(replacement):
        pass


@task
def continue_due_link_replacements() -> None:
    """Continue unfinished replacements whose task was lost."""
    unfinished = LinkReplacement.objects.filter(texts__is_due=True).distinct()
    for pk in unfinished.order_by().values_list("pk", flat=True):
        continue_link_replacement.enqueue(pk)


@task
def check_link(link_id: int) -> None:
    """Check one link that the coach asked for. If its host needs a pause, the link stays due."""
    link = ExternalLink.objects.filter(pk=link_id).first()
    if link:
        link_checks.check(link)
