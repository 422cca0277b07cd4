import io
import json
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from coaching.models import Application
from privacy.exporting import export, holds
from tests.factories import make_application, make_coach, make_mail, make_message

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


def test_copy_of_an_application_is_what_its_applicant_downloads_and_what_was_noted(client, nadia):
    application = Application.objects.get()
    coach = make_coach()
    sent, taken_back = make_mail(to=EMAIL), make_mail(to=EMAIL)
    for mail in (sent, taken_back):
        make_message(application, person=coach, subject="Let us talk", mail=mail)
    sent.mark_sent()
    taken_back.cancel()
    application.move_to("in-conversation", by=coach, note="Sounds keen.")
    application.notes.create(author=coach, text="Called her.")
    application.move_to("declined", by=coach, note="Canary: no room.")
    application.notes.create(author=coach, text="Canary: sorry for her.")
    application.plan("Canary: write it to her.", application.created_at.date())
    download = client.get(f"{application.status_url}application.json").json()
    [copy] = data_of(EMAIL)["coaching.Application"]
    noted = copy.pop("noted")
    assert copy == download
    assert download["stage"] == "in-conversation"
    assert len(download["messages"]) == 1
    assert [note["text"] for note in noted["notes"]] == ["Called her."]
    assert [change["note"] for change in noted["changes"]] == ["Sounds keen."]
    page = rows_of(EMAIL)
    for said in ("What do you want to reach?", "Dance tango at eighty.", "Let us talk", "Called her."):
        assert said in page
    for untold in ("Canary", "declined"):
        assert untold not in page
        assert untold not in client.get(f"{application.status_url}application.html").content.decode()
    application.changes.last().tell()
    for told in ("Canary: no room.", "Canary: sorry for her.", "Canary: write it to her.", "declined"):
        assert told in rows_of(EMAIL)
    assert client.get(f"{application.status_url}application.json").json()["stage"] == "declined"


def data_of(email: str) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(io.BytesIO(export(email))) as archive:
        holdings = json.loads(archive.read("data.json"))["holdings"]
    return {one["model"]: one["rows"] for one in holdings}


def rows_of(email: str) -> str:
    with zipfile.ZipFile(io.BytesIO(export(email))) as archive:
        return archive.read("data.json").decode() + archive.read("data.html").decode()
