"""What stands in a cell of a letter below a label: part of the answer, or told."""

from __future__ import annotations

import pytest

from tests.ingestion.parsing.letters import (
    HEADING,
    SUMMARY_LETTER,
    SYSTEMS_LETTER,
    Letter,
    read,
    values,
    written,
)


def _periods(letter: Letter) -> list[str]:
    proposal = read(letter).proposal
    assert proposal is not None
    return [one.value for one in proposal.periods]


@pytest.mark.parametrize(
    ("answer", "read_as"),
    [
        ("2;\n3", None),
        ("2\n\n500", None),
        ("2\n(đơn vị: nghìn)", None),
        ("2\nGiảm 1 so với năm trước", None),
        ("1\n200", None),
        ("\n2", 2),
        ("2;\n.......", 2),
    ],
)
def test_all_that_stands_below_a_label_is_its_answer(answer: str, read_as: int | None) -> None:
    lines = [*written(total_systems=answer), HEADING]
    report = read(SYSTEMS_LETTER.but(lines=lines))
    (cell,) = (c for c in report.cells if (c.row_key, c.field) == ("total_systems", "value"))
    assert (cell.value.number, cell.cell) == (read_as, "A7")
    assert (cell.value.status == "unreadable") == (read_as is None)


def test_two_periods_in_one_answer_are_held() -> None:
    lines = [*written(expected_completion="Quý II/2027\nQuý III/2027"), HEADING]
    held = [c.row_key for c in read(SYSTEMS_LETTER.but(lines=lines)).cells
            if c.value.status == "unreadable"]  # fmt: skip
    assert held == ["expected_completion"]


def test_a_label_without_a_colon_has_its_answer_below_it() -> None:
    """A figure in the next cell is then another one."""
    label = "Tổng số hệ thống thông tin"
    lines = [[f"{label}\n2", 3], *written(total_systems=None), HEADING]
    assert values(read(SYSTEMS_LETTER.but(lines=lines)))["total_systems", "value"] == 2


@pytest.mark.parametrize(
    "period",
    [
        "Từ ngày: 01/01/2024 đến ngày 31/12/2024\n(điều chỉnh: 2025)",
        "Kỳ báo cáo: 2024\n2025",
    ],
)
def test_a_period_beside_another_year_is_told_and_not_proposed(period: str) -> None:
    first, _, *others = SUMMARY_LETTER.head
    letter = SUMMARY_LETTER.but(head=[first, [period], *others])
    assert _periods(letter) == []
    assert [(p.code, p.cell) for p in read(letter).problems] == [("CONTENT-UNREAD", "A2")]


@pytest.mark.parametrize(
    "period",
    [
        "Từ ngày: 01/01/2024\nđến ngày 31/12/2024",
        "BÁO CÁO NĂM 2024\n(Kèm theo Thông tư số 20/2017/TT-BTTTT ngày 12/9/2017)",
        "Báo cáo năm 2024\n(từ ngày 01/01/2024 đến ngày 31/12/2024)",
    ],
)
def test_a_period_may_go_on_in_the_next_line(period: str) -> None:
    first, _, *others = SUMMARY_LETTER.head
    letter = SUMMARY_LETTER.but(head=[first, [period], *others])
    assert _periods(letter) == ["2024"]
