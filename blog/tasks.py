from django.db import transaction
from django.tasks import task

from blog import checking, replacing
from blog.models import OutsideLink, Page, Post, Replacement, SiteTexts


# After everything else: strangers' servers may be slow, and mail must not wait for them.
@task(priority=-10)
def check_due_links() -> None:
    checking.check_due()


@task
def announce_dead_links() -> None:
    """Each morning, and only if there are any."""
    checking.announce_dead()


@task(priority=-10)
def read_links_again() -> None:
    """What was written around ``save`` (a backup put back, an update of many rows) is found in the night."""
    for model in (Post, Page, SiteTexts):
        entries = model._default_manager.only(*model.LINKED, *model.LINKED.values())
        for pk in model._default_manager.values_list("pk", flat=True):
            with transaction.atomic():
                for entry in entries.select_for_update().filter(pk=pk):
                    entry.read_links()


@task
def go_on_replacing(replacement_id: int) -> None:
    """Finish what was begun while she waited. Begun again after a crash, it goes on where it stood."""
    replacement = Replacement.objects.filter(pk=replacement_id).first()
    while replacement and replacing.go_on(replacement):
        pass


@task
def go_on_replacing_due() -> None:
    """Find what is unfinished, should the queue have lost the order to finish it."""
    unfinished = Replacement.objects.filter(texts__is_due=True).distinct()
    for pk in unfinished.order_by().values_list("pk", flat=True):
        go_on_replacing.enqueue(pk)


@task
def check_link(link_id: int) -> None:
    """One that somebody waits for; should its host need a pause, it stays due."""
    link = OutsideLink.objects.filter(pk=link_id).first()
    if link:
        checking.check(link)
