"""One release for all tests of what is taken away from it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.dashboards.downloads.workbook_reading import FORMULA
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with a formula for the name of an agency and of a province, which is not the
    merged one."""
    folder = tmp_path_factory.mktemp("written")
    published = build(folder / "published.duckdb", codes=("48", "14"), hostile_name=FORMULA)
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            "alter table marts.mart_csi_ranking"
            " add primary key (method, geography, unit_id, index_year)"
        )
    return written_release(published, folder / "releases")
