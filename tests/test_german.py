"""A site in German."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone

from comments.models import TriageWords
from comments.screening.filter import classifier
from comments.screening.filter.training import starter_examples
from comments.screening.triage import find_signals
from core.slugs import make_slug
from core.templatetags.ages import age
from media.models import Document
from tests.factories import make_comment, make_post
from tests.site_language import fresh_stems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _german():
    with override_settings(LANGUAGE_CODE="de"), fresh_stems():
        yield


def test_page_is_in_german(direct_client):
    make_comment(make_post("hips"), name="Uta")
    page = direct_client.get("/hips/").text
    assert '<html lang="de">' in page
    assert "1 Kommentar" in page
    assert "Uta antworten" in page


def test_mail_is_in_german():
    body = render_to_string("operations/emails/site_trouble_body.txt", {})
    assert "Das stimmt seit einer Weile nicht und hat sich nicht von selbst erledigt:" in body


@pytest.mark.parametrize(("days", "said"), [(1, "1 Tag"), (3, "3 Tagen"), (70, "2 Monaten")])
def test_time_that_has_passed_is_in_the_dative(days, said):
    assert age(timezone.now() - timedelta(days=days)).replace("\xa0", " ") == said


def test_address_spells_umlauts_out():
    assert make_slug("Füße & Rücken") == "fuesse-ruecken"
    document = Document(name="Übungen für Füße", size=1)
    document.save()
    assert "uebungen-fuer-fuesse" in document.address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mein Bein ist seit Montag taub.", "red_flags"),
        ("Was kostet das bei dir", "wishes"),
        ("Wie kann ich mich anmelden", "wishes"),
        ("Ich hatte einen Bandscheibenvorfall", "sensitive"),
    ],
)
def test_triage_knows_german_words(text, found):
    assert found in find_signals(text, TriageWords.load().as_lists()).matches


def test_question_without_a_mark_is_one_in_german():
    assert find_signals("Ich bin unsicher, wie tief ich gehen soll", TriageWords.load().as_lists()).is_question


def test_saved_words_take_the_place_of_the_first_ones():
    TriageWords(pk=1, red_flags="Handgelenk").save()
    assert TriageWords.load().red_flags == "Handgelenk"


def test_spam_filter_begins_with_german_examples():
    model = classifier.train(starter_examples())
    spam = model.score("Abonniert meinen Kanal, ich folge zurück! Kostenlos: https://example.com/kanal")
    good = model.score("Danke, seit einer Woche tut mein Rücken morgens weniger weh.")
    assert spam > model.threshold > good
