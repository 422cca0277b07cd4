import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from privacy.exporting import export, holds
from tests.factories import make_application, make_mail, make_message

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


def test_command_writes_a_file_that_only_its_owner_reads(nadia, tmp_path, capsys):
    call_command("export_person", EMAIL, "--to", tmp_path)
    file = tmp_path / "personal-data.zip"
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("data.json"))
        html = archive.read("data.html").decode()
    assert data["email"] == EMAIL
    assert "False" not in html
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


def test_file_is_no_step_ahead_of_the_coach(nadia):
    application = make_application(email=EMAIL)
    message = make_message(application, subject="A canary", mail=make_mail(to=EMAIL, subject="A canary"))
    application.move_to("declined", by=message.person, note="canary", message=message)
    assert "canary" not in rows_of(EMAIL)
    assert "declined" not in rows_of(EMAIL)
    message.mail.mark_sent()
    assert "A canary" in rows_of(EMAIL)
    assert "declined" in rows_of(EMAIL)


def rows_of(email: str) -> str:
    with zipfile.ZipFile(io.BytesIO(export(email))) as archive:
        return archive.read("data.json").decode() + archive.read("data.html").decode()
