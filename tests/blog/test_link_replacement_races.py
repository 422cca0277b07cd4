"""Two workers at once: each text is changed once, and an undo restores it exactly."""

import threading

import pytest
from django.db import connections

from blog import link_replacement
from blog.models import ExternalLink, LinkOccurrence, Post
from tests.factories import make_coach, make_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]

BODY = '<p>Join: <a href="https://short.example/abc">here</a></p>'


def at_once(*calls) -> None:
    start = threading.Barrier(len(calls))

    def run(call) -> None:
        start.wait()
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_and_an_undo_restore_each_text():
    posts = [make_post(body=BODY) for _number in range(6)]
    replacement = link_replacement.start(ExternalLink.objects.get(), "/go/it/", "", by=make_coach())

    def continue_all() -> None:
        while link_replacement.continue_replacement(type(replacement).objects.get(pk=replacement.pk), most=2):
            pass

    def undo() -> None:
        link_replacement.undo(type(replacement).objects.get(pk=replacement.pk))
        continue_all()

    at_once(continue_all, continue_all, undo)
    assert {post.body for post in Post.objects.filter(pk__in=[post.pk for post in posts])} == {BODY}
    assert not replacement.texts.filter(is_due=True).exists()


def test_links_of_texts_saved_concurrently_are_all_indexed():
    posts = [make_post() for _number in range(4)]
    urls = [f"https://x{number}.example/" for number in range(8)]

    def save(post: Post, order: list[str]) -> None:
        post.body = "".join(f'<a href="{url}">x</a>' for url in order)
        post.save()

    turned = [urls, urls[::-1]] * 2
    at_once(*(lambda post=post, order=order: save(post, order) for post, order in zip(posts, turned, strict=True)))
    assert ExternalLink.objects.count() == 8
    assert LinkOccurrence.objects.count() == 32
