"""What a run was computed with never changes afterwards: methods, contracts under which reports
were received, and layouts of printed forms under which letters were confirmed. A change is a new
version.

Every run that readers see writes the hashes of what it used into the ledger; whatever computes or
publishes afterwards refuses to go on where one of them has another hash today, or is gone.
Deadlines are no part of a contract: homes from the time when they were carry on.
"""

from __future__ import annotations

from ingestion.forms.contract import contract_hash, hashes_with_deadlines, load_contracts
from ingestion.forms.official_layouts import layout_hash, load_layouts
from ingestion.home.ledger import Ledger
from ingestion.refusal import Refusal
from orchestration.reference.method_hashes import method_hashes


class Changed(Refusal):
    """A method or contract that an earlier run used says something else now."""

    kind = "failed"


def hashes_today() -> dict[str, dict[str, str]]:
    """The hashes of ``methods`` by code, of ``contracts`` and ``layouts`` by id, as the bodies of
    runs keep them."""
    contracts = {name: contract_hash(form) for name, form in load_contracts().items()}
    layouts = {name: layout_hash(layout) for name, layout in load_layouts().items()}
    return {"methods": method_hashes(), "contracts": contracts, "layouts": layouts}


def refuse_changed(ledger: Ledger) -> None:
    """Raise ``Changed`` where a run in the ledger used something that has another hash today."""
    today, renewed = hashes_today(), hashes_with_deadlines()
    changed = {
        name
        for run in ledger.events("run")
        for kind, hashes in today.items()
        for name, kept in run.body.get(kind, {}).items()
        if hashes.get(name) != renewed.get(kept, kept)
    }
    if changed:
        raise Changed("refused.changed", names=", ".join(sorted(changed)))
