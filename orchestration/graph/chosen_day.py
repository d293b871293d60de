"""The day that whoever starts a run chooses, judged when they start it: no run begins with a day
that is none."""

from datetime import date
from typing import Any

from dagster._config.config_type import ConfigScalar, ConfigScalarKind
from dagster._config.errors import PostProcessingError

from ingestion.forms.periods import FIRST_INDEX_YEAR
from ingestion.refusal import Refusal
from orchestration.run_context import today


class WrongChoice(Refusal):
    """What a person chose for a run cannot be computed: theirs to choose again, no failure that
    others have to hear of."""


class DayConfig(ConfigScalar):
    """The type of a day in the configuration of a run, written YYYY-MM-DD; a day of the years up to
    ``last_year``, or the present one where that is later. Dagster refuses any other text before
    there is a run."""

    def __init__(self, last_year: int) -> None:
        super().__init__("Day", "Day", ConfigScalarKind.STRING)
        self._last_year = last_year

    def post_process(self, value: Any) -> date:
        """The day that was written; Dagster calls it once for each run."""
        try:
            day = _day(value)
            refuse_other_years(day, max(self._last_year, today().year))
        except Refusal as refused:
            raise PostProcessingError(refused.words()) from None
        return day


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as wrong:
        raise WrongChoice("refused.no_day", value=value) from wrong


def refuse_other_years(day: date, last: int) -> None:
    """Raise ``Refusal`` for a day that lies outside of the years there are."""
    if not FIRST_INDEX_YEAR <= day.year <= last:
        years = {"first": FIRST_INDEX_YEAR, "last": last}
        raise WrongChoice("refused.as_of", day=f"{day:%d/%m/%Y}", **years)
