"""A published set of criteria, from its workbook to ranks of departments, by the command."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from orchestration.cli import main
from orchestration.criteria.scoring import NotUnderstood, read_scoring

HEADER = ("STT", "Chỉ số/Chỉ số thành phần", "Điểm tối đa", "Cách xác định và tính điểm",
          "Tài liệu kiểm chứng", "Nguồn thu thập dữ liệu",
          "Đơn vị phối hợp xác minh số liệu")  # fmt: skip
# The words of the rules are published ones (seed csi_criteria); the set they make is ours.
CRITERIA = (
    ("I", "Nhận thức", 40, ""),
    ("1", "Các cuộc họp", 20, "4 cuộc = 20; 3 cuộc = 15; 2 cuộc = 10; 1 cuộc = 5"),
    ("2", "Cán bộ được tập huấn", 20, "a = số đã tập huấn; b = tổng số; Tỷ lệ = a/b; "
     "Điểm = Tỷ lệ * Điểm tối đa"),
    ("II", "Bảo đảm an toàn", 60, ""),
    ("3", "Kế hoạch năm", 10, "Đã ban hành = 10\nDự thảo = 5\nChưa có = 0"),
    ("4", "Có quy chế", 20, "Có = 20 điểm; Không = 0 điểm"),
    ("5", "Diễn tập", 5, "Mỗi cuộc 1 điểm, tối đa 5 điểm"),
    ("6", "Băng thông trên cán bộ", 25, "Giá trị / giá trị lớn nhất"),
)  # fmt: skip


def workbook_of(path: Path, criteria: Iterable[tuple[object, ...]] = CRITERIA) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("PHỤ LỤC (số liệu mẫu)",))
    sheet.append(HEADER)
    for row in criteria:
        sheet.append((*row, "Văn bản", "Tự báo cáo", "Sở"))
    book.save(path)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_departments_are_ranked_by_an_imported_set(tmp_path: Path) -> None:
    book = workbook_of(tmp_path / "so.xlsx")
    method, data = tmp_path / "method", tmp_path / "data"
    done = run("method", "import", book, "--out", method, "--method", "SO-2025")
    assert done.exit_code == 0, done.output
    assert "6 tiêu chí" in done.output
    data.mkdir()
    lines = ["unit,indicator,numerator,denominator,value"]
    figures = {
        "Sở A": {"c1": "3", "c3": "Dự thảo", "c4": "yes", "c5": "7", "c6": "50"},
        "Sở B": {"c1": "9", "c3": "Đã ban hành", "c4": "no", "c5": "2", "c6": "100"},
    }
    for unit, said in figures.items():
        lines += [f"{unit},{node},,,{value}" for node, value in said.items()]
        lines.append(f"{unit},c2,10,40,")
    (data / "observations.csv").write_text("\n".join(lines), encoding="utf-8")
    done = run("index", "--method", method, "--data", data, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
        roots = [row for row in csv.DictReader(file) if not row["parent"]]
    # A: 15 + 5 + 5 + 20 + 5 + 12.5; B: 20 + 5 + 10 + 0 + 2 + 25
    assert {row["unit"]: (Decimal(row["score"]), row["rank"]) for row in roots} == {
        "Sở A": (Decimal("62.50"), "1"),
        "Sở B": (Decimal("62.00"), "2"),
    }


READ_AS = {
    "Tỷ lệ * Điểm tối đa": ("ratio", None),
    "Có/Không": ("yes_no", None),
    "Giá trị chia cho giá trị lớn nhất": ("ratio_to_best", None),
    "Mỗi 2 cuộc được 1 điểm, tối đa 20 điểm": ("cap", Decimal(40)),
    "Đầy đủ = Điểm tối đa; Một phần = 1/2 * Điểm tối đa; Không = 0": ("choice", None),
}


@pytest.mark.parametrize("words", READ_AS)
def test_published_words_are_read(words: str) -> None:
    scoring = read_scoring(words, Decimal(20))
    assert (scoring.normalisation, scoring.goalpost_hi) == READ_AS[words]


@pytest.mark.parametrize(
    "words",
    [
        "Điểm = (1 - a/b) * Điểm tối đa",
        "Điểm = Điểm tối đa - a/b * Điểm tối đa",
        "Mỗi 10 % được 2 điểm, tối đa 20 điểm",
        "Mỗi sự cố trừ 2 điểm, tối đa 20 điểm",
        "a/b ≥ 80%: điểm tối đa; dưới 80%: Tỷ lệ*Điểm tối đa; dưới 50%: 0",
        "Tỷ lệ a/b dưới 50% = 0; từ 50% = 20",
        "Dưới 3 vụ = 20; 3 vụ = 10; 5 vụ = 0",
        "trên 4 cuộc = 20; 3 cuộc = 15",
    ],
)
def test_words_that_resemble_published_ones_are_refused(words: str) -> None:
    with pytest.raises(NotUnderstood):
        read_scoring(words, Decimal(20))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (("1", "Các cuộc họp", 20, "Theo đánh giá của hội đồng"), "Chưa hiểu cách tính điểm"),
        (("1", "Các cuộc họp", 25, "4 cuộc = 25; 1 cuộc = 5"), "các phần cộng lại 45"),
        (("1", "Các cuộc họp", 20, "4 cuộc = 30; 1 cuộc = 5"), "Chưa hiểu cách tính điểm"),
        (("1", "Các cuộc họp", None, "4 cuộc = 20"), "thiếu điểm tối đa"),
        (("2", "Các cuộc họp", 20, "4 cuộc = 20"), "Số thứ tự có hai lần: 2."),
    ],
)
def test_nothing_is_guessed(tmp_path: Path, changed: tuple[object, ...], sentence: str) -> None:
    book = workbook_of(tmp_path / "so.xlsx", (CRITERIA[0], changed, *CRITERIA[2:]))
    done = run("method", "import", book, "--out", tmp_path / "method")
    assert done.exit_code == 2
    assert sentence in done.output
    assert not (tmp_path / "method").exists()
