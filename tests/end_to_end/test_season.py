"""The whole small sample through the whole graph, judged by what was planted and published."""

import hashlib
import html
import io
import json
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from ingestion.home.home import Home
from ingestion.messages import text as message
from ingestion.readers.returned_sheets import RETURN_SHEET
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.outbox import owed
from tests.dashboards.downloads.workbook_reading import assert_holds_the_marts
from tests.end_to_end.homes import AS_OF, SampleHome, answer, ask, must
from tests.libreoffice import Resave


def submission_ids(home: SampleHome) -> dict[str, str]:
    return {
        path.relative_to(home.inbox).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.inbox.rglob("*")
        if path.is_file()
    }


def verdicts(home: SampleHome) -> dict[str, str]:
    ledger = Home(home.folder).ledger()
    try:
        frame = latest_verdicts(ledger)
    finally:
        ledger.close()
    return dict(frame.select("submission_id", "verdict").iter_rows())


def test_every_planted_fault_is_found_at_its_cell(season: SampleHome) -> None:
    files = (season.folder / "findings").glob("*.parquet")
    findings = pl.concat([pl.read_parquet(file) for file in files])
    places = set(findings.select("submission_id", "code", "sheet", "cell").iter_rows())
    places |= {(name, code, None, None) for name, code, _, _ in places}
    ids = submission_ids(season)
    faults = season.manifest["faults"]
    assert len({fault["code"] for fault in faults}) >= 20
    missed = [
        fault
        for fault in faults
        if (
            ids[fault["file"]],
            fault["code"],
            fault["sheet"] if fault["cell"] else None,
            fault["cell"],
        )
        not in places
    ]
    assert missed == []


def test_nothing_that_is_right_is_held_or_warned_of(season: SampleHome) -> None:
    planted = {fault["file"] for fault in season.manifest["faults"]}
    by_id = verdicts(season)
    blamed = {
        name
        for name, one in submission_ids(season).items()
        if by_id.get(one, "accepted") != "accepted"
    }
    assert blamed - planted == set()


def test_every_near_miss_is_accepted(season: SampleHome) -> None:
    ids, by_id = submission_ids(season), verdicts(season)
    near = season.manifest["near_misses"]
    assert near
    assert {by_id[ids[one["file"]]] for one in near} <= set(ACCEPTED)


def test_every_report_that_is_owed_comes_back_and_opens_elsewhere(
    season: SampleHome, tmp_path: Path, resaved: Resave
) -> None:
    held = owed(Home(season.folder))
    assert len(held) < [*verdicts(season).values()].count("held"), "some were mended since"
    paths = {path.stem[-12:]: path for path in (season.folder / "outbox").rglob("*.xlsx")}
    assert set(paths) == {name[:12] for name in held}
    again = resaved({name: path.read_bytes() for name, path in paths.items()}, tmp_path)
    assert set(again) == set(paths)
    for content in again.values():
        assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names[0] == RETURN_SHEET


def test_a_province_reads_what_to_mend_in_its_own_folder_as_check_says_it(
    season: SampleHome,
) -> None:
    ((unit, name, problem, fix),) = season.query(
        "select held.unit_id, held.submission_id, found.problem_vi, found.fix_vi"
        " from marts.mart_held_submission as held"
        " inner join marts.mart_finding as found on held.submission_id = found.submission_id"
        " where held.unit_id like 'VN34%' and found.severity = 'block'"
        " order by found.rule_code, held.submission_id, found.finding_number limit 1"
    )
    release = season.folder / "releases" / "current"
    pages = [path.relative_to(release) for path in release.rglob(f"submission/{name[:12]}.html")]
    assert {path.parts[0] for path in pages} == {"leadership", f"province-{unit}"}
    page = html.unescape((release / f"province-{unit}/submission/{name[:12]}.html").read_text())
    assert problem in page
    assert fix in page
    (file,) = [file for file, submission in submission_ids(season).items() if submission == name]
    checked = ask("--home", str(season.folder), "check", str(season.inbox / file)).stdout
    assert problem.split(".")[0] in " ".join(checked.split())


def test_every_workbook_opens_and_holds_its_marts(season: SampleHome) -> None:
    workbooks = sorted(season.folder.glob("releases/current/*/data/csi.xlsx"))
    assert len(workbooks) == 36
    for workbook in workbooks:
        assert_holds_the_marts(workbook, workbook.parent)


def test_the_published_distributions_come_out(season: SampleHome) -> None:
    counted = season.query(
        """
        select index_year, grades, count(*) from marts.mart_published_grade
        where entity_type = 'province' group by index_year, grades order by index_year, grades
        """
    )
    assert counted == [
        (2018, "B", 11),
        (2018, "C", 44),
        (2018, "D", 8),
        (2019, "A", 3),
        (2019, "B", 32),
        (2019, "C", 1),
        (2019, "C|D", 27),
        (2020, "A", 7),
        (2020, "B|C", 56),
    ]


def test_hue_reads_b_b_a(season: SampleHome) -> None:
    grades = season.query(
        """
        select grades from marts.mart_published_grade
        where unit_id = 'VN63-46' order by index_year
        """
    )
    assert grades == [("B",), ("B",), ("A",)]


def test_recomputed_grades_lie_inside_the_published_sets(season: SampleHome) -> None:
    pairs = season.query(
        """
        select ranking.grade, published.grades
        from marts.mart_csi_ranking as ranking
        inner join marts.mart_published_grade as published using (unit_id, index_year)
        where ranking.method = 'CSI-R1'
        """
    )
    assert len(pairs) == 3 * 63
    assert [pair for pair in pairs if pair[0] not in pair[1].split("|")] == []


def test_a_reused_code_is_not_compared_with_its_namesake(season: SampleHome) -> None:
    """Bắc Ninh (VN34-24) looks back at Bắc Giang and Bắc Ninh pooled, never at VN63-24 alone."""
    ((baseline,),) = season.query(
        """
        select baseline_score from marts.mart_csi_trend
        where method = 'CSI-R1' and unit_id = 'VN34-24' and index_year = 2025
        """
    )
    predecessors = season.query(
        """
        select predecessor_name from marts.mart_published_predecessor
        where unit_id = 'VN34-24' and index_year = 2018 order by predecessor_unit_id
        """
    )
    old = season.query(
        """
        select score from marts.mart_csi_ranking
        where method = 'CSI-R1' and unit_id in ('VN63-24', 'VN63-27') and index_year = 2018
        order by score
        """
    )
    assert predecessors == [("Bắc Giang",), ("Bắc Ninh",)]
    assert old[0][0] < baseline < old[1][0], "pooled lies between its parts"


def test_the_season_in_progress_is_shown_and_not_ranked(season: SampleHome) -> None:
    rows = season.query(
        "select distinct season, rank, score from marts.mart_csi_ranking where index_year = 2026"
    )
    assert rows == [("in_progress", None, None)]
    assert season.outcome["years_in_progress"] == [2026]
    assert season.outcome["complete_years"] == list(range(2018, 2026))


def test_the_second_method_ranks_the_years_whose_reports_it_reads(season: SampleHome) -> None:
    """Mẫu số 08 came in for 2024 and 2025, from one agency of each province; before, a third of the
    weight has no report."""
    rows = season.query(
        """
        select index_year, count(rank) > 0, max(coverage) < 0.8, max(coverage) < 0.9
        from marts.mart_csi_ranking
        where method = 'CSI-R2' and season = 'complete' and not is_restated
        group by index_year order by index_year
        """
    )
    early = [(year, False, True, True) for year in range(2018, 2024)]
    assert rows == [*early, (2024, True, False, True), (2025, True, False, True)]


def test_thin_data_is_not_ranked(season: SampleHome) -> None:
    rows = season.query(
        """
        select coverage < 0.8, rank is null, not_ranked_reason from marts.mart_csi_ranking
        where season = 'complete' and (coverage < 0.8 or rank is null)
        """
    )
    assert rows
    assert set(rows) == {(True, True, "coverage_below_floor")}


def test_a_second_run_receives_nothing_and_changes_no_figure(season: SampleHome) -> None:
    again = json.loads(must("--home", str(season.folder), "run", "--as-of", AS_OF, "--json"))
    assert again["newly_received"] == 0
    assert again["content_hash"] == season.outcome["content_hash"]
    assert again["ranking_page"] == season.outcome["ranking_page"]


def test_the_pages_say_the_data_are_a_sample(season: SampleHome) -> None:
    page = Path(season.outcome["ranking_page"]).read_text("utf-8")
    assert "Số liệu mẫu" in page
    assert "không phải công bố chính thức" in page
    assert (season.folder / "releases" / "current" / "leadership" / "index.html").exists()


def test_the_end_of_a_run_says_what_was_held_and_why(season: SampleHome) -> None:
    printed = answer("--home", str(season.folder), "status")
    assert "SỐ LIỆU MẪU" in printed
    assert "FILE-UNREADABLE" in printed  # nobody mended it since
    assert "index.html" in printed


def test_a_real_report_is_refused_in_a_synthetic_home(season: SampleHome) -> None:
    refused = [fault for fault in season.manifest["faults"] if fault["code"] == "DATA-KIND"]
    by_id, ids = verdicts(season), submission_ids(season)
    assert {by_id[ids[fault["file"]]] for fault in refused} == {"rejected"}


def test_checking_changes_nothing_and_tells_by_its_exit_code(season: SampleHome) -> None:
    by_code = {fault["code"]: fault for fault in season.manifest["faults"]}
    files = {code: season.inbox / fault["file"] for code, fault in by_code.items()}
    good = season.inbox / season.manifest["near_misses"][0]["file"]

    def state() -> dict[str, str]:
        kept = [path for path in season.folder.rglob("*") if path.is_file() and path.name != "lock"]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}

    before = state()
    assert ask("check", str(good)).exit_code == 0
    checked = ask("check", str(files["CELL-REQUIRED"]))
    assert checked.exit_code == 1
    assert by_code["CELL-REQUIRED"]["cell"] in checked.stdout
    assert message("cli.check.left_out") in checked.stdout
    assert ask("check", str(files["FILE-UNREADABLE"])).exit_code == 2
    english = ask("check", str(files["CELL-REQUIRED"]), "--lang", "en")
    assert "Fix:" in english.stdout
    slip = files["UNIT-SLIP"]
    assert ask("check", str(slip)).exit_code == 0
    assert ask("--home", str(season.folder), "check", str(slip)).exit_code == 1
    assert state() == before


def test_a_report_that_claims_another_province_is_not_shown_to_it(season: SampleHome) -> None:
    """Agencies of the sample write the code of a namesake; such findings are nobody's own."""
    claimed = season.query(
        """
        select findings.unit_id from marts.mart_finding as findings
        where findings.submission_id in
            (select submission_id from marts.mart_finding where rule_code = 'UNIT-MISMATCH')
        """
    )
    assert claimed
    assert set(claimed) == {(None,)}
