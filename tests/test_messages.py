"""The check of the message catalogues, which ``make check`` runs."""

import pytest
from babel.messages.catalog import Message

from config.environment import BASE_DIR
from tests import messages


def fault(sentence, translation, **options):
    return messages.fault_of(Message(sentence, translation, **options), may_leave_out=False)


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("Sent to <b>%(name)s</b>", "An <b>%(name)s</b> geschickt"),
        ("%d %% of {size}", "{size} zu %d %%"),
        (("One place", "%(count)s places"), ("Eine Stelle", "%(count)s Stellen")),
        (("%(count)s place", "%(count)s places"), ("%(count)s Stelle", "%(count)s Stellen")),
    ],
)
def test_good_translation_has_no_fault(sentence, translation):
    assert fault(sentence, translation) == ""


@pytest.mark.parametrize(
    ("sentence", "translation", "said"),
    [
        ("Save", "", "is not translated"),
        (("%d mail", "%d mails"), ("%d Mail", ""), "is not translated"),
        ("Hi %(name)s", "Hallo %(nane)s", "other placeholders"),
        ("Hi {name}", "Hallo", "other placeholders"),
        (("%d mail", "%d mails"), ("%d Mail", "Mails"), "other placeholders"),
        ("Read <b>this</b>", "Lies <i>das</i>", "other placeholders or HTML"),
        ("  indented", "eingerückt", "white space"),
    ],
)
def test_fault_of_a_translation_is_found(sentence, translation, said):
    assert said in fault(sentence, translation)


def test_fuzzy_translation_is_found():
    assert "fuzzy" in fault("Save", "Speichern", flags={"fuzzy"})


def test_sentences_of_python_and_templates_are_found(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        "{% load i18n %}\n  {% blocktranslate count number=n trimmed %}\n    One\n"
        "  {% plural %}\n    {{ number }} of them\n"
        '  {% endblocktranslate %}{% translate "On" context "offer" %}'
    )
    module = tmp_path / "module.py"
    module.write_text('said = _("A long "\n  "sentence")\n')
    assert [*messages.sentences(template)] == [
        (("One", "%(number)s of them"), [], None),
        ("On", [], "offer"),
    ]
    assert [message for message, _comments, _context in messages.sentences(module)] == ["A long sentence"]


def test_renewed_catalogue_keeps_translations_and_drops_what_is_said_no_more():
    source = BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po"
    old = messages.read(source)
    old.add("Nobody says this any more.", "Das sagt niemand mehr.")
    del old["Save"]
    new = messages.renewed(old, source)
    assert new["Cancel"].string == "Abbrechen"
    assert new["Save"].string == ""
    assert "Nobody says this any more." not in new
    # Of Django, in our words.
    assert new[("%(num)d day", "%(num)d days")].string == ("%(num)d Tag", "%(num)d Tagen")
