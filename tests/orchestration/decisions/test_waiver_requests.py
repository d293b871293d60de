"""What a sender explains beside a finding is a request where that finding holds the report, at a
place of the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ingestion.home.home import Home
from ingestion.readers.returned_sheets import Explanation
from ingestion.samples.one_agency import AGENCY, register
from ingestion.submissions.decisions import Waiver, decisions_of
from orchestration.decisions.views import read_again
from orchestration.decisions.waiver_requests import request_waivers
from orchestration.run_context import Run
from tests.orchestration.decisions.test_decisions import FIRST, sent, submission
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

TABLE, HOLDING, OTHER = "incident_counts", "INCIDENT-HANDLED", "TOTAL-SUM"


def explained(code: str, row_key: str = FIRST, field: str = "self_handled") -> Explanation:
    return Explanation(code, TABLE if row_key or field else "", row_key, field, "đúng như đã gửi")


def test_only_what_holds_the_report_at_a_place_of_it_is_asked_for(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    content = sent("3", handled="5")
    deliver(home, register(AGENCY), content)
    assert verdicts(home) == {"held": 1}
    name = submission(home, content)
    report = read_again(home, name)

    def asked(*explanations: Explanation) -> int:
        sent_again = replace(report, explanations=list(explanations))
        return request_waivers(Run(home, AS_OF), {name: sent_again.placed_explanations})

    assert asked(explained(OTHER), explained(HOLDING, "TYPE-99"), explained(OTHER, "", "")) == 0
    assert asked(explained(HOLDING)) == 1
    assert asked(explained(HOLDING)) == 0, "what was asked before stays as it was answered"
    assert asked(explained(HOLDING, ""), explained(HOLDING, "", "")) == 2
    with home.ledger() as ledger:
        waivers = [one.what for one in decisions_of(ledger).values()]
    places = []
    for waiver in waivers:
        assert isinstance(waiver, Waiver)
        assert (waiver.rule, waiver.expires) == (HOLDING, AS_OF + timedelta(days=365))
        assert (waiver.agency_id, waiver.period, waiver.scope) == ("AGY-1", "2024", "own")
        places.append((waiver.table, waiver.row_key, waiver.field))
    assert places == [
        (TABLE, FIRST, "self_handled"), (TABLE, None, "self_handled"), (None, None, None)
    ]  # fmt: skip
