"""The asset check of a form: what became of its submissions of all years, year by year, with the
worst rules, and for what waits now the first cells to mend and where its sender is told why.
Dagster's history is no place for what was sent: words are those of the rule, for any value. It
keeps one result of a check for a run of many years, so the years are a table in it."""

from collections import Counter
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from dashboards.release_record.in_force import CURRENT
from expectations.wording.rule_texts import rule_in_words
from ingestion.home.database import working_database
from ingestion.home.home import Home
from ingestion.language.vietnamese import printable
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.intake.outbox import returned_paths
from orchestration.intake.verdicts import SETTLED, with_replaced

VALIDATED = "submissions_accepted"
_MOST_FILES = 50
_MOST_CELLS = 3
_WORST = 3
_YEARS = dg.TableSchema(
    [
        dg.TableColumn("year", "int"),
        dg.TableColumn("submissions", "int"),
        dg.TableColumn("accepted", "int"),
        dg.TableColumn("waiting", "int"),
        dg.TableColumn("replaced", "int"),
        dg.TableColumn("worst_rules", "string"),
    ]
)
_CELLS = dg.TableSchema(
    [
        dg.TableColumn("file", "string"),
        dg.TableColumn("sender", "string"),
        dg.TableColumn("received_on", "string"),
        dg.TableColumn("verdict", "string"),
        dg.TableColumn("rule", "string"),
        dg.TableColumn("sheet", "string"),
        dg.TableColumn("cell", "string"),
        dg.TableColumn("problem", "string"),
        dg.TableColumn("fix", "string"),
        dg.TableColumn("returned", "string"),
    ]
)
_NOTHING = ("",) * 3
# The gravest first: what has no words only warns.
_FIRST_FINDINGS = """
select submission_id, rule_code, sheet, cell
from raw.findings
where list_contains(?, submission_id) and not is_waived and problem_vi is not null
order by submission_id, severity, finding_number
"""


def verdict_check(home: Home, received: pl.DataFrame) -> dg.AssetCheckResult:
    """Whether nothing of a form waits to be mended (``received`` has the shape of
    ``verdicts.SUBMISSION``): every submission was accepted, withdrawn, or replaced by one that
    counts. What waits, by year, by rule and by cell."""
    marked = with_replaced(received)
    waiting = marked.filter(~pl.col("verdict").is_in(SETTLED) & ~pl.col("is_replaced"))
    years = [_year(year, part) for (year,), part in sorted(_by_year(marked).items())]
    return dg.AssetCheckResult(
        check_name=VALIDATED,
        passed=waiting.is_empty(),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "verdicts": dict(received.group_by("verdict").len().sort("verdict").iter_rows()),
            "reasons": dict(sorted(_reasons(waiting).items())),
            "years": dg.MetadataValue.table(years, schema=_YEARS),
            "to_mend": dg.MetadataValue.table(_to_mend(home, waiting), schema=_CELLS),
            "files_left_out": max(waiting.height - _MOST_FILES, 0),
            "outbox": dg.MetadataValue.path(str(home / "outbox")),
            "page": dg.MetadataValue.path(str(_page(home))),
        },
    )


def _page(home: Home) -> Path:
    """The page of what waits: of the release in force, or of the preview before there is one."""
    shown = "releases" if (home / "releases" / CURRENT).exists() else "preview"
    return home / shown / CURRENT / "leadership" / "quality.html"


def _to_mend(home: Home, waiting: pl.DataFrame) -> list[dg.TableRecord]:
    """The first cells to mend of the first files that wait; a file without any once."""
    files = waiting.sort("name").head(_MOST_FILES)
    found: dict[str, list[tuple[Any, ...]]] = {}
    with working_database(home.working) as connection:
        ids = files["submission_id"].to_list()
        for name, *finding in connection.execute(_FIRST_FINDINGS, [ids]).fetchall():
            found.setdefault(name, []).append(tuple(finding))
    returned = returned_paths(home)
    return [
        _cell(file, finding, str(returned.get(file["submission_id"], "")))
        for file in files.to_dicts()
        for finding in found.get(file["submission_id"], [_NOTHING])[:_MOST_CELLS]
    ]


def _cell(file: dict[str, Any], finding: tuple[Any, ...], returned: str) -> dg.TableRecord:
    names = ("rule", "sheet", "cell")
    found = {name: printable(text or "") for name, text in zip(names, finding, strict=True)}
    found |= {part: rule_in_words(found["rule"], part, "vi") for part in ("problem", "fix")}
    came = {"sender": file["sender_id"] or "", "received_on": str(file["received_on"] or "")}
    row = {"file": printable(file["name"]), **came, "verdict": file["verdict"], **found}
    return dg.TableRecord({**row, "returned": returned})


def _by_year(received: pl.DataFrame) -> dict[tuple[object, ...], pl.DataFrame]:
    return received.drop_nulls("index_year").partition_by("index_year", as_dict=True)


def _reasons(waiting: pl.DataFrame) -> Counter[str]:
    """In how many submissions each blocking rule was broken."""
    return Counter(code for codes in waiting["blocking_codes"] for code in codes)


def _year(year: object, received: pl.DataFrame) -> dg.TableRecord:
    refused = received.filter(~pl.col("verdict").is_in(SETTLED))
    waiting = refused.filter(~pl.col("is_replaced"))
    reasons = _reasons(waiting).most_common()
    worst = [f"{code} ({count})" for code, count in reasons[:_WORST]]
    if others := reasons[_WORST:]:
        worst.append(f"+{len(others)}")
    return dg.TableRecord(
        {
            "year": int(str(year)),
            "submissions": received.height,
            "accepted": received.filter(pl.col("verdict").is_in(ACCEPTED)).height,
            "waiting": waiting.height,
            "replaced": refused.height - waiting.height,
            "worst_rules": ", ".join(worst),
        }
    )
