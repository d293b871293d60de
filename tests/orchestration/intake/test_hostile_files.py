"""Two hundred and more malformed, hostile and foreign files at the door, with good ones between
them: each gets its answer, and no neighbour is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from tests.ingestion.hostile_files import hostile_files, strange_entries
from tests.orchestration.small_reports import AS_OF

# In the order of their names: before, between and behind the others.
GOOD = {
    name: report(str(number), period=str(2018 + number))
    for number, name in enumerate(("0.csv", "l.csv", "zz.csv"))
}


@pytest.fixture
def everything(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A home whose inbox holds all of it, and why each strange entry is passed over."""
    home = Home(tmp_path / "home")
    (home.inbox / "AGY-1").mkdir()
    (home.inbox / "0-agencies.csv").write_bytes(register(AGENCY))
    for name, content in (hostile_files() | GOOD).items():
        (home.inbox / "AGY-1" / name).write_bytes(content)
    return home.folder, strange_entries(home.inbox / "AGY-1")


def test_every_file_gets_an_answer(everything: tuple[Path, dict[str, str]]) -> None:
    folder, passed_over = everything
    home, files = Home(folder), hostile_files()
    assert len(files) > 240
    taken_in = take_in(Run(home, AS_OF))
    told = {one.name: one.reason.reason for one in taken_in.left}
    assert told == {f"AGY-1/{name}": reason for name, reason in passed_over.items()}
    with home.ledger() as ledger:
        judged = submissions(ledger, date.max)
    verdicts = dict(judged.select("name", "verdict").iter_rows())
    assert {verdicts[f"AGY-1/{name}"] for name in GOOD} == {"accepted"}
    contents = {content: name for name, content in reversed(files.items())}
    assert len(verdicts) == len(GOOD) + len(contents)
    others = {name: one for name, one in verdicts.items() if name.split("/")[1] not in GOOD}
    answered = ("held", "rejected")
    assert {name: verdict for name, verdict in others.items() if verdict not in answered} == {}
    done = CliRunner().invoke(main, ["--home", str(folder), "status", "--lang", "en"])
    assert "pipe (FIFO)" in done.stdout
    assert "Hidden files and folders passed over in the inbox" in done.stdout


@pytest.mark.nightly
def test_every_file_is_checked(everything: tuple[Path, dict[str, str]]) -> None:
    folder, _ = everything
    files = [str(path) for path in (folder / "inbox" / "AGY-1").iterdir()]
    done = CliRunner().invoke(main, ["check", *files, "--json", "--lang", "en"])
    assert done.exit_code == 2
    answers = {Path(one["name"]).name: one for one in json.loads(done.stdout)["files"]}
    assert len(answers) == len(files)
    for name, one in answers.items():
        assert one["verdict"] in (("accepted",) if name in GOOD else ("held", "rejected")), name
        assert (not one["findings"]) == (name in GOOD), name
