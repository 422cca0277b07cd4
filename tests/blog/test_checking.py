import pytest
from django.contrib.auth.models import Permission

from blog import checking
from blog.models import OutsideLink
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_page, make_post, make_user
from tests.outside_server import ROBOTS, OutsideServer, Page

pytestmark = pytest.mark.django_db

State, Finding = OutsideLink.State, OutsideLink.Finding


def link_to(address: str) -> OutsideLink:
    make_page(slug=f"page-{OutsideLink.objects.count()}", body=f'<a href="{address}">x</a>')
    return OutsideLink.objects.get(address=address)


def look(link: OutsideLink) -> tuple[str, str]:
    link.refresh_from_db()
    return link.state, link.finding


def test_link_that_answers_is_asked_once_a_week(outside_server: OutsideServer, clock):
    outside_server.pages["/"] = Page()
    link = link_to(outside_server.url())
    checking.check_due()
    assert look(link) == (State.ALIVE, Finding.FINE)
    clock(days=6)
    checking.check_due()
    assert len(outside_server.asked) == 1
    clock(days=1, minutes=1)
    checking.check_due()
    assert len(outside_server.asked) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_link_is_dead_once_it_is_gone_twice(outside_server: OutsideServer, clock, status):
    outside_server.pages["/"] = Page(status)
    link = link_to(outside_server.url())
    checking.check_due()
    assert look(link) == (State.UNSURE, Finding.GONE)
    clock(days=1)
    checking.check_due()
    assert look(link) == (State.UNSURE, Finding.GONE)
    clock(days=1, minutes=1)
    checking.check_due()
    assert look(link) == (State.DEAD, Finding.GONE)


def test_dead_link_may_come_back(outside_server: OutsideServer, clock):
    link = link_to(outside_server.url("/back"))
    for _time in range(2):
        checking.check_due()
        clock(days=3)
    assert look(link) == (State.DEAD, Finding.GONE)
    outside_server.pages["/back"] = Page()
    clock(days=7)
    checking.check_due()
    assert look(link) == (State.ALIVE, Finding.FINE)


@pytest.mark.parametrize("status", [401, 403, 429, 451, 999])
def test_who_refuses_programs_is_never_dead(outside_server: OutsideServer, clock, status):
    outside_server.pages["/"] = Page(status)
    link = link_to(outside_server.url())
    for _week in range(6):
        checking.check_due()
        clock(days=8)
    assert look(link) == (State.UNSURE, Finding.REFUSED)


def test_who_forbids_programs_in_robots_txt_is_never_dead_and_not_asked(outside_server: OutsideServer, clock):
    outside_server.pages[ROBOTS] = Page(content=b"User-agent: *\nDisallow: /")
    link = link_to(outside_server.url())
    for _week in range(6):
        checking.check_due()
        clock(days=8)
    assert look(link) == (State.UNSURE, Finding.REFUSED)
    assert outside_server.asked == []


def test_host_is_left_alone_as_long_as_it_asks(outside_server: OutsideServer, clock):
    outside_server.pages["/a"] = Page(429, retry_after="7200")
    links = [link_to(outside_server.url(path)) for path in ("/a", "/b")]
    checking.check_due()
    clock(minutes=119)
    OutsideLink.objects.all().check_now()
    checking.check_due()
    assert [path for _method, path, _agent in outside_server.asked] == ["/a"]
    outside_server.pages["/a"] = Page()
    for _link in links:
        clock(minutes=2)
        checking.check_due()
    assert [look(link) for link in links] == [(State.ALIVE, Finding.FINE), (State.UNSURE, Finding.GONE)]


def test_host_is_not_left_alone_for_ever(outside_server: OutsideServer, clock):
    outside_server.pages["/a"] = Page(503, retry_after="999999999")
    link_to(outside_server.url("/a"))
    checking.check_due()
    clock(days=7, minutes=1)
    checking.check_due()
    assert len(outside_server.asked) == 2


def test_host_is_not_left_alone_for_another(outside_server: OutsideServer, clock):
    outside_server.pages |= {
        "/a": Page(302, location=outside_server.url("/busy", "127.0.0.3")),
        "/busy": Page(429, retry_after="7200"),
        "/b": Page(),
    }
    links = [link_to(outside_server.url(path)) for path in ("/a", "/b")]
    checking.check_due()
    clock(minutes=1)
    checking.check_due()
    assert look(links[1]) == (State.ALIVE, Finding.FINE)


def test_fault_of_a_server_may_pass_for_four_weeks(outside_server: OutsideServer, clock):
    outside_server.pages["/"] = Page(503)
    link = link_to(outside_server.url())
    states = []
    for _week in range(6):
        checking.check_due()
        states.append(look(link)[0])
        clock(days=7, minutes=1)
    assert states == [State.UNSURE] * 4 + [State.DEAD] * 2


def test_name_that_is_gone_is_dead_only_while_other_servers_answer(outside_server: OutsideServer, clock):
    link = link_to("http://nobody.invalid/")
    checking.check_due()
    assert look(link) == (State.UNSURE, Finding.SILENT)
    outside_server.pages["/"] = Page()
    link_to(outside_server.url())
    checking.check_due()
    for _time in range(2):
        clock(days=3)
        OutsideLink.objects.update(due_at=checking.timezone.now())
        checking.check_due()
    assert look(link) == (State.DEAD, Finding.NO_HOST)


def test_short_link_that_leads_nowhere_is_no_link(outside_server: OutsideServer, monkeypatch):
    monkeypatch.setattr(checking, "SHORTENERS", {"127.0.0.2"})
    outside_server.pages |= {
        "/dead": Page(),
        "/circle": Page(302, location="/dead"),
        "/alive": Page(301, location=outside_server.url("/article", "127.0.0.3")),
        "/article": Page(),
    }
    found = {}
    for path in ("/dead", "/circle", "/alive"):
        link = link_to(outside_server.url(path))
        checking.check(link)
        OutsideLink.objects.update(asked_at=None)
        found[path] = look(link)
    nowhere = (State.UNSURE, Finding.LEADS_NOWHERE)
    assert found == {"/dead": nowhere, "/circle": nowhere, "/alive": (State.ALIVE, Finding.FINE)}
    assert OutsideLink.objects.get(finding=Finding.FINE).leads_to == outside_server.url("/article", "127.0.0.3")


def test_one_host_is_asked_once_in_a_while_and_others_meanwhile(outside_server: OutsideServer, clock):
    for path in "abc":
        link_to(outside_server.url(f"/{path}"))
    link_to(outside_server.url("/d", "127.0.0.3"))
    checking.check_due()
    assert [path for method, path, _agent in outside_server.asked if method == "HEAD"] == ["/a", "/d"]
    clock(minutes=1)
    checking.check_due()
    assert [path for method, path, _agent in outside_server.asked if method == "HEAD"] == ["/a", "/d", "/b"]


def test_sweep_ends_even_if_servers_are_slow(outside_server: OutsideServer, monkeypatch):
    monkeypatch.setattr(checking, "SWEEP_SECONDS", -1)
    link_to(outside_server.url())
    checking.check_due()
    assert outside_server.asked == []


def test_link_is_not_asked_by_two_workers(outside_server: OutsideServer):
    link = link_to(outside_server.url())
    assert link.claim()
    assert not OutsideLink.objects.get().claim()
    checking.check(link)
    assert outside_server.asked == []


def test_link_that_stands_nowhere_is_not_asked(outside_server: OutsideServer):
    post = make_post(body=f'<a href="{outside_server.url()}">x</a>')
    post.delete()
    checking.check_due()
    assert outside_server.asked == []


@pytest.fixture
def dead() -> list[OutsideLink]:
    links = [link_to(f"https://short.example/{number}?a=1&b=2") for number in range(2)]
    OutsideLink.objects.update(state=State.DEAD, finding=Finding.GONE)
    return links


def test_one_mail_tells_each_editor_of_all_that_died(dead):
    coach, helper = make_coach(), make_user(is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_post"))
    make_user(is_staff=True)
    checking.announce_dead()
    checking.announce_dead()
    mails = OutgoingMail.objects.filter(kind=OutgoingMail.Kind.LINKS_DEAD)
    assert {mail.to for mail in mails} == {coach.email, helper.email}
    assert len(mails) == 2
    for mail in mails:
        assert mail.subject == "2 links on your site no longer answer"
        assert "https://short.example/0?a=1&b=2" in mail.text
        assert "https://short.example/1?a=1&amp;b=2" in mail.html
        assert "/admin/blog/outsidelink/?state=dead" in mail.text


def test_nobody_hears_of_a_link_that_was_replaced(dead):
    make_coach()
    for place in dead[0].places.all():
        place.page.delete()
    OutsideLink.objects.filter(pk=dead[1].pk).update(state=State.UNSURE)
    checking.announce_dead()
    assert not OutgoingMail.objects.exists()


def test_who_came_back_and_died_again_is_told_of_again(dead):
    make_coach()
    checking.announce_dead()
    link = OutsideLink.objects.get(pk=dead[0].pk)
    link.note(Finding.FINE, 200)
    link.state = State.DEAD
    link.save()
    checking.announce_dead()
    assert [mail.subject for mail in OutgoingMail.objects.order_by("pk")] == [
        "2 links on your site no longer answer",
        "A link on your site no longer answers",
    ]


def test_tasks_do_it_by_themselves(outside_server: OutsideServer, run_tasks):
    from blog import tasks

    link = link_to(outside_server.url())
    OutsideLink.objects.update(due_at=checking.timezone.now())
    post = make_post()
    type(post).objects.update(body=f'<a href="{outside_server.url("/b", "127.0.0.3")}">x</a>')
    tasks.read_links_again.enqueue()
    tasks.announce_dead_links.enqueue()
    tasks.check_due_links.enqueue()
    run_tasks()
    assert look(link) == (State.UNSURE, Finding.GONE)
    assert OutsideLink.objects.filter(host="127.0.0.3", finding=Finding.GONE).exists()
