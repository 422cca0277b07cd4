"""The funnel: what is counted where, and who may see it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.funnel import MAX_ARTICLES, FunnelCounts, Period, funnel_for, stage_waits
from coaching.models import Application, StageChange
from offers.models import Click
from tests.factories import make_application, make_coach, make_offer, make_post, make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/coaching/funnelpage/"
YEAR = Period.for_year(2025)
MAY = datetime(2025, 5, 20, 12, tzinfo=UTC)


def make_clicks(day: date, count: int, post=None, offer=None) -> Click:
    return Click.objects.create(offer=offer or make_offer(), post=post, day=day, count=count)


def accept(application: Application) -> Application:
    application.move_to("accepted", by=make_coach())
    return application


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def test_months_count_clicks_applications_and_accepted_ones():
    make_clicks(date(2025, 5, 1), 3)
    make_clicks(date(2025, 5, 31), 4)
    make_application(created_at=MAY)
    accept(make_application(created_at=MAY))
    numbers = funnel_for(YEAR)
    assert numbers.months[date(2025, 5, 1)] == FunnelCounts(7, 2, 1) == numbers.total
    assert [month.month for month in numbers.months] == list(range(1, 13))


def test_other_periods_do_not_count():
    for day in (date(2024, 12, 31), date(2026, 1, 1)):
        make_clicks(day, 5)
        make_application(created_at=datetime.combine(day, datetime.min.time(), UTC))
    assert not funnel_for(YEAR).total


def test_month_is_in_the_sites_time_zone(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with timezone.override("Pacific/Auckland"):
        make_application(created_at=datetime(2025, 4, 30, 20, tzinfo=UTC))
        assert funnel_for(YEAR).months[date(2025, 5, 1)] == FunnelCounts(0, 1, 0)


def test_accepted_application_that_was_withdrawn_counts_once():
    application = accept(make_application(created_at=MAY))
    for stage in ("client", "withdrawn"):
        application.refresh_from_db()
        application.move_to(stage, by=make_coach())
    assert funnel_for(YEAR).total == FunnelCounts(0, 1, 1)


def test_suspected_spam_does_not_count():
    make_application(created_at=MAY, is_suspected_spam=True)
    assert not funnel_for(YEAR).total
    assert stage_waits() == []


def test_articles_are_ordered_by_accepted_applications_then_applications():
    clicked, applied, accepted = make_post(), make_post(), make_post()
    make_clicks(MAY.date(), 9, clicked)
    make_application(created_at=MAY, came_from_post=applied)
    accept(make_application(created_at=MAY, came_from_post=accepted))
    assert funnel_for(YEAR).articles == [
        (accepted, FunnelCounts(0, 1, 1)),
        (applied, FunnelCounts(0, 1, 0)),
        (clicked, FunnelCounts(9, 0, 0)),
    ]


def test_clicks_on_several_offers_of_an_article_are_added():
    post = make_post()
    for _offer in range(2):
        make_clicks(MAY.date(), 2, post)
    assert funnel_for(YEAR).articles == [(post, FunnelCounts(4, 0, 0))]


def test_counts_without_an_article_are_shown_as_elsewhere():
    post = make_post()
    make_clicks(MAY.date(), 2, post)
    make_clicks(MAY.date(), 3)
    make_application(created_at=MAY)
    post.delete()
    numbers = funnel_for(YEAR)
    assert (numbers.articles, numbers.elsewhere) == ([], FunnelCounts(5, 1, 0))


def test_articles_beyond_the_limit_are_one_row():
    coach, offer = make_coach(), make_offer()
    for clicks in range(1, MAX_ARTICLES + 3):
        make_clicks(MAY.date(), clicks, make_post(author=coach), offer)
    numbers = funnel_for(YEAR)
    assert (len(numbers.articles), numbers.others) == (MAX_ARTICLES, FunnelCounts(clicks=1 + 2))


def test_last_twelve_months_end_with_this_month():
    months = Period.last_twelve_months().months
    assert len(set(months)) == 12
    assert months[-1] == timezone.localdate().replace(day=1)


def test_waiting_time_counts_from_the_last_change():
    now = timezone.now()
    make_application(created_at=now - timedelta(days=9))
    talking = make_application(created_at=now - timedelta(days=300), stage="in-conversation")
    since = now - timedelta(days=4)
    StageChange.objects.create(application=talking, before="new", after="in-conversation", changed_at=since)
    make_application(stage="declined")
    assert [(wait.stage, wait.number, wait.since) for wait in stage_waits()] == [
        ("new", 1, now - timedelta(days=9)),
        ("in-conversation", 1, since),
    ]


def test_page_shows_chart_and_tables(admin):
    post = make_post(title="Strong <hips>")
    today = timezone.localdate()
    make_clicks(today, 12_345, post)
    accept(make_application(came_from_post=post))
    make_application(came_from_post=post)
    html = " ".join(admin.get(PAGE).content.decode().split())
    assert html.count('role="img"') == 3
    assert "<strong>12,345</strong>" in html
    assert "<strong>1</strong> 50 % of the applications" in html
    assert "Strong &lt;hips&gt;</a></th> <td>12,345</td> <td>2</td> <td>1</td>" in html
    assert ">Accepted</a></th> <td>1</td>" in html


def test_page_shows_another_year(admin):
    make_clicks(date(2025, 5, 1), 777)
    assert ">777<" not in admin.get(PAGE).content.decode()
    assert ">777<" in admin.get(PAGE, {"year": "2025"}).content.decode()


@pytest.mark.parametrize("year", ["1999", "0", "-1", "x", "99999999999", "2025'"])
def test_invalid_year_shows_the_default_period(admin, year):
    html = admin.get(PAGE, {"year": year}).content.decode()
    assert 'href="?" aria-current="page"' in html
    assert "Nothing in this period yet" in html


def test_menu_of_the_admin_links_to_the_funnel(admin):
    assert f'href="{PAGE}"' in admin.get("/admin/").content.decode()


def test_staff_without_permission_are_refused(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/admin/").content.decode()


def test_staff_who_may_view_applications_see_the_funnel(client):
    person = make_user(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(person)
    assert client.get(PAGE).status_code == 200


def test_page_takes_the_same_queries_for_any_number_of_rows(admin):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(PAGE).status_code == 200
        return len(captured)

    coach, offer, today = make_coach(), make_offer(), timezone.localdate()
    make_application(came_from_post=make_post(author=coach))
    queries()
    few = queries()
    for _number in range(30):
        post = make_post(author=coach)
        make_clicks(today, 5, post, offer)
        make_application(came_from_post=post)
    assert queries() == few
