"""Which method a home publishes is decided by two people, and nothing but that changes it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register
from ingestion.submissions.decisions import Decision, Why
from orchestration.cli import main
from orchestration.decisions.deciding import approve, propose_method, propose_revocation
from orchestration.decisions.method_effect import method_effect
from orchestration.decisions.views import Refused, Stale
from orchestration.identity.accounts import Accounts
from orchestration.identity.session import log_in
from orchestration.reference.published_method import published_method
from orchestration.reference.seeds import released_method
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_ledger_tables
from tests.dashboards.published_marts import build
from tests.orchestration.decisions.test_decisions import APPROVER, STEWARD
from tests.orchestration.small_reports import AS_OF, deliver

OTHER, THIRD = "CSI-R3", "CSI-R2"
WHY = Why(category="other", reason="sáp nhập không được làm tăng điểm")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    return home


def published(home: Home) -> str:
    with home.ledger() as ledger:
        return published_method(ledger)


def of_next_run(home: Home) -> str:
    """The method that the tables of a run name."""
    load_ledger_tables(Run(home, AS_OF))
    with duckdb.connect(str(home.working), read_only=True) as connection:
        ((method,),) = connection.execute("select released_method from raw.run").fetchall()
    return str(method)


def chosen(home: Home, method: str) -> Decision:
    return approve(home, APPROVER, propose_method(home, STEWARD, method, WHY).decision_id)


def test_a_method_is_published_once_a_second_person_approved_it(home: Home) -> None:
    proposed = propose_method(home, STEWARD, OTHER, WHY)
    assert proposed.seen == {"released_method": released_method()}
    assert of_next_run(home) == published(home) == released_method(), "a proposal changes nothing"
    approve(home, APPROVER, proposed.decision_id)
    assert of_next_run(home) == published(home) == OTHER


def test_the_end_of_a_choice_goes_back_to_the_one_before(home: Home) -> None:
    chosen(home, OTHER)
    last = chosen(home, THIRD)
    assert published(home) == THIRD
    approve(home, APPROVER, propose_revocation(home, STEWARD, last.decision_id, WHY).decision_id)
    assert published(home) == OTHER
    assert published(home) == chosen_again(home, THIRD, OTHER)


def chosen_again(home: Home, *methods: str) -> str:
    """A method that was chosen before may be chosen again."""
    for method in methods:
        chosen(home, method)
    return published(home)


def test_only_another_method_that_is_computed_is_proposed(home: Home) -> None:
    for method in (released_method(), "CSI-2018", "CSI-R9"):
        with pytest.raises(Refused):
            propose_method(home, STEWARD, method, WHY)
    propose_method(home, STEWARD, OTHER, WHY)
    with pytest.raises(Refused):
        propose_method(home, STEWARD, OTHER, WHY)


def test_a_choice_made_beside_another_is_stale(home: Home) -> None:
    waiting = propose_method(home, STEWARD, OTHER, WHY)
    chosen(home, THIRD)
    with pytest.raises(Stale):
        approve(home, APPROVER, waiting.decision_id)


def test_a_steward_proposes_by_command_and_reads_what_was_proposed(home: Home) -> None:
    Accounts(home.folder).add(STEWARD, "mot mat khau dai", ["steward"], STEWARD, by_owner=True)
    log_in(home, STEWARD, "mot mat khau dai")
    asked = ["method", "propose", OTHER, "--category", "other", "--reason", "…"]
    said = CliRunner().invoke(main, ["--home", str(home.folder), *asked, "--lang", "en"])
    assert said.exit_code == 0, said.output
    assert f"publish the index under the method {OTHER} from the next run on" in said.output
    assert f"method published {released_method()}" in said.output


def test_the_effect_is_the_published_year_under_both_methods(tmp_path: Path) -> None:
    snapshot = build(tmp_path / "published.duckdb", codes=("46", "48", "51", "14"))
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute(f"""
            insert into marts.mart_csi_ranking by name
            select * replace ('{OTHER}' as method, score - 1 as score) from marts.mart_csi_ranking
            """)
        published_units = connection.execute(
            "select count(*) from marts.mart_csi_ranking"
            " where method = ? and geography = 'VN34' and index_year = 2025",
            [released_method()],
        ).fetchone()
    effects = method_effect(snapshot, released_method(), OTHER)
    assert published_units == (len(effects),)
    assert {(one.method, one.index_year) for one in effects} == {
        (f"{released_method()} → {OTHER}", 2025)
    }
    for one in effects:
        if one.before.score is not None and one.after.score is not None:
            assert one.after.score == one.before.score - 1
    assert any(one.is_moved for one in effects)
