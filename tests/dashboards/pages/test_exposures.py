"""The exposures of the dbt project name each page and download with the marts it reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dashboards.downloads.sdmx import FLOWS
from dashboards.downloads.sdmx_structure import CODES
from dashboards.downloads.workbooks import SHEETS
from dashboards.marts.audiences import KINDS, LEADERSHIP, NONE, table
from dashboards.marts.mart_row import MartRow
from dashboards.marts.reading import Marts, marts_for, subject_of
from dashboards.pages import SITE
from dashboards.release_record.edition import Edition
from dashboards.release_record.manifest import Manifest
from dashboards.releases.building import write_shared
from orchestration.warehouse.dbt_runner import ensure_manifest
from tests.dashboards.released import AS_OF
from tests.kept import dbt_target


@pytest.fixture(scope="module")
def exposures() -> dict[str, dict[str, Any]]:
    manifest = json.loads(ensure_manifest(dbt_target()).read_text("utf-8"))
    return {one["name"]: one for one in manifest["exposures"].values()}


def marts_of(exposure: dict[str, Any]) -> set[str]:
    return {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}


def test_a_page_names_the_marts_it_reads(
    published: Path,
    tmp_path: Path,
    exposures: dict[str, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: set[type[MartRow]] = set()
    rows = Marts.rows

    def recorded(marts: Marts, row: type[MartRow]) -> Any:
        asked.add(row)
        return rows(marts, row)

    monkeypatch.setattr(Marts, "rows", recorded)
    subject = subject_of(published, "CSI-R1")
    this = Manifest(
        release_id="1",
        as_of=AS_OF,
        method=subject.method,
        geography=subject.geography,
        index_year=subject.year,
        is_synthetic=subject.is_synthetic,
        files={},
    )
    edition = Edition(shared=write_shared(tmp_path), this=this)
    read: dict[str, set[str]] = {}
    with marts_for(published, LEADERSHIP, subject) as opened:
        for page in SITE.pages:
            asked.clear()
            marts = Marts(
                LEADERSHIP, subject.method, subject.geography, subject.year, opened.connection
            )
            for key in page.keys(marts):
                page.content(marts, edition, key)
            read[page.name] = {
                mart for row in asked for mart in re.findall(r"visible\.(\w+)", row.QUERY)
            }
    # The page of downloads lists whatever may be taken away: the exposure of the files says it.
    del read["downloads"]
    pages = {name: one for name, one in exposures.items() if one["type"] == "dashboard"}
    assert {name.removeprefix("page_"): marts_of(one) for name, one in pages.items()} == read


def test_a_page_is_exposed_to_those_who_get_a_copy(exposures: dict[str, dict[str, Any]]) -> None:
    for page in SITE.pages:
        if page.name != "downloads":
            exposure = exposures[f"page_{page.name}"]
            kinds = [kind for kind in KINDS if table().page_scope(page.name, kind) != NONE]
            assert exposure["config"]["meta"]["seen_by"] == kinds, page.name
            assert exposure["url"].endswith(page.path.replace("{key}", "*")), page.name


def test_a_download_names_the_marts_it_holds(exposures: dict[str, dict[str, Any]]) -> None:
    seen = {m for m in table().marts if any(table().scope(m, kind) != NONE for kind in KINDS)}
    assert marts_of(exposures["download_marts"]) == seen
    assert marts_of(exposures["download_workbook"]) == {mart for mart, _ in SHEETS.values()}
    queries = " ".join([CODES, *(flow.query for flow in FLOWS)])
    assert marts_of(exposures["download_sdmx"]) == set(re.findall(r"visible\.(\w+)", queries))
    assert all(one["owner"]["name"] for one in exposures.values())
