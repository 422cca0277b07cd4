"""A spam filter that learns from examples. It uses no database and no network.

Logistic regression over the words of a comment, pairs of neighbouring words, the hosts of its links, and a few signs of
advertising. It is fitted with AdaGrad (Duchi, Hazan and Singer 2011), each time on a random half of a comment's
features (Wager, Wang and Liang 2013), so that it does not rely on single words and judges comments on other topics
well.
"""

import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise
from statistics import fmean, pstdev

from comments.screening.languages import known_languages

MAX_LETTERS = 2000
ROUNDS = 16
ENSEMBLE_SIZE = 3
LEARNING_RATE = 0.5
WEIGHT_DECAY = 3e-4
EPSILON = 1e-8
KEEP_PROBABILITY = 0.5
LENGTH_SMOOTHING = 2
FOLDS = 3
# Near certain means odds of at least three to one, and a score this many standard deviations above the mean of good
# comments. With a normal distribution, one good comment in a hundred is above it.
MIN_LOG_ODDS = math.log(3)
DEVIATIONS_ABOVE_GOOD = 2.33

LINK = re.compile(
    r"(?:https?://|www\.)\s?(?:www\.|m\.)?([^\s/?#:<>\"]+)[^\s<>\"]*"
    r"|\b((?:[\w-]+\.)+(?:com|net|org|co|io|tv|me|info|biz|ru|pl))\b(?:/[^\s<>\"]*)?"
)
TAG = re.compile(r"<[^>]*>")
REPEATED_LETTERS = re.compile(r"(\w)\1{2,}")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


# The features of a comment, and whether it is spam.
Row = tuple[list[str], bool]


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    is_spam: bool
    website: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """``score`` is the logarithm of the odds that a comment is spam. From ``threshold`` on, it is near certain."""

    weights: dict[str, float]
    bias: float
    threshold: float = math.inf

    def score(self, text: str, website: str = "") -> float:
        return self._score(features(text, website))

    def strongest_words(self, text: str, website: str = "", count: int = 3) -> list[str]:
        """Return the words that speak most for spam, the strongest first, without words contained in others."""
        found: list[str] = []
        for feature in sorted(features(text, website), key=lambda one: (-self.weights.get(one, 0.0), one)):
            said = feature.removeprefix("@")
            if self.weights.get(feature, 0.0) <= 0 or len(found) == count:
                break
            if not feature.startswith("*") and not any(said in other or other in said for other in found):
                found.append(said)
        return found

    def _score(self, found: Sequence[str]) -> float:
        return self.bias + sum(self.weights.get(one, 0.0) for one in found) * _scale(found)


def _scale(found: Sequence[str]) -> float:
    """Return a factor so that long comments do not weigh more, and single words count little."""
    return 1 / math.sqrt(len(found) + LENGTH_SMOOTHING)


def features(text: str, website: str = "") -> list[str]:
    """Return the features, sorted and without duplicates: ``word``, ``two words``, ``@host``, ``*sign``."""
    languages = known_languages()
    plain = unicodedata.normalize("NFKC", unescape(text[:MAX_LETTERS])).casefold()
    hosts = {match[1] or match[2] for match in LINK.finditer(f"{plain} {website.casefold()}")}
    linked = LINK.search(plain)
    plain = REPEATED_LETTERS.sub(r"\1", TAG.sub(" ", LINK.sub(" *link ", plain)))
    words = WORD.findall(plain)
    # Stop words say nothing about the topic alone, and would only make long comments look alike.
    found = {word for word in words if not any(word in language.stop_words for language in languages)}
    found |= {f"{one} {two}" for one, two in pairwise(words)}
    found |= {f"@{host}" for host in hosts}
    found |= {sign for one in languages for sign, pattern in one.advertising.items() if pattern.search(plain)}
    if linked:
        found |= {"*link", "*bare link"} if len(words) <= 3 else {"*link"}
    return sorted(found)


def train(examples: Iterable[Example]) -> Model:
    """Train a model. It takes seconds for a thousand examples. The threshold is chosen by cross-validation."""
    rows = [(features(one.text, one.website), one.is_spam) for one in examples]
    good = []
    for fold in range(FOLDS):
        model = _fit([row for place, row in enumerate(rows) if place % FOLDS != fold], seed=0)
        good += [model._score(found) for found, is_spam in rows[fold::FOLDS] if not is_spam]
    model = _mean([_fit(rows, seed) for seed in range(ENSEMBLE_SIZE)])
    return (
        replace(model, threshold=max(MIN_LOG_ODDS, fmean(good) + DEVIATIONS_ABOVE_GOOD * pstdev(good)))
        if good
        else model
    )


def _mean(models: Sequence[Model]) -> Model:
    """Return the average of the models, which is more stable than each of them."""
    total = Counter[str]()
    for model in models:
        total.update(model.weights)
    weights = {one: weight / len(models) for one, weight in total.items()}
    return Model(weights, fmean(model.bias for model in models))


def _fit(rows: Sequence[Row], seed: int) -> Model:
    chance = random.Random(seed)  # noqa: S311 (the same examples are to give the same weights)
    weights: dict[str, float] = {}
    slopes: dict[str, float] = {}
    bias, bias_slope = 0.0, EPSILON
    later: list[Model] = []
    order = list(rows)
    for round_ in range(ROUNDS):
        chance.shuffle(order)
        for found, is_spam in order:
            seen = [one for one in found if chance.random() < KEEP_PROBABILITY]
            scale = _scale(found) / KEEP_PROBABILITY
            score = bias + scale * sum(weights.get(one, 0.0) for one in seen)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - is_spam
            bias_slope += error**2
            bias -= LEARNING_RATE * error / math.sqrt(bias_slope)
            for one in seen:
                weight = weights.get(one, 0.0)
                slope = error * scale + WEIGHT_DECAY * weight
                slopes[one] = slopes.get(one, EPSILON) + slope**2
                weights[one] = weight - LEARNING_RATE * slope / math.sqrt(slopes[one])
        if round_ >= ROUNDS // 2:
            later.append(Model(weights.copy(), bias))
    return _mean(later)
