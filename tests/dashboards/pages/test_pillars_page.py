"""Which pillar is called the weakest and which the strongest: by the medians of the ranked units
that stand in the table, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

# As in a season in which nobody has signed a regulation and one has technical troubles.
MEDIANS = {
    "survey": ("part", "Khảo sát", "0.4000", "D"),
    "legal": ("pillar", "Pháp lý", "0.5000", "C"),
    "technical": ("pillar", "Kỹ thuật", "0.8055", "A"),
    "organisation": ("pillar", "Tổ chức", "0.9158", "A"),
    "measured": ("pillar", "Đo kiểm", "0.7430", "B"),
}
# Huế and Đà Nẵng are ranked; Lai Châu is not, and its letters count for nothing.
GRADES = {
    "VN34-46": {"legal": "C", "technical": "D"},
    "VN34-48": {"legal": "C", "technical": "A"},
    "VN34-12": {"legal": "A", "technical": "E"},
}
Written = Callable[[Mapping[str, tuple[str, str, str, str]]], Path]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A release with these medians."""

    def write(medians: Mapping[str, tuple[str, str, str, str]]) -> Path:
        folder = tmp_path_factory.mktemp("pillars")
        published = build(folder / "published.duckdb", codes=("46", "48", "12"))
        with duckdb.connect(str(published)) as connection:
            _put(connection, medians)
        return written_release(published, folder / "releases")

    return write


def _put(
    connection: duckdb.DuckDBPyConnection, medians: Mapping[str, tuple[str, str, str, str]]
) -> None:
    connection.execute("delete from marts.mart_csi_pillar_median")
    connection.execute("delete from marts.mart_csi_pillar_grade")
    for order, (node, (kind, name, share, grade)) in enumerate(medians.items()):
        connection.execute(
            "insert into marts.mart_csi_pillar_median (method, geography, index_year, node_id,"
            " node_kind, node_sort_order, node_name_vi, node_name_en, units, median_share,"
            " median_grade) values ('CSI-R1', 'VN34', 2025, ?, ?, ?, ?, ?, 2, ?, ?)",
            [node, kind, order, name, node.title(), share, grade],
        )
        for unit_id, grades in GRADES.items():
            connection.execute(
                "insert into marts.mart_csi_pillar_grade (method, geography, index_year, unit_id,"
                " node_id, node_kind, node_sort_order, node_name_vi, node_name_en, grade)"
                " values ('CSI-R1', 'VN34', 2025, ?, ?, ?, ?, ?, ?, ?)",
                [unit_id, node, kind, order, name, node.title(), grades.get(node, "B")],
            )


@pytest.fixture(scope="module")
def season(written: Written) -> Path:
    """The season above."""
    return written(MEDIANS)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (
            "leadership/pillars.html",
            "Trụ cột mạnh nhất là Tổ chức (trung vị 91,5 %); yếu nhất là Pháp lý (trung vị 50 %)."
            " Tính trên 2 địa phương được xếp hạng.",
        ),
        (
            "public/pillars.html",
            "Trụ cột mạnh nhất là Kỹ thuật và Tổ chức (trung vị loại A); yếu nhất là Pháp lý"
            " (trung vị loại C). Tính trên 2 địa phương được xếp hạng.",
        ),
        (
            "leadership/en/pillars.html",
            "Strongest: Organisation (median 91.5%). Weakest: Legal (median 50%)."
            " Over the 2 ranked provinces.",
        ),
    ],
)
def test_the_weakest_pillar_has_the_lowest_median_of_the_ranked_units(
    season: Path, page: str, sentence: str
) -> None:
    """Neither the pillar with most low letters nor a part that pillars are in."""
    assert sentence in " ".join(Page(season / page).text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_medians_and_counts_beside_it_are_of_the_ranked_units(season: Path) -> None:
    page = Page(season / "leadership" / "pillars.html")
    table = page.table("heat")
    medians = [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in table.row("Trung vị")]
    assert medians == ["Trung vị", "D40 %", "C50 %", "A80,5 %", "A91,5 %", "B74,3 %"]
    assert Page(season / "public" / "pillars.html").table("heat").row("Trung vị") == [
        *("Trung vị", "D", "C", "A", "A", "B"),
    ]
    counts = {row[0][-1]: row[2:4] for row in table.rows[-5:]}
    assert counts == {
        "A": ["0", "1"], "B": ["0", "0"], "C": ["2", "0"], "D": ["0", "1"], "E": ["0", "0"],
    }  # fmt: skip


def test_equal_pillars_are_named_together(written: Written) -> None:
    """Equal is what reads equal: 50.01 % and 50.09 % are both written 50 %."""
    tied = MEDIANS | {
        "technical": ("pillar", "Kỹ thuật", "0.5009", "C"),
        "measured": ("pillar", "Đo kiểm", "0.5001", "C"),
    }
    page = Page(written(tied) / "leadership" / "pillars.html").text
    assert "yếu nhất là Pháp lý, Kỹ thuật và Đo kiểm (trung vị 50" in page


def test_where_all_are_equal_none_is_called_the_weakest(written: Written) -> None:
    level = {node: (kind, name, "0.5000", "C") for node, (kind, name, *_) in MEDIANS.items()}
    page = Page(written(level) / "leadership" / "pillars.html").text
    assert "yếu nhất" not in page
    assert "Trung vị của các trụ cột đều là 50" in page
