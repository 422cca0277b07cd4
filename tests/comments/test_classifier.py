import math

import pytest

from comments import classifier
from comments.classifier import Example, features
from comments.first_examples import first_examples

TEA = [Example(f"Buy green tea for {number} cents a cup", is_spam=True) for number in range(8)]
SQUATS = [Example(f"My squats went well in week {number}", is_spam=False) for number in range(8)]


@pytest.fixture(scope="module")
def taught():
    return classifier.train([*first_examples(), *TEA, *SQUATS])


@pytest.fixture(scope="module")
def first():
    return classifier.train(first_examples())


def test_what_is_like_spam_scores_higher_than_what_is_like_good(taught):
    assert taught.score("A cup of green tea, buy it") > 0 > taught.score("How did your squats go this week?")


def test_words_that_tell_are_named_the_strongest_first_and_once(taught):
    told = taught.telling("Green tea and squats")
    assert told[0] in {"tea", "green", "green tea"}
    assert not any("squats" in word for word in told)
    assert len(told) == len({word for part in told for word in part.split()})


@pytest.mark.parametrize(
    "advert",
    [
        "Please subscribe to my channel, I subscribe back",
        "Hey guys, check out my new song https://music.example/song",
        "Cheap pills without prescription, order now at www.pills.example",
    ],
)
def test_plain_advertising_is_known_from_the_start(first, advert):
    assert first.score(advert) >= first.threshold


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "Thanks!",
        "Where can I find the plan for beginners? I checked the page twice.",
        "I had an operation on my back in March and I am still afraid to bend. Would you start with the first one?",
        "My physio sent me this: https://health.example/backs. Do you agree with it?",
        "Do you coach people online, and how much is it a month? I would like to sign up.",
    ],
)
def test_what_readers_write_is_not_near_certain_to_be_spam(first, comment):
    assert first.score(comment) < first.threshold


@pytest.mark.parametrize("drawn", ["FREE Teeeeeea", "ｆｒｅｅ tea", "<b>free</b> tea", "free&#32;tea"])
def test_ways_to_write_the_same_words_do_not_matter(drawn):
    assert features(drawn) == features("free tea")


def test_link_is_known_by_its_host_wherever_it_leads_to():
    one, other = features("see https://www.shop.example/a?b=1"), features("see http://shop.example/c")
    assert one == other
    assert "@shop.example" in one


def test_website_of_the_writer_counts_by_its_host_but_is_no_link_in_the_text():
    assert set(features("Hello", "https://shop.example/")) - set(features("Hello")) == {"@shop.example"}


def test_endless_comment_costs_no_more_than_a_long_one():
    assert len(features("so many different words " * 100_000)) == len(features("so many different words " * 1000))


def test_same_examples_give_the_same_model():
    assert classifier.train([*TEA, *SQUATS]) == classifier.train([*TEA, *SQUATS])


def test_near_certain_is_never_less_than_three_to_one(taught):
    assert taught.threshold >= math.log(3)


def test_nothing_is_near_certain_for_who_has_seen_no_good_comment():
    assert classifier.train(TEA).threshold == math.inf
