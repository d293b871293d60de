from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.forms.contract import Contracts, load_contracts
from ingestion.samples import Facts, facts_from_rows, plan_sample
from ingestion.samples.draft import Season

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
# Bắc Giang and Bắc Ninh (a reused code), two cities, and provinces that merge or stay as they are.
FEW = ("VN63-01", "VN63-12", "VN63-17", "VN63-24", "VN63-25", "VN63-26", "VN63-27", "VN63-46")


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Every province, as the caller reads it from the reference tables."""
    return facts_from_rows(
        _rows("reference/unit.csv"),
        _rows("reference/unit_lineage.csv"),
        _rows("published/csi_published.csv"),
        _rows("reference/obligation_rule.csv"),
        _rows("reference/province_34.csv"),
    )


@pytest.fixture(scope="session")
def few_facts(facts: Facts) -> Facts:
    """A few old provinces and what became of them."""
    successors = {new: old for new, old in facts.predecessors.items() if set(old) <= set(FEW)}
    kept = {*FEW, *successors}
    units = {unit_id: unit for unit_id, unit in facts.units.items() if unit_id in kept}
    return replace(facts, units=units, predecessors=successors)


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    """The contracts of the product."""
    return load_contracts()


@pytest.fixture(scope="session")
def season(contracts: Contracts, facts: Facts) -> Season:
    """A small sample of every province, planned and not written."""
    return plan_sample(seed=1, scale="small", contracts=contracts, facts=facts)
