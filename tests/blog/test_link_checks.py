import pytest
from django.contrib.auth.models import Permission
from redis.exceptions import ConnectionError

from blog import link_checks
from blog.mail_kinds import MailKind
from blog.models import ExternalLink
from outbox.models import OutgoingMail
from tests.external_server import ROBOTS, ExternalServer, Page
from tests.factories import make_coach, make_page, make_post, make_user
from tests.served_site import free_port

pytestmark = pytest.mark.django_db

State, Finding = ExternalLink.State, ExternalLink.Finding


def link_to(url: str) -> ExternalLink:
    make_page(slug=f"page-{ExternalLink.objects.count()}", body=f'<a href="{url}">x</a>')
    return ExternalLink.objects.get(url=url)


def state_of(link: ExternalLink) -> tuple[str, str]:
    link.refresh_from_db()
    return link.state, link.finding


def test_link_that_responds_is_checked_once_a_week(external_server: ExternalServer, clock):
    external_server.pages["/"] = Page()
    link = link_to(external_server.url())
    link_checks.check_due()
    assert state_of(link) == (State.ALIVE, Finding.FINE)
    clock(days=6)
    link_checks.check_due()
    assert len(external_server.requests) == 1
    clock(days=1, minutes=1)
    link_checks.check_due()
    assert len(external_server.requests) == 2


def test_link_is_checked_once_the_cache_answers_again(client, external_server: ExternalServer, clock, settings):
    external_server.pages["/"] = Page()
    link, caches = link_to(external_server.url()), settings.CACHES
    server = f"redis://127.0.0.1:{free_port()}"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": server}}
    with pytest.raises(ConnectionError):
        link_checks.check_due()
    assert client.get("/").status_code == 200
    settings.CACHES = caches
    clock(hours=2)
    link_checks.check_due()
    assert state_of(link) == (State.ALIVE, Finding.FINE)


@pytest.mark.parametrize("status", [404, 410])
def test_link_is_dead_when_two_checks_find_it_gone(external_server: ExternalServer, clock, status):
    external_server.pages["/"] = Page(status)
    link = link_to(external_server.url())
    link_checks.check_due()
    assert state_of(link) == (State.UNSURE, Finding.GONE)
    clock(days=1)
    link_checks.check_due()
    assert state_of(link) == (State.UNSURE, Finding.GONE)
    clock(days=1, minutes=1)
    link_checks.check_due()
    assert state_of(link) == (State.DEAD, Finding.GONE)


def test_dead_link_that_responds_again_is_alive(external_server: ExternalServer, clock):
    link = link_to(external_server.url("/back"))
    for _time in range(2):
        link_checks.check_due()
        clock(days=3)
    assert state_of(link) == (State.DEAD, Finding.GONE)
    external_server.pages["/back"] = Page()
    clock(days=7)
    link_checks.check_due()
    assert state_of(link) == (State.ALIVE, Finding.FINE)


@pytest.mark.parametrize("status", [401, 403, 429, 451, 999])
def test_link_that_refuses_bots_is_never_dead(external_server: ExternalServer, clock, status):
    external_server.pages["/"] = Page(status)
    link = link_to(external_server.url())
    for _week in range(6):
        link_checks.check_due()
        clock(days=8)
    assert state_of(link) == (State.UNSURE, Finding.REFUSED)


def test_link_forbidden_by_robots_txt_is_not_requested_and_never_dead(external_server: ExternalServer, clock):
    external_server.pages[ROBOTS] = Page(content=b"User-agent: *\nDisallow: /")
    link = link_to(external_server.url())
    for _week in range(6):
        link_checks.check_due()
        clock(days=8)
    assert state_of(link) == (State.UNSURE, Finding.REFUSED)
    assert external_server.requests == []


def test_host_is_not_requested_before_its_retry_after(external_server: ExternalServer, clock):
    external_server.pages["/a"] = Page(429, retry_after="7200")
    links = [link_to(external_server.url(path)) for path in ("/a", "/b")]
    link_checks.check_due()
    clock(minutes=119)
    ExternalLink.objects.all().check_now()
    link_checks.check_due()
    assert [path for _method, path, _agent in external_server.requests] == ["/a"]
    external_server.pages["/a"] = Page()
    for _link in links:
        clock(minutes=2)
        link_checks.check_due()
    assert [state_of(link) for link in links] == [(State.ALIVE, Finding.FINE), (State.UNSURE, Finding.GONE)]


def test_retry_after_is_limited_to_a_week(external_server: ExternalServer, clock):
    external_server.pages["/a"] = Page(503, retry_after="999999999")
    link_to(external_server.url("/a"))
    link_checks.check_due()
    clock(days=7, minutes=1)
    link_checks.check_due()
    assert len(external_server.requests) == 2


def test_retry_after_of_a_redirect_target_does_not_delay_the_first_host(external_server: ExternalServer, clock):
    external_server.pages |= {
        "/a": Page(302, location=external_server.url("/busy", "127.0.0.3")),
        "/busy": Page(429, retry_after="7200"),
        "/b": Page(),
    }
    links = [link_to(external_server.url(path)) for path in ("/a", "/b")]
    link_checks.check_due()
    clock(minutes=1)
    link_checks.check_due()
    assert state_of(links[1]) == (State.ALIVE, Finding.FINE)


def test_server_error_is_dead_after_four_weeks(external_server: ExternalServer, clock):
    external_server.pages["/"] = Page(503)
    link = link_to(external_server.url())
    states = []
    for _week in range(6):
        link_checks.check_due()
        states.append(state_of(link)[0])
        clock(days=7, minutes=1)
    assert states == [State.UNSURE] * 4 + [State.DEAD] * 2


def test_unknown_host_is_dead_only_if_other_servers_respond(external_server: ExternalServer, clock):
    link = link_to("http://nobody.invalid/")
    link_checks.check_due()
    assert state_of(link) == (State.UNSURE, Finding.NO_ANSWER)
    external_server.pages["/"] = Page()
    link_to(external_server.url())
    link_checks.check_due()
    for _time in range(2):
        clock(days=3)
        ExternalLink.objects.update(due_at=link_checks.timezone.now())
        link_checks.check_due()
    assert state_of(link) == (State.DEAD, Finding.NO_HOST)


def test_short_link_without_a_target_is_broken(external_server: ExternalServer, monkeypatch):
    monkeypatch.setattr(link_checks, "SHORTENER_HOSTS", {"127.0.0.2"})
    external_server.pages |= {
        "/dead": Page(),
        "/circle": Page(302, location="/dead"),
        "/alive": Page(301, location=external_server.url("/article", "127.0.0.3")),
        "/article": Page(),
    }
    found = {}
    for path in ("/dead", "/circle", "/alive"):
        link = link_to(external_server.url(path))
        link_checks.check(link)
        ExternalLink.objects.update(requested_at=None)
        found[path] = state_of(link)
    nowhere = (State.UNSURE, Finding.SHORT_LINK_BROKEN)
    assert found == {"/dead": nowhere, "/circle": nowhere, "/alive": (State.ALIVE, Finding.FINE)}
    assert ExternalLink.objects.get(finding=Finding.FINE).final_url == external_server.url("/article", "127.0.0.3")


def test_each_host_is_requested_once_a_sweep(external_server: ExternalServer, clock):
    for path in "abc":
        link_to(external_server.url(f"/{path}"))
    link_to(external_server.url("/d", "127.0.0.3"))
    link_checks.check_due()
    assert [path for method, path, _agent in external_server.requests if method == "HEAD"] == ["/a", "/d"]
    clock(minutes=1)
    link_checks.check_due()
    assert [path for method, path, _agent in external_server.requests if method == "HEAD"] == ["/a", "/d", "/b"]


def test_sweep_ends_at_its_time_limit(external_server: ExternalServer, monkeypatch):
    monkeypatch.setattr(link_checks, "SWEEP_SECONDS", -1)
    link_to(external_server.url())
    link_checks.check_due()
    assert external_server.requests == []


def test_claimed_link_is_not_checked_by_another_worker(external_server: ExternalServer):
    link = link_to(external_server.url())
    assert link.claim()
    assert not ExternalLink.objects.get().claim()
    link_checks.check(link)
    assert external_server.requests == []


def test_link_that_is_in_no_text_is_not_checked(external_server: ExternalServer):
    post = make_post(body=f'<a href="{external_server.url()}">x</a>')
    post.delete()
    link_checks.check_due()
    assert external_server.requests == []


@pytest.fixture
def dead() -> list[ExternalLink]:
    links = [link_to(f"https://short.example/{number}?a=1&b=2") for number in range(2)]
    ExternalLink.objects.update(state=State.DEAD, finding=Finding.GONE)
    return links


def test_who_may_publish_gets_one_mail_about_all_dead_links(dead):
    coach, helper = make_coach(), make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="publish_post"))
    make_user(is_staff=True)
    link_checks.notify_of_dead_links()
    link_checks.notify_of_dead_links()
    mails = OutgoingMail.objects.filter(kind=MailKind.LINKS_DEAD)
    assert {mail.to for mail in mails} == {coach.email, helper.email}
    assert len(mails) == 2
    for mail in mails:
        assert mail.subject == "2 links on your site no longer work"
        assert "https://short.example/0?a=1&b=2" in mail.text
        assert "https://short.example/1?a=1&amp;b=2" in mail.html
        assert "/admin/blog/externallink/?state=dead" in mail.text


def test_replaced_link_is_in_no_mail(dead):
    make_coach()
    for place in dead[0].occurrences.all():
        place.page.delete()
    ExternalLink.objects.filter(pk=dead[1].pk).update(state=State.UNSURE)
    link_checks.notify_of_dead_links()
    assert not OutgoingMail.objects.exists()


def test_link_that_is_dead_again_is_mailed_again(dead):
    make_coach()
    link_checks.notify_of_dead_links()
    link = ExternalLink.objects.get(pk=dead[0].pk)
    link.record(Finding.FINE, 200)
    link.state = State.DEAD
    link.save()
    link_checks.notify_of_dead_links()
    assert [mail.subject for mail in OutgoingMail.objects.order_by("pk")] == [
        "2 links on your site no longer work",
        "A link on your site no longer works",
    ]


def test_tasks_index_check_and_notify(external_server: ExternalServer, run_tasks):
    from blog import tasks

    link = link_to(external_server.url())
    ExternalLink.objects.update(due_at=link_checks.timezone.now())
    post = make_post()
    type(post).objects.update(body=f'<a href="{external_server.url("/b", "127.0.0.3")}">x</a>')
    tasks.reindex_links.enqueue()
    tasks.notify_of_dead_links.enqueue()
    tasks.check_due_links.enqueue()
    run_tasks()
    assert state_of(link) == (State.UNSURE, Finding.GONE)
    assert ExternalLink.objects.filter(host="127.0.0.3", finding=Finding.GONE).exists()
