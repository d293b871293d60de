"""What takes a person or two, done for tests of what follows: an account, a register of agencies
put in force."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingestion.home.home import Home
from ingestion.home.one_writer import system_user
from ingestion.submissions.decisions import Why
from orchestration.decisions.deciding import approve, propose_register
from orchestration.decisions.revalidation import foresee, give_verdicts
from orchestration.identity.accounts import Accounts
from orchestration.identity.session import Actor
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF, deliver

STEWARD = "lan"
APPROVER = Actor("minh", frozenset({"approver"}), "session")


def steward_acts(folder: Path) -> None:
    """Let the user of the operating system act in a home as a steward."""
    accounts = Accounts(folder)
    if accounts.find(STEWARD) is None:
        accounts.add(STEWARD, "mot mat khau dai", ["steward"], STEWARD, by_owner=True)
        with (folder / "csi.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[users]\n"{system_user()}" = "{STEWARD}"\n')


def put_in_force(home: Home, content: bytes) -> str:
    """Hand in a register and let two people decide on it; returns the id of the decision."""
    deliver(home, content)
    why = Why(category="law", reason="nghị quyết sáp nhập")
    made = propose_register(home, STEWARD, hashlib.sha256(content).hexdigest(), why)
    return approve(home, APPROVER, made.decision_id).decision_id


def judge_again(home: Home) -> None:
    """Judge on purpose what rests on other rules or another register (``csi revalidate``)."""
    run = Run(home, AS_OF)
    give_verdicts(run, foresee(run))
