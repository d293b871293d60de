"""The asset check of a form: what became of its submissions, year by year, with the worst rules and
the way to each returned workbook. Dagster keeps one result of a check for a run of many years, so
the years are a table in it."""

from collections import Counter

import dagster as dg
import polars as pl

from ingestion.home.home import Home
from ingestion.language.vietnamese import printable
from orchestration.intake.outbox import returned_paths
from orchestration.intake.verdicts import ACCEPTED, SETTLED

VALIDATED = "submissions_accepted"
_MOST_FILES = 50
_WORST = 3
_YEARS = dg.TableSchema(
    [
        dg.TableColumn("year", "int"),
        dg.TableColumn("submissions", "int"),
        dg.TableColumn("accepted", "int"),
        dg.TableColumn("refused", "int"),
        dg.TableColumn("worst_rules", "string"),
    ]
)


def verdict_check(home: Home, received: pl.DataFrame) -> dg.AssetCheckResult:
    """Whether every submission of a form (rows of ``verdicts.SUBMISSION``) was accepted or
    withdrawn; what was not, by year, by rule and by file."""
    refused = received.filter(~pl.col("verdict").is_in(SETTLED)).sort("name")
    returned = returned_paths(home)
    files = [
        [printable(row["name"]), row["verdict"], ",".join(row["blocking_codes"]),
         str(returned.get(row["submission_id"], ""))]
        for row in refused.head(_MOST_FILES).to_dicts()
    ]  # fmt: skip
    years = [_year(year, part) for (year,), part in sorted(_by_year(received).items())]
    return dg.AssetCheckResult(
        check_name=VALIDATED,
        passed=refused.is_empty(),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "verdicts": dict(received.group_by("verdict").len().sort("verdict").iter_rows()),
            "reasons": dict(sorted(_reasons(refused).items())),
            "years": dg.MetadataValue.table(years, schema=_YEARS),
            "files": dg.MetadataValue.json(files),
            "files_left_out": refused.height - len(files),
            "outbox": dg.MetadataValue.path(str(home / "outbox")),
            "page": dg.MetadataValue.path(
                str(home / "releases" / "current" / "leadership" / "quality.html")
            ),
        },
    )


def _by_year(received: pl.DataFrame) -> dict[tuple[object, ...], pl.DataFrame]:
    return received.drop_nulls("index_year").partition_by("index_year", as_dict=True)


def _reasons(refused: pl.DataFrame) -> Counter[str]:
    """In how many submissions each blocking rule was broken."""
    return Counter(code for codes in refused["blocking_codes"] for code in codes)


def _year(year: object, received: pl.DataFrame) -> dg.TableRecord:
    reasons = _reasons(received).most_common()
    worst = [f"{code} ({count})" for code, count in reasons[:_WORST]]
    if others := reasons[_WORST:]:
        worst.append(f"+{len(others)}")
    accepted = received.filter(pl.col("verdict").is_in(ACCEPTED)).height
    refused = received.filter(~pl.col("verdict").is_in(SETTLED)).height
    return dg.TableRecord(
        {
            "year": int(str(year)),
            "submissions": received.height,
            "accepted": accepted,
            "refused": refused,
            "worst_rules": ", ".join(worst),
        }
    )
