"""What an audience may take away as files: the marts it may see, and the formats they come in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dashboards.marts.audiences import table
from dashboards.marts.measure_units import Measure, measure_of
from dashboards.marts.reading import Marts

FORMATS = ("csv", "parquet", "json")
WORKBOOK = "csi.xlsx"
PACKAGE = "datapackage.json"


@dataclass(frozen=True)
class Taking:
    """One mart as an audience may take it: its columns with their types, how many rows, what is
    said of it (``""``) and its columns, and its key where the audience sees all of that; where it
    has counts that not everybody sees, how many are kept back, of how many."""

    mart: str
    columns: dict[str, str]
    rows: int
    descriptions: dict[str, str]
    key: tuple[str, ...]
    kept_back: tuple[int, int] | None

    def measure(self, column: str) -> Measure | None:
        """In what a column is measured; ``None`` where it holds no figure."""
        return measure_of(self.mart, column, self.columns[column])


def takings(marts: Marts) -> list[Taking]:
    """The marts that an audience may take and that have rows for it, in the order of the table."""
    typed = marts.connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'visible' order by table_name, ordinal_position"
    ).fetchall()
    visible: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mart, column, kind in typed:
        visible[mart][column] = kind
    counted = " union all ".join(
        f"select '{mart}', count(*) from visible.{mart}" for mart in visible
    )
    rows = dict(marts.connection.execute(counted).fetchall())
    descriptions: defaultdict[str, dict[str, str]] = defaultdict(dict)
    described = marts.connection.execute("select * from described").fetchall()
    for mart, described_column, comment in described:
        descriptions[mart][described_column or ""] = comment
    keys = dict(marts.connection.execute("select * from keyed").fetchall())
    offered = []
    for mart in table().marts:
        seen = set(table().columns(mart, marts.audience.kind))
        counts = [line.counts for line in table().of_mart(mart) if line.counts]
        statuses = {name: said for one in counts for name, said in one.descriptions.items()}
        shown = seen | statuses.keys()
        columns = {name: kind for name, kind in visible[mart].items() if name in shown}
        if columns and rows[mart]:
            key = tuple(keys.get(mart, ()))
            whole_key = key if set(key) <= set(columns) else ()
            offered.append(
                Taking(
                    mart,
                    columns,
                    rows[mart],
                    descriptions[mart] | statuses,
                    whole_key,
                    _kept_back(marts, mart, [*statuses]) if statuses else None,
                )
            )
    return offered


def _kept_back(marts: Marts, mart: str, statuses: list[str]) -> tuple[int, int]:
    """How many counts of a mart are not shown, and how many there are."""
    kept = " + ".join(f"count(*) filter ({status} <> 'shown')" for status in statuses)
    there = " + ".join(f"count({status})" for status in statuses)
    query = f"select {kept}, {there} from visible.{mart}"
    ((hidden, counts),) = marts.connection.execute(query).fetchall()
    return hidden, counts
