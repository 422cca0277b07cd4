from io import StringIO

import pytest
from django.core.management import CommandError, call_command

TEA = [(f"Buy green tea for {number} cents, visit my shop", 1) for number in range(6)]
SQUATS = [(f"My squats went well in week {number}", 0) for number in range(6)]


def write(file, rows, heading="COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS"):
    lines = [heading, *(f'{place},Nadia,2026-11-01,"{text}",{label}' for place, (text, label) in enumerate(rows))]
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


def report(*files):
    out = StringIO()
    call_command("spam_report", *files, stdout=out)
    return out.getvalue().splitlines()


def test_each_file_is_classified_after_training_on_the_others(tmp_path):
    one, other = write(tmp_path / "one.csv", TEA + SQUATS), write(tmp_path / "other.csv", TEA + SQUATS)
    lines = report(one, other)
    assert lines[1].split() == ["one.csv", "6", "6", "0", "=", "0.0", "%", "6", "=", "100.0", "%"]
    assert lines[2].split() == ["other.csv", "6", "6", "0", "=", "0.0", "%", "6", "=", "100.0", "%"]
    assert lines[-1] == "none"


def test_report_lists_good_comments_classified_as_spam(tmp_path):
    wrong = [("Buy green tea for 7 cents, visit my shop", 0)]
    lines = report(write(tmp_path / "one.csv", TEA + SQUATS), write(tmp_path / "other.csv", wrong))
    assert lines[2].split()[:3] == ["other.csv", "1", "0"]
    assert lines[-1] == "other.csv: Buy green tea for 7 cents, visit my shop"


def test_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv can’t be read: No such file"):
        report(str(tmp_path / "nowhere.csv"))


def test_file_without_the_columns_is_refused(tmp_path):
    file = write(tmp_path / "one.csv", TEA, heading="a,b,c,d,e")
    with pytest.raises(CommandError, match="columns CONTENT and CLASS"):
        report(file)
