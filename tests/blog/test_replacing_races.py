"""Two at once: every text is replaced once, and as it was when it is undone."""

import threading

import pytest
from django.db import connections

from blog import replacing
from blog.models import LinkPlace, OutsideLink, Post
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


def test_two_workers_and_an_undo_leave_each_text_as_it_was():
    posts = [make_post(body=BODY) for _number in range(6)]
    replacement = replacing.begin(OutsideLink.objects.get(), "/go/it/", "", by=make_coach())

    def go_on() -> None:
        while replacing.go_on(type(replacement).objects.get(pk=replacement.pk), most=2):
            pass

    def undo() -> None:
        replacing.turn_back(type(replacement).objects.get(pk=replacement.pk), undo=True)
        go_on()

    at_once(go_on, go_on, undo)
    assert {post.body for post in Post.objects.filter(pk__in=[post.pk for post in posts])} == {BODY}
    assert not replacement.texts.filter(is_due=True).exists()


def test_links_of_texts_saved_at_once_are_all_known():
    posts = [make_post() for _number in range(4)]
    addresses = [f"https://x{number}.example/" for number in range(8)]

    def save(post: Post, order: list[str]) -> None:
        post.body = "".join(f'<a href="{address}">x</a>' for address in order)
        post.save()

    turned = [addresses, addresses[::-1]] * 2
    at_once(*(lambda post=post, order=order: save(post, order) for post, order in zip(posts, turned, strict=True)))
    assert OutsideLink.objects.count() == 8
    assert LinkPlace.objects.count() == 32
