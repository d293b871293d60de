"""Options, days and texts are corrected as amounts are: read as their place asks, whatever spelling
a revision has, and found where their place does not allow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl
import pytest

from expectations.validation import validate
from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.forms.raw_tables import register_rows
from ingestion.submissions.corrections import lay_over
from ingestion.submissions.decisions import Decision
from tests.expectations.builders import batch
from tests.expectations.new_form_reports import good
from tests.ingestion.submissions.test_corrections import corrected, ends


@dataclass(frozen=True)
class Place:
    """A value of a survey of websites that is no amount: the same value spelt in several ways,
    another one, what a correction says and what is read of that, and what is none of its kind."""

    field: str
    spellings: tuple[Entry, ...]
    other: Entry
    new: str
    read: str
    wrong: str
    found_as: str | None


OPTION = Place(
    "site_state",
    ("Hoạt động không phép", "3. hoạt động  KHÔNG phép (*)", "unlicensed", "Without a licence"),
    "Đang xin cấp phép",
    "Đã được cấp phép hoặc đăng ký",
    "licensed",
    "Được phép",
    "CELL-LIST",
)
DAY = Place(
    "licensed_on",
    ("05/12/2024", "5-12-2024", "2024-12-05", "ngày 5 tháng 12 năm 2024", date(2024, 12, 5)),
    "06/12/2024",
    "12/05/2024",
    "2024-05-12",
    "31/02/2024",
    "CELL-TYPE",
)
TEXT = Place(
    "licence_number", ("GP 12 (mẫu)", "  GP 12 (mẫu) "), "gp 12 (mẫu)", " GP 21 (mẫu)",
    "GP 21 (mẫu)", "bất kỳ", None,
)  # fmt: skip
PLACES = [OPTION, DAY, TEXT]
by_field = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.field)


def survey(entry: Entry, field: str, revision: int = 0) -> bytes:
    """A survey of websites that says ``entry`` of its first site."""
    head, answers, rows = good("websites")
    sites = [dict(site) for site in rows["websites"]]
    sites[0][field] = entry
    form = load_contracts().latest()["websites"]
    filled = Answers(head | {"revision": revision}, answers, {"websites": list(sites)})
    return workbook_bytes(form, lay_out(form, filled))


@cache
def first_site() -> str:
    return str(good("websites")[2]["websites"][0]["domain"])


def cell_after(content: bytes, decision: Decision, field: str) -> dict[str, object]:
    laid = lay_over(batch([content]), [decision], load_contracts()).batch.cells
    return laid.filter(row_key=first_site(), field=field).row(0, named=True)


@by_field
def test_a_corrected_option_day_or_text_is_read_like_one_that_was_sent(place: Place) -> None:
    content = survey(place.spellings[0], place.field)
    made = corrected(content, place.new, first_site(), place.field)
    before = batch([content]).cells
    laid = lay_over(batch([content]), [made], load_contracts())
    assert list(laid.cells.values()) == [1]
    changed = laid.batch.cells.join(before, on=before.columns, how="anti", nulls_equal=True)
    assert changed.select("row_key", "field", "status", "raw_text", "text").rows() == [
        (first_site(), place.field, "reported", place.new, place.read)
    ]


@by_field
def test_it_ends_with_the_value_and_not_with_its_spelling(place: Place) -> None:
    made = corrected(survey(place.spellings[0], place.field), place.new, first_site(), place.field)
    for spelling in place.spellings:
        again = survey(spelling, place.field, 1)
        assert not ends(again, made), spelling
        assert cell_after(again, made, place.field)["text"] == place.read, spelling
    for other in (place.other, None):
        changed = survey(other, place.field, 1)
        assert ends(changed, made), other
        assert cell_after(changed, made, place.field)["raw_text"] != place.new, other


@by_field
def test_a_value_is_taken_away_and_given_where_none_was(place: Place) -> None:
    away = corrected(survey(place.spellings[0], place.field), "", first_site(), place.field)
    cell = cell_after(survey(place.spellings[0], place.field), away, place.field)
    assert (cell["status"], cell["raw_text"], cell["text"]) == ("not_reported", None, None)
    given_one = corrected(survey(None, place.field), place.new, first_site(), place.field)
    cell = cell_after(survey(None, place.field), given_one, place.field)
    assert (cell["status"], cell["text"]) == ("reported", place.read)


def test_what_is_not_of_the_list_or_no_day_is_found_like_a_value_that_was_sent() -> None:
    """Laid over a report that is right: it passes no more, at the place that was corrected."""
    for place in PLACES:
        content = survey(place.spellings[0], place.field)
        made = corrected(content, place.wrong, first_site(), place.field)
        laid = lay_over(batch([content]), [made], load_contracts()).batch
        judged = validate(laid, as_of=date(2026, 7, 31), home_kind="synthetic")
        places = judged.findings.filter(field=place.field).select("code", "row_key", "sent").rows()
        assert places == ([(place.found_as, first_site(), place.wrong)] if place.found_as else [])


def test_what_was_corrected_stands_in_the_raw_table() -> None:
    content = survey(OPTION.spellings[0], OPTION.field)
    read = batch([content])
    made = [corrected(content, place.new, first_site(), place.field) for place in PLACES]
    cells = lay_over(read, made, load_contracts()).batch.cells
    heads = read.headers.drop("contract_id").with_columns(unit_id=pl.lit("VN63-24"))
    (sheet,) = load_contracts().latest()["websites"].registers
    rows = register_rows(sheet, cells.join(heads, on="submission_id"))
    (row,) = rows.filter(domain=first_site()).rows(named=True)
    assert (row["site_state"], row["licensed_on"], row["licence_number"]) == (
        "licensed", date(2024, 5, 12), "GP 21 (mẫu)"
    )  # fmt: skip


# Of the lines of a form that asks for people nothing is quoted that was not read as its kind.
LINES = [
    ("severity", "Sự cố an toàn thông tin mạng nghiêm trọng", "SEV-2", "Thông thường"),
    ("detected_on", "24/5/2024", "2024-05-24", "24/13/2024"),
    ("detected_at", "9 giờ tối", "21:00", "25:00"),
    ("operator", "Trung tâm dữ liệu (mẫu)", "Trung tâm dữ liệu (mẫu)", "-"),
]


@pytest.mark.parametrize(("code", "new", "read", "wrong"), LINES)
def test_an_answer_on_a_line_is_corrected_by_the_kind_of_its_line(
    code: str, new: str, read: str, wrong: str
) -> None:
    head, answers, _ = good("incident_report")
    form = load_contracts().latest()["incident_report"]
    content = workbook_bytes(form, lay_out(form, Answers(head, answers)))
    texts = {}
    for entry in (new, wrong):
        made = corrected(content, entry, code, "value")
        laid = lay_over(batch([content]), [made], load_contracts()).batch.cells
        cell = laid.filter(row_key=code, field="value").row(0, named=True)
        texts[entry] = (cell["status"], cell["text"])
    assert texts[new] == ("reported", read)
    is_quoted = code in ("severity", "operator")
    assert texts[wrong] == (("reported", wrong) if is_quoted else ("unreadable", None))
