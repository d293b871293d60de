"""The sentences that open the front page, recomputed from the table of the same page, and their
borders: all, none, ties, no change, first year, unranked."""

from __future__ import annotations

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import Audience, opened_for
from dashboards.marts.reading import Marts
from dashboards.pages.year_summary import year_summary
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build

_STEP = re.compile(r" ([A-E]) → ([A-E])")


def _figure(words: str) -> Decimal:
    return Decimal(words.replace("−", "-").replace("+", "").replace(",", "."))


def _mean(figures: list[Decimal]) -> str:
    mean = (sum(figures, Decimal(0)) / len(figures)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{abs(mean)}".replace(".", ",")


def test_every_sentence_can_be_recomputed_from_the_table_below(leadership: Path) -> None:
    page = Page(leadership / "index.html")
    ranked = [row for row in page.table("ranking").rows if len(row) == 12 and row[0][:1].isdigit()]
    names = [row[1].removesuffix(" hợp nhất") for row in ranked]
    on_year = [row[5].removeprefix("So với 2024 ") for row in ranked]
    changes = dict(zip(names, (_figure(words.split()[0]) for words in on_year), strict=True))
    mean = _mean([_figure(row[3]) for row in ranked])
    assert f"Điểm trung bình của các địa phương được xếp hạng: {mean}." in page.text
    grades = Counter(row[2].split()[-1] for row in ranked)
    counts = ", ".join(f"{grades[grade]} loại {grade}" for grade in sorted(grades))
    assert f"33 địa phương được xếp hạng: {counts}." in page.text
    rose, fell = (sum(change * sign > 0 for change in changes.values()) for sign in (1, -1))
    assert (
        f"So với năm 2024: điểm trung bình tăng {_mean(list(changes.values()))} (33 địa phương được"
        f" xếp hạng cả hai năm): {rose} địa phương cao hơn, {fell} địa phương thấp hơn."
        in page.text
    )
    highest, lowest = (max(changes, key=lambda name: changes[name] * sign) for sign in (1, -1))
    assert f"Tăng nhiều nhất: {highest} (" in page.text
    assert f"Giảm nhiều nhất: {lowest} (" in page.text
    for heading, is_step in (("Lên loại", str.__gt__), ("Xuống loại", str.__lt__)):
        stepped = [
            f"{name} ({step[1]} → {step[2]})"
            for name, words in zip(names, on_year, strict=True)
            if (step := _STEP.search(words)) and is_step(step[1], step[2])
        ]
        listed = page.text.split(f"{heading} ({len(stepped)}): ")
        assert len(listed) == (2 if stepped else 1)
        assert heading in page.text or not stepped
        for one in stepped:
            assert one in listed[1].split(".")[0]


@pytest.fixture(scope="module")
def four_units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("summary")
    return build(folder / "published.duckdb", codes=("48", "46", "01", "12"))


def _moves(published: Path, tmp_path: Path, *statements: str) -> list[str]:
    copy = tmp_path / "published.duckdb"
    copy.write_bytes(published.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        for statement in statements:
            connection.execute(statement)
    with opened_for(copy, Audience("leadership", None)) as connection:
        return year_summary(
            Marts(Audience("leadership", None), "CSI-R1", "VN34", 2025, connection)
        ).moves


def _changed(change: str, steps: str = "0", where: str = "true") -> str:
    return (
        f"update marts.mart_csi_trend set score_change_on_year = {change},"
        f" grade_steps_on_year = {steps}"
        f" where index_year = 2025 and unit_id != 'VN34-12' and {where}"
    )


def test_all_that_rose_as_far_are_named(four_units: Path, tmp_path: Path) -> None:
    moves = _moves(four_units, tmp_path, _changed("1.5"))
    assert moves[0] == (
        "So với năm 2024: điểm trung bình tăng 1,50 (3 địa phương được xếp hạng cả hai năm):"
        " 3 địa phương cao hơn."
    )
    assert moves[1] == "Tăng nhiều nhất: Đà Nẵng, Hà Nội và Huế (+1,50)."
    assert not any(move.startswith(("Giảm", "Lên", "Xuống")) for move in moves)


def test_a_year_without_any_change_says_so(four_units: Path, tmp_path: Path) -> None:
    moves = _moves(four_units, tmp_path, _changed("0"))
    assert moves[0] == (
        "So với năm 2024: điểm trung bình không đổi (3 địa phương được xếp hạng cả hai năm):"
        " 3 địa phương không đổi."
    )
    assert moves[1] == "Không địa phương nào đổi loại so với năm trước."
    assert moves[2].startswith("So với 2018")


def test_a_fall_beside_no_change_and_a_lost_grade(four_units: Path, tmp_path: Path) -> None:
    fell = _changed("-2.25", "-1", "unit_id = 'VN34-48'")
    lost = (
        "update marts.mart_csi_trend set previous_grade = 'A', grade = 'B' where index_year = 2025"
    )
    moves = _moves(four_units, tmp_path, _changed("0"), fell, lost)
    assert moves[0].endswith("1 địa phương thấp hơn, 2 địa phương không đổi.")
    assert moves[0].startswith("So với năm 2024: điểm trung bình giảm 0,75 ")
    assert moves[1:3] == ["Giảm nhiều nhất: Đà Nẵng (−2,25).", "Xuống loại (1): Đà Nẵng (A → B)."]


def test_the_first_year_compares_with_nothing(four_units: Path, tmp_path: Path) -> None:
    moves = _moves(four_units, tmp_path, _changed("null", "null"))
    assert not any("2024" in move or "nhiều nhất" in move for move in moves)


def test_where_all_rose_nobody_counts_them_twice(four_units: Path, tmp_path: Path) -> None:
    verdict = "update marts.mart_csi_change_uncertainty set verdict = 'improved'"
    assert "So với 2018: cả 3 địa phương đều tăng điểm rõ." in _moves(four_units, tmp_path, verdict)


def test_more_grades_than_are_named_are_counted(tmp_path: Path) -> None:
    published = build(tmp_path / "all.duckdb")
    lost = (
        "update marts.mart_csi_trend set previous_grade = 'A', grade = 'B' where index_year = 2025"
    )
    (tmp_path / "copy").mkdir()
    moves = _moves(published, tmp_path / "copy", _changed("-1", "-1"), lost)
    (named,) = (move for move in moves if move.startswith("Xuống loại (33): "))
    assert named.count("(A → B)") == 5
    assert named.endswith(" và 28 địa phương khác, ghi trong bảng.")
