"""What the ledgers of older homes hold."""

from ingestion.forms.contract import contract_hash, hashes_with_deadlines, load_contracts


def run_while_contracts_held_deadlines() -> dict[str, object]:
    """The body of a run from the time when contracts also said by when a report is due."""
    hash_then = {now: then for then, now in hashes_with_deadlines().items()}
    used = {name: hash_then[contract_hash(form)] for name, form in load_contracts().items()}
    return {"as_of": "2026-07-31", "contracts": used}
