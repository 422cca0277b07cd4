"""CSV files for a spreadsheet."""

import re
from datetime import date

import pytest

from core.web.csv import escape_formula, rows_as_csv


def content(response) -> str:
    return b"".join(response).decode()


def test_file_has_a_header_and_a_line_for_each_row():
    text = content(rows_as_csv(["Name", "Age"], [["Zoë", 41], ["Kim", None]], "people.csv"))
    assert text == '\ufeff"Name","Age"\r\n"Zoë","41"\r\n"Kim",""\r\n'


def test_file_is_an_attachment_and_not_cached():
    response = rows_as_csv(["Name"], [], "people.csv")
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]


def test_rows_are_streamed():
    def rows():
        yield ["first"]
        raise AssertionError("read too early")

    lines = iter(rows_as_csv(["Name"], rows(), "people.csv"))
    assert [next(lines), next(lines)] == ['\ufeff"Name"\r\n'.encode(), b'"first"\r\n']


@pytest.mark.parametrize("text", ["Nadia Sommer", "a = b", "half-hour", "nadia@example.org", "1 + 1", "", "2026-11-23"])
def test_ordinary_text_is_unchanged(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize("value", [-5, -0.5, 0, None])
def test_numbers_are_unchanged(value):
    assert escape_formula(value) == value


def test_dates_are_in_iso_format():
    assert escape_formula(date(2026, 11, 23)) == "2026-11-23"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        "\nx",
        "\tx",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        '"=1',
        "＝1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "﹦1",
        "\u22121",
    ],
)
def test_formula_is_neutralised(text):
    assert escape_formula(text).startswith("'")
    assert escape_formula(text).replace("'", "") == text


@pytest.mark.parametrize("separator", [",", ";", "\t", "\n", "|"])
def test_formula_behind_a_separator_is_neutralised(separator):
    assert escape_formula(f"Kim{separator} =1") == f"Kim{separator}' =1"


def test_formula_in_the_header_is_neutralised():
    assert content(rows_as_csv(["=1"], [], "x.csv")) == '\ufeff"\'=1"\r\n'


def test_no_part_begins_with_a_sign_if_quotes_are_ignored():
    nasty = ['a";=1', 'b","=1', "c\n=1", "d;@x", 'e"";"" =1', "f\r\n-1", "g\t+1", "h|=1"]
    text = content(rows_as_csv(["Words"], [[cell, cell] for cell in nasty], "x.csv"))
    parts = [part.strip('" ') for part in re.split(r"[,;|\t\r\n]", text)]
    assert not [part for part in parts if part.startswith(tuple("=+-@"))]
