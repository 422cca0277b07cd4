from django.tasks import task

from search import filling, likeness, missed


@task
def fill_search() -> None:
    """Make the documents of the rows that have changed, then find out which articles they are alike."""
    filling.fill()
    likeness.renew_due()


@task
def count_search_words() -> None:
    """Count the words of all documents, and forget those that are in none any more, or were asked long ago."""
    filling.count_words()
    missed.forget_old()
