"""What a run has used never changes: methods, contracts of received reports, printed forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.forms.contract import Contracts, contract_hash, load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from orchestration.cli import main
from orchestration.reference import frozen_versions
from orchestration.reference.frozen_versions import Changed, refuse_changed
from orchestration.reference.method_hashes import method_hashes
from orchestration.reference.seeds import seed_rows
from tests.orchestration.reference.older_runs import run_while_contracts_held_deadlines

BUDGET = load_contracts()["budget/1"]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Home(tmp_path).ledger() as ledger:
        yield ledger


def test_one_changed_cell_of_a_method_is_refused_and_a_blank_column_is_not(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.append("run", [{"as_of": "2026-07-31"}, {"methods": method_hashes()}])

    def with_a_blank_column(name: str) -> list[dict[str, str]]:
        return [{**row, "new": ""} for row in reversed(seed_rows(name))]

    monkeypatch.setattr("orchestration.reference.method_hashes.seed_rows", with_a_blank_column)
    refuse_changed(ledger)

    def with_another_weight(name: str) -> list[dict[str, str]]:
        return [
            {**row, "weight": "12"} if row.get("weight") == "12.5" else row
            for row in seed_rows(name)
        ]

    monkeypatch.setattr("orchestration.reference.method_hashes.seed_rows", with_another_weight)
    with pytest.raises(Changed, match="CSI-R1"):
        refuse_changed(ledger)


def test_another_word_of_a_contract_is_refused_and_another_sample_is_not(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = [{"as_of": "2026-07-31"}, {"contracts": {"budget/1": contract_hash(BUDGET)}}]
    ledger.append("run", earlier)
    (sheet,) = BUDGET.registers

    def changed(**update: object) -> Contracts:
        fields = (sheet.fields[0].model_copy(update=update), *sheet.fields[1:])
        sheets = (sheet.model_copy(update={"fields": fields}),)
        return Contracts([BUDGET.model_copy(update={"sheets": sheets})])

    same = changed(sample=None, is_name=True)
    monkeypatch.setattr(frozen_versions, "load_contracts", lambda: same)
    refuse_changed(ledger)
    monkeypatch.setattr(frozen_versions, "load_contracts", lambda: changed(required=False))
    with pytest.raises(Changed, match="budget/1"):
        refuse_changed(ledger)


@pytest.mark.parametrize(
    "earlier",
    [
        {"methods": {"CSI-R0": "0"}},
        {"contracts": {"fax/1": "0"}},
        {"layouts": {"fax/layouts/1": "0"}},
        {"layouts": {"incident_summary/layouts/1": "another word of it"}},
    ],
)
def test_what_was_used_cannot_be_taken_away(
    ledger: Ledger, earlier: dict[str, dict[str, str]]
) -> None:
    ledger.append("run", [earlier])
    ((name,),) = earlier.values()
    with pytest.raises(Changed, match=name):
        refuse_changed(ledger)


def test_a_contract_is_the_same_without_its_deadlines_and_another_with_other_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home whose runs kept the hashes of contracts with deadlines (that it goes on by itself is
    tried in end_to_end/test_rebuild.py)."""
    with Home(tmp_path).ledger() as ledger:
        ledger.append("run", [run_while_contracts_held_deadlines()])
        refuse_changed(ledger)
    title = BUDGET.title.model_copy(update={"vi": f"{BUDGET.title.vi} (sửa)"})
    reworded = BUDGET.model_copy(update={"title": title})
    others = [form for name, form in load_contracts().items() if name != "budget/1"]
    monkeypatch.setattr(frozen_versions, "load_contracts", lambda: Contracts([*others, reworded]))
    done = CliRunner().invoke(main, ["--home", str(tmp_path), "run", "--as-of", "2026-08-31"])
    assert done.exit_code == 3
    assert "budget/1" in done.output
    assert "information_systems/1" not in done.output
