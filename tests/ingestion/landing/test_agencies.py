"""The register of agencies: who they are by date, in the short form and the long one."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ingestion.home.home import Home
from ingestion.landing.agencies import agency_types, read_agencies
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery, is_register
from ingestion.landing.unreadable import UnreadableFile
from ingestion.submissions.registers import current_agencies, together

SHORT = "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic"
LONG = f"{SHORT},parent_id,sector,successor_id"
OLD = "AGY-1,Sở A (mẫu),department,VN63-01,,2025-02-28,true,AGY-M,,AGY-2"


def test_the_short_form_is_still_read() -> None:
    read = read_agencies(
        f"{SHORT}\nAGY-1,Sở A,province_agency,VN63-01,2018-01-01,,false\n".encode()
    )
    (line,) = read.iter_rows(named=True)
    assert (line["valid_from"], line["valid_to"]) == (date(2018, 1, 1), None)
    assert (line["parent_id"], line["sector"], line["successor_id"]) == (None, None, None)
    assert line["is_synthetic"] is False


def test_an_agency_has_a_line_for_each_time() -> None:
    later = "AGY-1,Sở A đổi tên (mẫu),department,VN63-01,2025-03-01,,true,AGY-P,banking,"
    read = read_agencies(f"{LONG}\n{later}\n{OLD}\n".encode())
    assert read["agency_name"].to_list() == ["Sở A (mẫu)", "Sở A đổi tên (mẫu)"]
    assert read["parent_id"].to_list() == ["AGY-M", "AGY-P"]
    assert read["sector"].to_list() == [None, "banking"]


HELD = "AGY-1,A,department,VN63-01,2025-02-28,,true,,,"


@pytest.mark.parametrize(
    ("content", "why", "place"),
    [
        (SHORT.removesuffix(",is_synthetic"), "missing_columns", (None, None, "is_synthetic")),
        (f"{LONG},phone", "unknown_columns", (None, None, "phone")),
        (SHORT, "no_lines", (None, None, None)),
        (f"{SHORT}\nAGY-1,A,club,VN63-01,,,true", "unknown_type", (2, "agency_type", "club")),
        (f"{SHORT}\nAGY-1,A,police,,1/2/2018,,true", "no_day", (2, "valid_from", "1/2/2018")),
        (f"{SHORT}\nAGY-1,A,police,,20180201,,true", "no_day", (2, "valid_from", "20180201")),
        (
            f"{SHORT}\nAGY-1,A,police,,,,maybe",
            "neither_true_nor_false",
            (2, "is_synthetic", "maybe"),
        ),
        (f"{SHORT}\nAGY-1,,police,,,,true", "blank", (2, "agency_name", "")),
        (f"{SHORT}\nAGY-1,A,police,,,,true,x", "number_of_cells", (2, None, None)),
        (f"{SHORT}\nAGY-1,A,police,true", "number_of_cells", (2, None, None)),
        (
            f"{SHORT}\nAGY-1,A,police,,,,true\nAGY-2,B,police,,,,false",
            "two_kinds_of_data",
            (3, "is_synthetic", "false"),
        ),
        (f"{LONG}\n{OLD}\n{HELD}", "lines_of_the_same_day", (3, "valid_from", "2025-02-28")),
        (
            f"{SHORT},register_version\nAGY-1,A,police,,,,true,two",
            "no_number",
            (2, "register_version", "two"),
        ),
        (
            f"{SHORT},register_version\nAGY-1,A,police,,,,true,2147483648",
            "no_number",
            (2, "register_version", "2147483648"),
        ),
        (f"{SHORT},{'x' * 200_000}", "not_csv", (1, None, None)),
        (f"{SHORT}\nAGY-1,{'x' * 200_000},police,,,,true", "not_csv", (2, None, None)),
    ],
)
def test_a_register_that_cannot_be_right_is_refused_where_it_is_wrong(
    content: str, why: str, place: tuple[int | None, str | None, str | None]
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_agencies(content.encode())
    assert refused.value.reason == f"register.{why}"
    parts = ("line", "column", "value")
    assert tuple(refused.value.values.get(part) for part in parts) == place
    for language in ("vi", "en"):
        sentence = refused.value.words(language)
        assert all(str(part) in sentence for part in place if part)


SEMICOLONS = SHORT.replace(",", ";")


@pytest.mark.parametrize("day", ["01/07/2025", "1/7/2025"])
def test_a_register_is_read_as_excel_writes_it(day: str) -> None:
    lines = f"AGY-1;Sở A;department;VN34-01;{day};;TRUE\r\n;;;;;;\r\n"
    read = read_agencies(f"\ufeff{SEMICOLONS}\r\n{lines}".encode())
    same = read_agencies(f"{SHORT}\nAGY-1,Sở A,department,VN34-01,2025-07-01,,true\n".encode())
    assert read.equals(same)
    assert is_register(f"\ufeff{SEMICOLONS}\r\n".encode())


@pytest.mark.parametrize(
    ("written", "is_synthetic"),
    [("ĐÚNG", True), ("Đúng", True), ("SAI", False), (unicodedata.normalize("NFD", "ĐÚNG"), True)],
)
@pytest.mark.parametrize("mark", [",", ";"])
def test_true_and_false_are_read_as_vietnamese_excel_writes_them(
    written: str, is_synthetic: bool, mark: str
) -> None:
    lines = f"{SHORT}\nAGY-1,A,police,,,,{written}\n".replace(",", mark)
    assert read_agencies(lines.encode())["is_synthetic"].to_list() == [is_synthetic]


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_wrong_day_is_told_with_the_forms_the_file_may_use(mark: str, language: str) -> None:
    """Day first only where semicolons say that Excel wrote it."""
    lines = f"{SHORT}\nAGY-1,A,police,,2025-07,,true\n".replace(",", mark)
    with pytest.raises(UnreadableFile) as refused:
        read_agencies(lines.encode())
    sentence = refused.value.words(language)
    assert "2025-07-01" in sentence
    assert ("01/07/2025" in sentence) == (mark == ";")


@pytest.mark.parametrize("mark", [",", ";"])
def test_the_columns_of_a_register_stand_in_any_order(mark: str) -> None:
    columns = SHORT.split(",")
    cells = ["AGY-1", "Sở A", "department", "VN34-01", "2025-07-01", "", "true"]
    usual, turned = (
        "\n".join(mark.join(line) for line in lines).encode() + b"\n"
        for lines in ((columns, cells), (columns[::-1], cells[::-1]))
    )
    assert is_register(turned)
    assert read_agencies(turned).equals(read_agencies(usual))


@pytest.mark.parametrize("day", ["7/1/25", "31/06/2025", "7/13/2025", "01-07-2025", "07/2025"])
def test_a_day_of_two_readings_or_none_is_not_guessed(day: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_agencies(f"{SEMICOLONS}\nAGY-1;A;police;;{day};;true".encode())
    assert refused.value.values["value"] == day


def test_every_cell_that_cannot_be_used_is_told_with_line_column_and_value() -> None:
    lines = "AGY-1,Sở A,sở,VN34-44,01/07/2025,,có\nAGY-2,,police,,,,true\nAGY-3,C"
    with pytest.raises(UnreadableFile) as refused:
        read_agencies(f"{SHORT}\n{lines}".encode())
    told = [refused.value, *refused.value.others]
    assert [(one.reason, *one.values.values()) for one in told] == [
        ("register.unknown_type", 2, "agency_type", "sở"),
        ("register.no_day", 2, "valid_from", "01/07/2025"),
        ("register.neither_true_nor_false", 2, "is_synthetic", "có"),
        ("register.blank", 3, "agency_name", ""),
        ("register.number_of_cells", 4),
    ]


def test_lines_of_one_agency_hold_together_whatever_version_each_says() -> None:
    long = f"{SHORT},register_version"
    lines = "AGY-1,A,police,,,2025-02-28,true,\nAGY-1,B,police,,2025-03-01,,true,2"
    assert together([f"{long}\n{lines}\n".encode()])["agency_name"].to_list() == ["A", "B"]


def test_a_register_that_is_no_text_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="not_utf8"):
        read_agencies(SHORT.encode() + b"\nAGY-1,S\xff,police,,,,true")


def test_the_latest_register_replaces_all_lines_of_the_agencies_it_names(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    ledger, store = home.ledger(), home.raw_store()
    twice = f"{LONG}\n{OLD}\nAGY-1,A,department,VN63-01,2025-03-01,,true,,,\n"
    other = f"{SHORT}\nAGY-2,B,police,VN63-01,,,true\n"
    corrected = f"{SHORT}\nAGY-1,A,police,VN63-01,,,true\n"
    deliveries = [
        Delivery(f"{n}.csv", content.encode(), None, "test", datetime(2025, 1, 1 + n, tzinfo=UTC))
        for n, content in enumerate((twice, other, corrected))
    ]
    receive(deliveries, store, ledger)
    current = current_agencies(ledger, store)
    ledger.close()
    assert current.select("agency_id", "agency_type").rows() == [
        ("AGY-1", "police"),
        ("AGY-2", "police"),
    ]
    assert current.schema["valid_from"] == pl.Date()


def test_the_kinds_of_the_founding_documents_are_known() -> None:
    kinds = agency_types()
    named = {
        "military_command",
        "police",
        "department",
        "district",
        "public_service_unit",
        "telecom",
    }
    assert {kinds[kind].reporter for kind in named} == {"province_agency"}
    assert kinds["ministry"].reporter is None
