"""An installed wheel, with no source tree beside it: it brings its dbt project along and writes
nothing but into the home and the cache of whoever runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.end_to_end.homes import CSI, answer
from tests.end_to_end.wrong_files import LARGE, fill_with_wrong_files
from tests.kept import ROOT

INDEX = ROOT / "tests" / "conformance" / "tai"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder a wheel of this project is unpacked in."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def run_installed(installed: Path, elsewhere: Path, *arguments: str) -> str:
    """``csi`` of the wheel, called in a folder that is nobody's, by a user with an empty home."""
    elsewhere.mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(installed),
        "HOME": str(elsewhere),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [str(CSI), *arguments],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_below(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_the_package_holds_all_of_the_dbt_project(installed: Path) -> None:
    sources = [
        path
        for path in (ROOT / "dbt_project").rglob("*")
        if path.suffix in (".sql", ".yml", ".csv", ".py") and "target" not in path.parts
    ]
    assert len(sources) > 250
    for path in sources:
        assert (installed / path.relative_to(ROOT)).read_bytes() == path.read_bytes(), path


@dataclass(frozen=True)
class Ran:
    """A home after a run of the installed command: what that printed, and which files lay where it
    is installed before and after, and with its user after."""

    home: Path
    printed: str
    installed: tuple[dict[Path, int], dict[Path, int]]
    elsewhere: dict[Path, int]


@pytest.fixture(scope="module")
def ran(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run for all questions here: over a report that was received and lost, and an inbox of
    right and wrong files."""
    folder = tmp_path_factory.mktemp("ran")
    home, elsewhere = folder / "home", folder / "elsewhere"
    fill_with_wrong_files(home)
    before = files_below(installed)
    printed = run_installed(installed, elsewhere, "--home", str(home), "run")
    return Ran(home, printed, (before, files_below(installed)), files_below(elsewhere))


def test_a_run_writes_into_its_home_only(ran: Ran) -> None:
    before, after = ran.installed
    assert after == before
    assert ran.elsewhere == {}
    assert (ran.home / "warehouse" / "published.duckdb").exists()
    assert (ran.home / "dbt" / "manifest.json").exists()


def test_a_run_goes_on_and_tells_what_it_could_not_read(ran: Ran) -> None:
    """Files past reading cost themselves: all others go their way."""
    home, printed = ran.home, ran.printed.splitlines()
    size = "tệp có dung lượng 65.536 MB, vượt giới hạn 32 MB"
    assert any(f"còn nằm trong thư mục tiếp nhận: large.xlsx: {size}" in line for line in printed)
    (lost,) = [line for line in printed if line.startswith("Mất tệp gốc của báo cáo lost.csv: ")]
    assert "không còn trong kho dữ liệu. Nộp lại đúng tệp này" in lost
    status = json.loads(answer("--home", str(home), "status", "--json"))
    refused = {one["name"]: one["blocking_codes"] for one in status["refused"]}
    assert refused == {
        "letter.json": ["CELL-ERROR"],
        "exponent.json": ["CELL-TYPE"],
        "?/?.csv": ["SENDER-NOT-ENTITLED"],
        "lost.csv": [],
    }
    assert sum(status["verdicts"].values()) == len(refused) + len(("right.csv", "right.json"))
    assert [one["name"] for one in status["lost"]] == ["lost.csv"]
    assert (home / "inbox" / "large.xlsx").stat().st_size == LARGE


def test_an_index_without_a_home_keeps_the_parsed_project_in_the_users_cache(
    installed: Path, tmp_path: Path
) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    before = files_below(installed)
    folders = ("--method", str(INDEX / "method"), "--data", str(INDEX / "data"))
    run_installed(installed, elsewhere, "index", *folders, "--out", str(out))
    assert (out / "scores.csv").read_text(encoding="utf-8").startswith("unit,period,node,score")
    assert files_below(installed) == before
    written = {path.relative_to(elsewhere).parts[:3] for path in files_below(elsewhere)}
    assert written == {(".cache", "csi-warehouse", "dbt")}
