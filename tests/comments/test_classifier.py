import math

import pytest

from comments.screening.filter import classifier
from comments.screening.filter.classifier import Example, features
from comments.screening.filter.training import starter_examples

TEA = [Example(f"Buy green tea for {number} cents a cup", is_spam=True) for number in range(8)]
SQUATS = [Example(f"My squats went well in week {number}", is_spam=False) for number in range(8)]


@pytest.fixture(scope="module")
def trained():
    return classifier.train([*starter_examples(), *TEA, *SQUATS])


@pytest.fixture(scope="module")
def initial():
    return classifier.train(starter_examples())


def test_text_like_spam_scores_higher_than_text_like_good_comments(trained):
    assert trained.score("A cup of green tea, buy it") > 0 > trained.score("How did your squats go this week?")


def test_strongest_words_come_first_and_once(trained):
    strongest = trained.strongest_words("Green tea and squats")
    assert strongest[0] in {"tea", "green", "green tea"}
    assert not any("squats" in word for word in strongest)
    assert len(strongest) == len({word for part in strongest for word in part.split()})


@pytest.mark.parametrize(
    "advert",
    [
        "Please subscribe to my channel, I subscribe back",
        "Hey guys, check out my new song https://music.example/song",
        "Cheap pills without prescription, order now at www.pills.example",
    ],
)
def test_initial_model_recognises_advertising(initial, advert):
    assert initial.score(advert) >= initial.threshold


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
def test_initial_model_keeps_ordinary_comments_below_the_threshold(initial, comment):
    assert initial.score(comment) < initial.threshold


@pytest.mark.parametrize("text", ["FREE Teeeeeea", "ｆｒｅｅ tea", "<b>free</b> tea", "free&#32;tea"])
def test_features_ignore_case_width_markup_and_repeated_letters(text):
    assert features(text) == features("free tea")


def test_link_is_represented_by_its_host():
    one, other = features("see https://www.shop.example/a?b=1"), features("see http://shop.example/c")
    assert one == other
    assert "@shop.example" in one


def test_website_counts_by_its_host_and_not_as_a_link():
    assert set(features("Hello", "https://shop.example/")) - set(features("Hello")) == {"@shop.example"}


def test_number_of_features_is_limited():
    assert len(features("so many different words " * 100_000)) == len(features("so many different words " * 1000))


def test_same_examples_give_the_same_model():
    assert classifier.train([*TEA, *SQUATS]) == classifier.train([*TEA, *SQUATS])


def test_threshold_is_at_least_three_to_one(trained):
    assert trained.threshold >= math.log(3)


def test_threshold_is_infinite_without_good_examples():
    assert classifier.train(TEA).threshold == math.inf
