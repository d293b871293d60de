"""Who may see what: the table, the views made from it, and the folders written from those."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import (
    KINDS,
    LEADERSHIP,
    PUBLIC,
    Audience,
    opened_for,
    read_table,
    table,
)
from dashboards.pages import SITE
from ingestion.messages import LANGUAGES, catalogue
from orchestration.warehouse.dbt_runner import mart_columns
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.kept import dbt_target

DA_NANG = Audience("province", "VN34-48")
HEAD = "kind,name,columns,public,leadership,province,cell"


def _columns(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe visible.{mart}").fetchall()]


def test_every_table_that_somebody_may_take_away_has_a_title() -> None:
    taken = {mart for mart in table().marts for kind in KINDS if table().columns(mart, kind)}
    for language in LANGUAGES:
        assert {f"table.{mart}" for mart in taken} <= catalogue(language).keys()


def test_the_table_lists_marts_and_columns_that_there_are() -> None:
    built = mart_columns(dbt_target(), volatile=True)
    for mart in table().marts:
        listed = {name for line in table().of_mart(mart) for name in line.columns}
        assert listed <= set(built[mart]), mart


def test_every_mart_is_listed() -> None:
    assert set(table().marts) == set(mart_columns(dbt_target(), volatile=True))


def test_every_registered_page_has_an_audience() -> None:
    listed = {line.name for line in table().lines if line.is_page}
    assert listed == {page.name for page in SITE.pages}
    for page in SITE.pages:
        assert any(table().page_scope(page.name, kind) != "none" for kind in KINDS)


@pytest.mark.parametrize("audience", [PUBLIC, LEADERSHIP, DA_NANG], ids=lambda one: one.folder)
def test_an_audience_gets_the_columns_of_the_table_and_no_others(
    published: Path, audience: Audience
) -> None:
    with opened_for(published, audience) as connection:
        for mart in ("mart_csi_ranking", "mart_csi_score", "mart_budget_share"):
            seen = set(table().columns(mart, audience.kind))
            for column in _columns(connection, mart):
                ((filled,),) = connection.execute(
                    f"select count({column}) from visible.{mart}"
                ).fetchall()
                assert column in seen or filled == 0, (mart, column)


def test_what_the_table_does_not_list_nobody_sees(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("48",))
    with duckdb.connect(str(published)) as connection:
        connection.execute("create table marts.mart_secret as select 'x' as said")
        connection.execute("alter table marts.mart_csi_ranking add column secret varchar")
    with opened_for(published, LEADERSHIP) as connection:
        assert "secret" not in _columns(connection, "mart_csi_ranking")
        tables = connection.execute("select table_name from information_schema.tables").fetchall()
        assert "mart_secret" not in {name for (name,) in tables}
        with pytest.raises(duckdb.Error):
            connection.execute("select * from snapshot.marts.mart_secret")


def test_a_province_gets_its_own_rows_and_those_it_was_made_from(published: Path) -> None:
    with opened_for(published, DA_NANG) as connection:
        units = connection.execute(
            "select unit_id from visible.mart_csi_ranking union"
            " select unit_id from visible.mart_published_grade union"
            " select unit_id from visible.mart_report_status order by unit_id"
        ).fetchall()
    assert units == [("VN34-48",), ("VN63-48",), ("VN63-49",)]


def test_the_public_sees_pillars_and_no_indicator(published: Path) -> None:
    with opened_for(published, PUBLIC) as connection:
        nodes = connection.execute("select distinct node_id from visible.mart_csi_score").fetchall()
        budgets = connection.execute("select count(*) from visible.mart_budget_share").fetchall()
    assert {node for (node,) in nodes} >= {"root", "legal", "technical"}
    assert not {node for (node,) in nodes} & {"drills", "portal_security"}
    assert budgets == [(0,)]


def test_public_pages_say_nothing_of_indicators_budgets_or_reports(release: Path) -> None:
    page = Page(release / "public" / "province" / "VN34-51.html")
    leadership = Page(release / "leadership" / "province" / "VN34-51.html")
    for words in ("Diễn tập trong năm", "1.913 / 2.200", "9,99 %", "Tổng hợp sự cố"):
        assert words in leadership.text
        assert words not in page.source
    assert "73,10 điểm" in page.text


def test_each_province_has_its_own_folder_and_links_to_the_public_one(release: Path) -> None:
    own = release / "province-VN34-51"
    assert sorted(path.relative_to(own).as_posix() for path in own.rglob("*.html")) == [
        "downloads.html",
        "en/downloads.html",
        "en/index.html",
        "en/quality.html",
        "index.html",
        "quality.html",
    ]
    page = Page(own / "index.html")
    assert "Diễn tập trong năm" in page.text
    links = {a["href"] for tag, a in page.elements if tag == "a" and "hreflang" not in a}
    assert "../public/index.html" in links


def test_english_is_one_click_away_on_every_page(pages: Mapping[Path, Page]) -> None:
    for path, page in pages.items():
        (twin,) = (a for tag, a in page.elements if tag == "a" and "hreflang" in a)
        target = (path.parent / twin["href"]).resolve()
        assert target in {other.resolve() for other in pages}
        assert ("en" in path.parts) is (twin["hreflang"] == "vi")
        (html,) = (a for tag, a in page.elements if tag == "html")
        assert html["lang"] == ("en" if "en" in path.parts else "vi")


def test_an_english_page_speaks_english(release: Path) -> None:
    page = Page(release / "leadership" / "en" / "index.html")
    assert "Cyber security index of 34 provinces and cities in 2025" in page.text
    assert "82.13" in page.text
    assert "82,13" not in page.text
    assert "Data as of 15 Jul 2026" in page.text


@pytest.mark.parametrize(
    ("page", "english", "vietnamese"),
    [
        ("province/VN34-51.html", "Incident summary", "Tổng hợp sự cố"),
        ("quality.html", "Budget", "Kinh phí"),
        ("reporting.html", "Information systems", "Báo cáo năm của chủ quản"),
    ],
)
def test_an_english_page_has_the_english_titles_of_forms(
    release: Path, page: str, english: str, vietnamese: str
) -> None:
    twin = Page(release / "leadership" / "en" / page).text
    assert english in twin
    assert vietnamese not in twin
    assert vietnamese in Page(release / "leadership" / page).text


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["mart,m,a,some,all,own,"], "not a line"),
        (["mart,m,a,all,all,own,", "mart,m,b,pillars,all,own,"], "public sees all and pillars"),
        (["mart,m,a,all,all,own,", "mart,m,a,all,all,own,"], "listed twice"),
        (["sheet,m,a,all,all,own,"], "not a line"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(lines: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_table([HEAD, *lines])


def test_the_manifest_names_every_audience(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    folders = {name.split("/")[0] for name in manifest["files"]}
    assert folders == {*manifest["audiences"], "shared"}
