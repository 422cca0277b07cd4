import json
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from privacy.exporting import holds

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


def test_command_writes_a_file_that_only_its_owner_reads(nadia, tmp_path, capsys):
    call_command("export_person", EMAIL, "--to", tmp_path)
    file = tmp_path / "personal-data.zip"
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["email"] == EMAIL
    comments = next(one["rows"] for one in data["holdings"] if "email" in one["rows"][0] and "post" in one["rows"][0])
    assert [row["text"] for row in comments] == ["My tango teacher says twelve kilos.", "Is tango bad for a knee?"]


def test_command_overwrites_nothing(nadia, tmp_path):
    call_command("export_person", EMAIL, "--to", tmp_path)
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_person", EMAIL, "--to", tmp_path)


def test_nothing_is_held_of_a_stranger(nadia):
    assert holds("nobody@elsewhere.example") == []


def test_titles_say_what_there_is(nadia):
    held = dict(holds(EMAIL))
    assert held["Comments"] == 2
    assert held["Answers to you alone"] == 1
    assert held["Applications"] == 1
