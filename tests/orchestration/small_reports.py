"""Small real reports for tests of the intake: the summary of incidents of one agency, as CSV."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from ingestion.home.home import Home
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.register_faults import is_usable
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run

AS_OF = date(2026, 7, 31)
RECEIVED = datetime(2024, 12, 10, tzinfo=UTC)


def deliver(
    home: Home,
    *contents: bytes,
    sender: str | None = None,
    at: datetime = RECEIVED,
    by: str | None = None,
) -> None:
    deliveries: Sequence[Delivery] = [
        Delivery(f"{number}.csv", content, sender, "test", at, by, is_declared=True)
        for number, content in enumerate(contents)
    ]
    with home.ledger() as ledger:
        receive(deliveries, home.raw_store(), ledger, home.kind, is_usable)


def verdicts(home: Home, as_of: date = AS_OF) -> dict[str, int]:
    """Take in what waits, and count the verdicts that stand."""
    take_in(Run(home, as_of))
    with home.ledger() as ledger:
        return dict(latest_verdicts(ledger).group_by("verdict").len().iter_rows())
