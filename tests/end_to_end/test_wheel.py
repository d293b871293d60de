"""An installed wheel, with no source tree beside it: it brings its dbt project along and writes
nothing but into the home and the cache of whoever runs it."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.end_to_end.homes import AS_OF, CSI, start_parsed
from tests.kept import ROOT
from tests.orchestration.small_reports import AGENCY, register, report

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


def test_a_run_writes_into_its_home_only(installed: Path, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / "inbox" / "AGY-1").mkdir(parents=True)
    (home / "inbox" / "agencies.csv").write_bytes(register(AGENCY))
    (home / "inbox" / "AGY-1" / "incidents.csv").write_bytes(report())
    start_parsed(home)
    before = files_below(installed)
    run_installed(installed, elsewhere, "--home", str(home), "run", "--as-of", AS_OF)
    assert files_below(installed) == before
    assert files_below(elsewhere) == {}
    assert (home / "warehouse" / "published.duckdb").exists()
    assert (home / "dbt" / "manifest.json").exists()


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
