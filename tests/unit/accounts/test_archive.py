"""The files of an export: what a spreadsheet and a program make of them."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.business import Business
from scatterpilot.accounts.archive import Archive, cell


def packed(folder, fill):
    target = io.BytesIO()
    with Archive(folder) as archive:
        fill(archive)
        archive.pack(target)
    return zipfile.ZipFile(target)


def test_every_file_is_in_the_zip(tmp_path):
    def fill(archive):
        archive.about["business"] = Business(name="Nord")
        archive.table("rows.csv", ("a", "b")).write({"b": "1"})
        archive.lines("lines.jsonl").write({"seller": Business(name="Nord"), "n": Decimal("1.50")})

    found = packed(tmp_path, fill)
    assert found.namelist() == ["account.json", "lines.jsonl", "rows.csv"]
    assert json.loads(found.read("account.json"))["business"]["name"] == "Nord"
    line = json.loads(found.read("lines.jsonl"))
    assert (line["seller"]["name"], line["n"]) == ("Nord", "1.50")
    assert found.read("rows.csv") == b"\xef\xbb\xbfa,b\r\n,1\r\n"


def test_files_may_grow_side_by_side(tmp_path):
    def fill(archive):
        first, second = archive.table("first.csv", ("n",)), archive.table("second.csv", ("n",))
        for number in range(3):
            first.write({"n": number})
            second.write({"n": -number})

    found = packed(tmp_path, fill)
    assert found.read("first.csv").decode("utf-8-sig").split() == ["n", "0", "1", "2"]
    assert found.read("second.csv").decode("utf-8-sig").split() == ["n", "0", "-1", "-2"]


def test_a_table_without_rows_has_its_columns(tmp_path):
    found = packed(tmp_path, lambda archive: archive.table("rows.csv", ("a", "b")))
    assert found.read("rows.csv").decode("utf-8-sig") == "a,b\r\n"


def test_a_value_without_a_column_is_a_mistake(tmp_path):
    with Archive(tmp_path) as archive, pytest.raises(KeyError):
        archive.table("rows.csv", ("a",)).write({"typo": 1})


def test_what_has_no_place_in_an_export_is_a_mistake(tmp_path):
    with Archive(tmp_path) as archive, pytest.raises(TypeError):
        archive.lines("lines.jsonl").write({"x": object()})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "true"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-5.00"), "-5.00"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 13, 0, 0, 5, tzinfo=timezone(timedelta(hours=1))), "2026-11-21T12:00:00Z"),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "2026-11-21T12:00:00Z"),
        ({"amount": "1.00"}, '{"amount": "1.00"}'),
        (("a", "b"), "a b"),
        ("Ødegård", "Ødegård"),
    ],
)
def test_values_are_written_plainly(value, shown):
    assert cell(value) == shown


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","Pay")',
        "+1+1",
        "-1+cmd|'/c calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5.00", "-5", "5", "0.1", "", "Acme = Co", "a-b", "'=1"])
def test_plain_numbers_and_plain_text_stay_as_they_are(text):
    assert cell(text) == text


@given(st.text())
def test_no_text_begins_a_formula(text):
    written = cell(text)
    assert written.removeprefix("'") in {text, text.removeprefix("'")}
    if written.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        assert Decimal(written) <= 0


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",))), min_size=1, max_size=4
    )
)
def test_any_text_can_be_read_back(tmp_path_factory, texts):
    columns = [str(at) for at in range(len(texts))]
    found = packed(
        tmp_path_factory.mktemp("export"),
        lambda archive: archive.table("rows.csv", columns).write(dict(zip(columns, texts, strict=True))),
    )
    rows = list(csv.reader(io.StringIO(found.read("rows.csv").decode("utf-8-sig"), newline="")))
    assert rows == [columns, [cell(text) for text in texts]]
