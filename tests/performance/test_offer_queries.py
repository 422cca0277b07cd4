"""The texts with an offer are found by the index, without reading texts."""

import pytest
from django.db import connection
from django.db.models import OuterRef
from django.test.utils import CaptureQueriesContext

from blog.models import Address, Page, Post, Reference
from offers.models import Offer
from offers.placement import count_texts_with, entries_with
from tests.factories import make_coach, make_offer
from tests.many_rows import insert_many
from tests.performance.plans import plan_of, whole_tables

pytestmark = pytest.mark.django_db

LIST = "/admin/offers/offer/"
OFFERS = 20


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def make_texts(coach, first: int, count: int, number_of_offers: int = OFFERS) -> None:
    """The same number of articles and pages, each with a block and a link; in bulk, as ``save`` would take minutes."""
    offers = [f"offer-{number}" for number in range(number_of_offers)]
    for slug in offers:
        Offer.objects.filter(slug=slug).exists() or make_offer(slug)
    for model, fields in ((Post, {"author": coach}), (Page, {})):
        slugs = [f"{model.__name__}-{number}" for number in range(first, first + count)]
        insert_many(Address(), ({"slug": slug} for slug in slugs))
        addresses = Address.objects.filter(slug__in=slugs).values_list("pk", "slug")
        text = model(body="<p>Words.</p>" * 50, **fields)
        insert_many(text, ({"title": slug, "address_id": pk} for pk, slug in addresses))
        texts = model.objects.filter(address__slug__in=slugs).values_list("pk", flat=True)
        for kind, key in (("offer", "{}"), ("link", "/go/{}/")):
            insert_many(
                Reference(kind=kind),
                (
                    {f"{model._meta.model_name}_id": pk, "key": key.format(offers[number % number_of_offers])}
                    for number, pk in enumerate(texts)
                ),
            )


def queries(client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def test_list_and_form_take_the_same_queries_for_40_and_10_000_texts(client, coach):
    make_texts(coach, 0, 20)
    form = f"{LIST}{Offer.objects.get(slug='offer-3').pk}/change/"
    for path in (LIST, form):
        client.get(path)
    few = [len(queries(client, path)) for path in (LIST, form)]
    make_texts(coach, 20, 5_000)
    many = [queries(client, path) for path in (LIST, form)]
    assert [len(sqls) for sqls in many] == few
    assert [sql for sqls in many for sql in sqls if "LIKE" in sql] == []
    assert "in 502 texts" in client.get(LIST).content.decode()


def test_finding_texts_of_an_offer_uses_an_index(coach):
    # With few offers, each is in so many texts that PostgreSQL may rightly read the whole table.
    make_texts(coach, 0, 5_000, number_of_offers=100)
    with CaptureQueriesContext(connection) as captured:
        list(Offer.objects.annotate(texts=count_texts_with(OuterRef("slug"))))
        entries_with(Offer.objects.get(slug="offer-3"))
    plans = [plan_of(query["sql"]) for query in captured if "blog_reference" in query["sql"]]
    assert len(plans) == 2
    assert all("reference_by_key" in plan for plan in plans), plans
    assert [line for plan in plans for line in whole_tables(plan, {"blog_reference", "blog_post", "blog_page"})] == []
