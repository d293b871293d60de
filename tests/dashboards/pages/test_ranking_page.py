"""The ranking page says what the marts hold: no digit more, none less."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.published_units import HOSTILE_NAME
from tests.dashboards.released import written_release


@pytest.fixture(scope="module")
def page(leadership: Path) -> Page:
    return Page(leadership / "index.html")


@pytest.fixture(scope="module")
def rows(page: Page) -> list[list[str]]:
    """The ranked rows of the ranking table."""
    return [row for row in page.table("ranking").rows if row[0][:1].isdigit() and len(row) == 12]


def test_ranks_scores_and_grades_are_those_of_the_mart(
    rows: list[list[str]], published: Path
) -> None:
    with duckdb.connect(str(published), read_only=True) as con:
        expected = con.execute(
            "select rank, unit_name, grade, score from marts.mart_csi_ranking"
            " where index_year = 2025 and rank is not null order by rank, unit_sort_order"
        ).fetchall()
    assert [
        (
            row[0].split("=")[0].split("có")[0],
            row[1].removesuffix(" hợp nhất"),
            row[2].split()[-1],
            row[3],
        )
        for row in rows
    ] == [
        (str(rank), name, grade, f"{score:.2f}".replace(".", ","))
        for rank, name, grade, score in expected
    ]


def test_ties_share_the_best_rank_and_are_marked(rows: list[list[str]]) -> None:
    tied = [[row[0].split("có thể")[0], row[1]] for row in rows if "đồng hạng" in row[0]]
    assert tied == [
        ["6= đồng hạng", "Hồ Chí Minh hợp nhất"],
        ["6= đồng hạng", "Thái Nguyên hợp nhất"],
    ]
    assert rows[7][0].split("có thể")[0] == "8"


def test_change_has_mark_sign_and_the_step_of_the_recomputed_grade(page: Page) -> None:
    table = page.table("ranking")
    assert table.row("Đà Nẵng hợp nhất")[6] == "So với 2018 ▲ +13,52 B → A"
    assert table.row("An Giang hợp nhất")[6] == "So với 2018 ▼ −3,23 C → C"
    assert table.row("Cao Bằng")[6] == "So với 2018 ■ −0,92 C → C"


def test_the_possible_rank_and_the_interval_stand_beside_the_score(page: Page) -> None:
    table = page.table("ranking")
    assert table.row("Hà Nội")[0] == "9có thể 1–3"
    assert table.row("Đà Nẵng hợp nhất")[0] == "1có thể 20"
    assert "82,13 điểm, khoảng 90 %: 80,13 đến 84,13" in {
        attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"
    }
    assert "mốc 50 · 65 · 80" in " ".join(table.rows[0])
    assert "1.000 lần tính lại" in page.text


def test_published_grades_stand_beside_the_score(page: Page) -> None:
    assert page.table("ranking").row("Huế")[8:11] == ["B", "B", "A"]
    assert page.table("ranking").row("Cần Thơ hợp nhất")[8:11] == ["B–D", "A, C, D", "A–C"]


def test_thin_coverage_stands_out_and_is_never_rounded_up(page: Page) -> None:
    thin = '<span class="thin">88,9\N{NO-BREAK SPACE}%</span>'
    assert page.source.count(thin) == 1
    assert page.table("ranking").row("Hà Nội")[11] == "Dữ liệu 100 %"


def test_a_unit_below_the_floor_is_listed_last_with_its_reason(page: Page) -> None:
    last = page.table("ranking").rows[-1]
    assert last[:2] == ["–", "Lai Châu"]
    assert last[2].startswith("Chưa xếp hạng vì mới có 79,9 % dữ liệu")
    assert "44,00" not in page.text
    assert "Lai Châu chưa được xếp hạng vì" in page.text


def test_a_merged_unit_has_a_break_and_an_unchanged_one_has_none(page: Page) -> None:
    drawn = page.source.split('class="line"')
    by_name = {part.split("VN34-")[1][:2]: part for part in drawn[1:]}
    merged, unchanged = by_name["48"], by_name["46"]
    assert 'class="path-break"' in merged
    assert merged.count("<polyline") == 1
    assert 'class="path-restated"' in merged
    assert 'class="path-break"' not in unchanged
    assert 'class="path-reported"' in unchanged


def test_the_year_is_put_in_words(page: Page) -> None:
    assert "Chỉ số an toàn, an ninh mạng 34 tỉnh, thành phố năm 2025" in page.text
    assert "33 địa phương được xếp hạng: 1 loại A, 14 loại B, 17 loại C, 1 loại D." in page.text
    moved = "28 địa phương tăng điểm rõ, 1 địa phương giảm rõ"
    assert f"So với 2018: {moved}, 4 địa phương chưa đủ căn cứ để kết luận." in page.text


def test_a_season_in_progress_is_counted_and_not_ranked(page: Page) -> None:
    assert (
        "Mùa báo cáo 2026 đang diễn ra nên chưa xếp hạng. Đến 15/07/2026, trong 34 báo cáo phải"
        " nộp: 9 được chấp nhận đúng hạn hoặc không có hạn, 9 được chấp nhận nhưng nộp muộn,"
        " 8 đã nộp, chờ chỉnh sửa, 8 chưa nộp." in page.text
    )


def test_what_kind_of_number_it_is_stands_before_the_first_figure(page: Page) -> None:
    kind = "Điểm do hệ thống tính lại, không phải công bố chính thức"
    assert page.text.index(kind) < page.text.index("82,13")
    for words in ("Bản phát hành 2025.1", "Số liệu đến 15/07/2026", "Phương pháp CSI-R1"):
        assert words in page.text


def test_every_table_made_from_synthetic_rows_says_so(pages: dict[Path, Page]) -> None:
    for page in pages.values():
        for table in page.tables:
            is_labelled = "Số liệu mẫu" in table.caption or "Synthetic data" in table.caption
            assert is_labelled is ("official" not in table.classes.split()), table.caption


def test_real_submissions_are_not_called_synthetic(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", is_synthetic=False, codes=("51",))
    releases = tmp_path / "releases"
    index = written_release(published, releases, release_id="2025.1") / "leadership" / "index.html"
    for path in (index, index.parent / "province" / "VN34-51.html"):
        assert "Số liệu mẫu" not in Page(path).text


def test_a_season_in_progress_counts_every_report_by_its_word(tmp_path: Path) -> None:
    """What nobody owes, and what binds by assumption only, is not counted."""
    published = build(tmp_path / "published.duckdb", codes=("48", "46", "51", "14", "12"))
    with duckdb.connect(str(published)) as con:
        con.execute(
            "update marts.mart_report_status set is_owed = unit_id <> 'VN34-12', status ="
            " case unit_id when 'VN34-48' then 'held' when 'VN34-46' then 'missing'"
            " when 'VN34-51' then 'late' else 'accepted' end"
        )
    index = written_release(published, tmp_path / "releases") / "leadership" / "index.html"
    assert (
        "Đến 15/07/2026, trong 4 báo cáo phải nộp: 1 được chấp nhận đúng hạn hoặc không có hạn,"
        " 1 được chấp nhận nhưng nộp muộn, 1 đã nộp, chờ chỉnh sửa, 1 chưa nộp."
    ) in Page(index).text


def test_html_in_a_name_stays_text(page: Page, pages: dict[Path, Page]) -> None:
    assert HOSTILE_NAME in page.table("ranking").row(HOSTILE_NAME)[1]
    for path, written in pages.items():
        assert "Sơn La </" not in written.source
        assert "province-" in str(path) or "Sơn La" in written.text


def test_the_map_has_every_unit_and_both_archipelagos(page: Page) -> None:
    tiles = page.source.split('<ul class="tiles">')[1].split("</ul>")[0]
    assert tiles.count("<li") == 36
    assert len({part.split('"')[0] for part in tiles.split('href="')[1:]}) == 34
    assert "Hoàng Sa (Đà Nẵng): loại A" in page.text
    assert "Trường Sa (Khánh Hòa): loại C" in page.text
    assert tiles.count('class="hatched"') == 1


def test_labels_and_places_of_the_map_are_unambiguous(page: Page) -> None:
    tiles = page.source.split('<ul class="tiles">')[1].split("</ul>")[0]
    labels = [part.split("<small>")[0] for part in tiles.split('<span aria-hidden="true">')[1:]]
    places = [part.split('"')[0] for part in tiles.split("grid-area: ")[1:]]
    assert len(set(labels)) == len(labels) == 36
    assert len(set(places)) == len(places)


def test_nobody_ranked_is_a_page_that_says_so(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("48", "12"))
    with duckdb.connect(str(published)) as con:
        con.execute(
            "update marts.mart_csi_ranking set rank = null, ranked_units = 0, coverage = 0.5,"
            " not_ranked_reason = 'coverage_below_floor'"
        )
        con.execute("update marts.mart_csi_trend set score_change = null")
        con.execute("update marts.mart_report_status set status = 'accepted'")
    releases = tmp_path / "releases"
    index = written_release(published, releases, release_id="2025.1") / "leadership" / "index.html"
    page = Page(index)
    assert "Chưa địa phương nào được xếp hạng." in page.text
    assert "trong 2 báo cáo phải nộp: 2 được chấp nhận đúng hạn hoặc không có hạn." in page.text
    assert "82,13" not in page.text
