from django.tasks import task

from search import filling, missed


@task
def fill_search() -> None:
    """Make the documents of the rows that have changed."""
    filling.fill()


@task
def count_search_words() -> None:
    """Count the words of all documents, and forget those that are in none any more, or were asked long ago."""
    filling.count_words()
    missed.forget_old()
