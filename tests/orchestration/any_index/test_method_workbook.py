"""A method as a workbook, by the command: the blank one, and what becomes of a filled one."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from orchestration.cli import main
from orchestration.reference.method_tables import METHOD_TABLES, method_tables
from orchestration.reference.seeds import DBT_PROJECT
from tests.libreoffice import Resave

CONFORMANCE = Path(__file__).parents[2] / "conformance"
NODE = {"A1": "node_id", "B1": "parent_id", "A2": "index", "A3": "a", "B3": "index"}
RULE = {"A1": "node_id", "B1": "weight", "A3": "index", "A4": "a", "B4": 0.5}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def template(folder: Path) -> Path:
    done = run("method", "template", "--out", folder / "method.xlsx")
    assert done.exit_code == 0, done.output
    return folder / "method.xlsx"


def filled(blank: Path, method: Path) -> Path:
    """The blank workbook with the rows of a method folder, numbers typed as numbers."""
    book = load_workbook(blank)
    for path in method.glob("*.csv"):
        sheet = book[path.stem]
        places = {cell.value: cell.column for cell in sheet[1]}
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                for column, cell in row.items():
                    sheet.cell(line, places[column], as_typed(cell))
    book.save(blank)
    return blank


def as_typed(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell or None


@pytest.mark.parametrize("case", ["tai", "linking"])
def test_a_method_written_into_the_template_scores_the_same(tmp_path: Path, case: str) -> None:
    book = filled(template(tmp_path), CONFORMANCE / case / "method")
    done = run("method", "import", book, "--out", tmp_path / "method")
    assert done.exit_code == 0, done.output
    for name, method in (("imported", tmp_path / "method"), ("own", CONFORMANCE / case / "method")):
        data = CONFORMANCE / case / "data"
        done = run("index", "--method", method, "--data", data, "--out", tmp_path / name)
        assert done.exit_code == 0, done.output
    for scores in (tmp_path / "own").iterdir():
        assert (tmp_path / "imported" / scores.name).read_bytes() == scores.read_bytes()


def test_the_template_says_of_every_column_what_dbt_says_of_it(tmp_path: Path) -> None:
    book = load_workbook(template(tmp_path))
    assert tuple(book.sheetnames) == METHOD_TABLES
    for sheet in book:
        with (DBT_PROJECT / "seeds" / "method" / f"{sheet.title}.csv").open() as seed:
            header = seed.readline().strip().split(",")
        assert [cell.value for cell in sheet[1]] == header
        for cell, column in zip(
            sheet[1], method_tables()[sheet.title].columns.values(), strict=True
        ):
            assert cell.comment is not None
            assert cell.comment.text.startswith(column.description)
    cap = next(cell for cell in book["node_rule"][1] if cell.value == "cap")
    assert cap.comment is not None
    assert cap.comment.text.endswith("both | upper | lower | none")
    assert run("method", "template", "--out", tmp_path / "method.xlsx").exit_code == 2


def test_a_workbook_filled_in_another_program_says_the_same(
    tmp_path: Path, resaved: Resave
) -> None:
    book = filled(template(tmp_path), CONFORMANCE / "tai" / "method")
    (tmp_path / "again.xlsx").write_bytes(
        resaved({"method": book.read_bytes()}, tmp_path)["method"]
    )
    for name in ("method", "again"):
        done = run("method", "import", tmp_path / f"{name}.xlsx", "--out", tmp_path / "of" / name)
        assert done.exit_code == 0, done.output
    for table in (tmp_path / "of" / "method").iterdir():
        assert (tmp_path / "of" / "again" / table.name).read_bytes() == table.read_bytes()


def workbook_of(path: Path, sheets: Mapping[str, Mapping[str, object]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for place, value in cells.items():
            sheet[place] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        ({"node_rule": {}}, "Sheets are missing, or have no rows: node_rule."),
        ({"nodes": {"A1": "note"}}, "Unknown sheet nodes"),
        ({"node_rule": RULE | {"B1": "wieght"}}, "unknown column wieght"),
        ({"node": {"A1": "node_id", "A2": "index"}}, "node: lacks the column parent_id"),
        ({"node_rule": RULE | {"C4": "+"}}, "node_rule, line 4, column C: “+”"),
        ({"node_rule": RULE | {"B4": "0,5"}}, "node_rule, line 4, weight: “0,5” is not a number"),
        ({"node_rule": RULE | {"B4": "=1/2"}}, "node_rule, line 4, weight: “=1/2” is an error"),
        ({"node_rule": RULE | {"B4": 1 / 3}}, "node_rule, line 4, weight: 0.3333333333333333 has"),
        ({"node_rule": RULE | {"B4": 1e9}}, "weight: “1000000000” is too large"),
        (
            {"node_rule": RULE | {"C1": "cap", "C4": "top"}},
            "node_rule, line 4, cap: “top” cannot stand here; what can: both, upper, lower, none.",
        ),
        (
            {"node_rule": RULE | {"C1": "decimals", "C3": 2.5}},
            "node_rule, line 3, decimals: “2.5” is not a whole number",
        ),
        (
            {"method_version": {"A1": "is_computable", "A2": "perhaps"}},
            "method_version, line 2, is_computable: “perhaps” is neither true nor false",
        ),
        ({"node": NODE | {"A4": "b", "B4": "c"}}, "node, line 4, parent_id: there is no node c"),
        ({"node": NODE | {"A4": "a", "B4": "index"}}, "node, line 4: INDEX / a is there already"),
        ({"node": NODE | {"B4": "index"}}, "node, line 4: no node_id"),
        ({"node": NODE | {"B2": "a"}}, "exactly one root"),
        ({"node_rule": RULE | {"A5": "z"}}, "node_rule, line 5, node_id: the table node has no"),
        (
            {"band": {"A1": "method", "B1": "grade", "A2": "OTHER", "B2": "A"}},
            "band, line 2, method: neither method_version nor node has a method OTHER",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    tmp_path: Path, sheets: dict[str, dict[str, object]], reason: str
) -> None:
    book = workbook_of(tmp_path / "method.xlsx", {"node": NODE, "node_rule": RULE} | sheets)
    done = run("method", "import", book, "--out", tmp_path / "method", "--lang", "en")
    assert done.exit_code == 2
    assert reason in done.output
    assert not (tmp_path / "method").exists()


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "method.xlsx").write_bytes(b"PK\x03\x04 torn")
    done = run("method", "import", tmp_path / "method.xlsx", "--out", tmp_path / "method")
    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert not (tmp_path / "method").exists()
