"""A contract under which reports were received never changes."""

from __future__ import annotations

import pytest

from ingestion.contract import Contracts, load_contracts
from orchestration import contract_freeze
from orchestration.contract_freeze import (
    ContractChanged,
    contract_hashes,
    refuse_changed_contracts,
)


def test_another_word_for_a_sender_is_refused_and_another_sample_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = load_contracts()
    earlier = [{"as_of": "2026-07-31"}, {"contracts": contract_hashes(["budget/1"])}]
    refuse_changed_contracts(earlier)
    form = known["budget/1"]
    (sheet,) = form.registers

    def changed(**update: object) -> Contracts:
        field = sheet.fields[0].model_copy(update=update)
        fields = (field, *sheet.fields[1:])
        other = form.model_copy(update={"sheets": (sheet.model_copy(update={"fields": fields}),)})
        return Contracts([other])

    monkeypatch.setattr(contract_freeze, "load_contracts", lambda: changed(sample=None))
    refuse_changed_contracts(earlier)
    monkeypatch.setattr(contract_freeze, "load_contracts", lambda: changed(required=False))
    with pytest.raises(ContractChanged, match="budget/1"):
        refuse_changed_contracts(earlier)


def test_a_contract_in_use_cannot_be_taken_away() -> None:
    with pytest.raises(ContractChanged, match="fax/1"):
        refuse_changed_contracts([{"contracts": {"fax/1": "0"}}])
