"""What the ledgers of older homes hold."""

from ingestion.forms.contract import contract_hash, hashes_with_deadlines, load_contracts


def run_while_contracts_held_deadlines() -> dict[str, object]:
    """The body of a run from the time when contracts also said by when a report is due."""
    hash_then = {now: then for then, now in hashes_with_deadlines().items()}
    hashes = {name: contract_hash(form) for name, form in load_contracts().items()}
    used = {name: hash_then[one] for name, one in hashes.items() if one in hash_then}
    return {"as_of": "2026-07-31", "contracts": used}
