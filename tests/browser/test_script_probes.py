"""Script in any text that comes from a report or a published source stays text, on every page."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

PROBE = "</script><script>probed()</script><img src=x onerror=probed()>\" onload=probed() '{{7*7}}"
# Words the pages look up or link by; everything else of type varchar may come from outside.
_KEYS = {
    *("next_step", "report_status", "period_kind", "scope"),
    *("method", "geography", "unit_id", "node_id", "parent_id", "node_kind", "season", "status"),
    *(
        "grade",
        "grades",
        "best_grade",
        "previous_grade",
        "worst_grade",
        "published_grades",
        "baseline_grade",
        "entity_type",
    ),
    *(
        "not_ranked_reason",
        "interval_status",
        "no_interval_reason",
        "scope_of_budget",
        "period",
        "successor_unit_id",
        "submission_id",
    ),
    *("verdict", "severity", "owner", "owners", "bar", "direction", "statistic", "source"),
    *("series", "measure", "kind", "target", "item_id", "deadline_rule", "event", "sector"),
    *("binds", "state", "mark", "deadline_month_day", "data_from", "data_to"),
    *("carried_by", "mart", "standing", "shape", "counted", "contributor"),
}


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose every free text is a probe."""
    folder = tmp_path_factory.mktemp("probed")
    published = build(folder / "published.duckdb", codes=("48", "46"))
    with duckdb.connect(str(published)) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'marts' and data_type = 'VARCHAR'"
        ).fetchall()
        for table, column in columns:
            if column not in _KEYS:
                connection.execute(f"update marts.{table} set {column} = ?", [PROBE])
    return written_release(published, folder / "releases")


def _watched(browser: Browser) -> tuple[Page, list[str]]:
    page = browser.new_page()
    ran: list[str] = []
    page.expose_function("probed", lambda: ran.append(page.url))
    page.on("request", lambda request: ran.append(request.url) if "/x" in request.url else None)
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    return page, ran


def test_a_probe_in_every_text_runs_on_no_page(browser: Browser, probed: Path) -> None:
    page, ran = _watched(browser)
    assert "probed()" in (probed / "leadership" / "index.html").read_text("utf-8")
    opened = sorted(probed.rglob("*.html"))
    assert len(opened) > 80
    for path in opened:
        page.goto(path.as_uri(), wait_until="load")
        assert page.locator("main img").count() == 0
    page.close()
    assert ran == []
