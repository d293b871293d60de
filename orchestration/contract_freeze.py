"""A contract under which reports were received never changes: a change is a new version.

Every run writes the hashes of the contracts that have submissions into the ledger, and the next one
refuses to read the same submissions under other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ingestion.contract import contract_hash, load_contracts


class ContractChanged(Exception):
    """A contract under which reports were received says something else now."""

    def __init__(self, contract_ids: Iterable[str]) -> None:
        named = ", ".join(sorted(contract_ids))
        super().__init__(
            f"{named}: changed since reports were received under it; make the change a new version"
        )


def refuse_changed_contracts(earlier_runs: Iterable[Mapping[str, Any]]) -> None:
    """Raise ``ContractChanged`` where an earlier run's body (``contracts``: hash by contract id)
    has another hash than today."""
    today = contract_hashes(load_contracts())
    changed = {
        contract_id
        for body in earlier_runs
        for contract_id, kept in body.get("contracts", {}).items()
        if today.get(contract_id) != kept
    }
    if changed:
        raise ContractChanged(changed)


def contract_hashes(contract_ids: Iterable[str]) -> dict[str, str]:
    """The hash of each contract named, by id; ids of no contract are left out."""
    known = load_contracts()
    return {one: contract_hash(known[one]) for one in sorted(contract_ids) if one in known}
