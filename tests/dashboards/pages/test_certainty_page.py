"""The page on how sure the order is says what the marts of uncertainty hold."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboards.charts.ranks import rank_bars
from ingestion.messages import text
from orchestration.reference.seeds import DBT_PROJECT
from tests.dashboards.html_pages import Page

RULES = DBT_PROJECT / "seeds" / "uncertainty" / "uncertainty_rule.csv"


@pytest.fixture(scope="module")
def page(release: Path) -> Page:
    return Page(release / "public" / "certainty.html")


def test_a_unit_has_its_equals_and_how_many_it_is_clearly_above(page: Page) -> None:
    """Đà Nẵng has 82.13 points; nine points make an order clear, so from 73.13 down."""
    row = page.table("order").row("Đà Nẵng")
    assert row[0].startswith("1 ")
    assert row[3] == "Rõ ràng trên: 24"
    assert row[4] == "Rõ ràng dưới: 0"
    assert row[5].startswith("Chưa phân biệt được với: (8) Huế, Quảng Ninh, Cần Thơ, Phú Thọ")


def test_the_counts_are_those_of_the_mart(page: Page, published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        expected = connection.execute(
            """
            select units.unit_name, count(*) filter (where verdict = 'above'),
                count(*) filter (where verdict = 'below')
            from marts.mart_csi_pairwise as pairs
            inner join marts.dim_unit as units using (unit_id)
            group by units.unit_name
            """
        ).fetchall()
    table = page.table("order")
    assert len(expected) == 33
    for name, above, below in expected:
        shown = table.row(name)
        assert (shown[3], shown[4]) == (f"Rõ ràng trên: {above}", f"Rõ ràng dưới: {below}")


def test_the_sentence_counts_a_pair_once(page: Page) -> None:
    assert "Trong 528 cặp địa phương" in page.text
    assert "Trong 32 cặp đứng liền nhau trên bảng xếp hạng, chưa cặp nào như vậy." in page.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_clear_means_is_what_the_rule_says(language: str) -> None:
    with RULES.open(encoding="utf-8", newline="") as lines:
        shares = {int(Decimal(rule["clear_probability"]) * 100) for rule in csv.DictReader(lines)}
    note = text("page.order.each_note", language).replace(" %", "%")
    assert all(f"{share}%" in note for share in shares)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_up_and_down_mean_is_what_the_rule_says(language: str) -> None:
    with RULES.open(encoding="utf-8", newline="") as lines:
        rules = list(csv.DictReader(lines))
    note = text("page.reading.change_interval", language, baseline=2018).replace(" %", "%")
    assert {Decimal(rule["false_discovery_rate"]) for rule in rules} == {Decimal("0.2")}
    assert {f"{Decimal(rule['significance']) * 100:.0f}%" in note for rule in rules} == {True}


def test_a_rank_that_hardly_ever_occurs_has_no_bar() -> None:
    bars = rank_bars(
        [(1, Decimal("0.6")), (2, Decimal("0.396")), (3, Decimal("0.004"))], own_rank=1, ranks=3
    )
    assert [x for x, _ in bars.bars] == [0.0, 46.7]
    assert bars.bars[0][1] == 20.0
    assert bars.own_x == 23.3
