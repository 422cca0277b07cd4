import io
import json
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from coaching.models import Application
from privacy.export import export_person, summarise
from tests.factories import make_application, make_coach, make_mail, make_message

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"


def test_command_writes_a_file_readable_by_its_owner_alone(nadia, tmp_path, capsys):
    call_command("export_person", EMAIL, "--to", tmp_path)
    file = tmp_path / "personal-data.zip"
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("data.json"))
        html = archive.read("data.html").decode()
    assert data["email"] == EMAIL
    assert "False" not in html
    comments = next(
        one["rows"] for one in data["personal_data"] if "email" in one["rows"][0] and "post" in one["rows"][0]
    )
    assert [row["text"] for row in comments] == ["My tango teacher says twelve kilos.", "Is tango bad for a knee?"]


def test_command_does_not_overwrite_a_file(nadia, tmp_path):
    call_command("export_person", EMAIL, "--to", tmp_path)
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_person", EMAIL, "--to", tmp_path)


def test_export_of_an_unknown_email_is_empty(nadia):
    assert summarise("nobody@elsewhere.example") == []


def test_summary_counts_rows_by_title(nadia):
    held = dict(summarise(EMAIL))
    assert held["Comments"] == 2
    assert held["Answers to you alone"] == 1
    assert held["Applications"] == 1


def test_export_leaves_out_undisclosed_decisions_and_unsent_mails(nadia):
    application = make_application(email=EMAIL)
    message = make_message(application, subject="A canary", mail=make_mail(to=EMAIL, subject="A canary"))
    application.move_to("declined", by=message.person, note="canary", message=message)
    assert "canary" not in rows_of(EMAIL)
    assert "declined" not in rows_of(EMAIL)
    message.mail.mark_sent()
    assert "A canary" in rows_of(EMAIL)
    assert "declined" in rows_of(EMAIL)


def test_exported_application_is_the_applicants_copy_with_notes(client, nadia):
    application = Application.objects.get()
    coach = make_coach()
    sent, cancelled = make_mail(to=EMAIL), make_mail(to=EMAIL)
    for mail in (sent, cancelled):
        make_message(application, person=coach, subject="Let’s talk", mail=mail)
    sent.mark_sent()
    cancelled.cancel()
    application.move_to("in-conversation", by=coach, note="Sounds keen.")
    application.notes.create(author=coach, text="Called her.")
    application.move_to("declined", by=coach, note="Canary: no room.")
    application.notes.create(author=coach, text="Canary: sorry for her.")
    application.set_next_step("Canary: write it to her.", application.created_at.date())
    download = client.get(f"{application.private_url}application.json").json()
    [copy] = data_of(EMAIL)["coaching.Application"]
    noted = copy.pop("noted")
    assert copy == download
    assert download["stage"] == "in-conversation"
    assert len(download["messages"]) == 1
    assert [note["text"] for note in noted["notes"]] == ["Called her."]
    assert [change["note"] for change in noted["changes"]] == ["Sounds keen."]
    page = rows_of(EMAIL)
    for expected in ("What do you want to achieve?", "Dance tango at eighty.", "Let’s talk", "Called her."):
        assert expected in page
    for undisclosed in ("Canary", "declined"):
        assert undisclosed not in page
        assert undisclosed not in client.get(f"{application.private_url}application.html").content.decode()
    application.changes.last().mark_told()
    for disclosed in ("Canary: no room.", "Canary: sorry for her.", "Canary: write it to her.", "declined"):
        assert disclosed in rows_of(EMAIL)
    assert client.get(f"{application.private_url}application.json").json()["stage"] == "declined"


def data_of(email: str) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(io.BytesIO(export_person(email))) as archive:
        found = json.loads(archive.read("data.json"))["personal_data"]
    return {one["model"]: one["rows"] for one in found}


def rows_of(email: str) -> str:
    with zipfile.ZipFile(io.BytesIO(export_person(email))) as archive:
        return archive.read("data.json").decode() + archive.read("data.html").decode()
