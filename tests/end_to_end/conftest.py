"""Homes made by the ``csi`` command itself: one of the whole small sample, some of a slice."""

import json
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.homes import AS_OF, SLICE, SampleHome, must
from tests.kept import PRODUCT, kept


@pytest.fixture(scope="session")
def sample() -> Path:
    """The small synthetic sample as ``csi sample`` writes it."""
    return kept(
        "sample",
        ("ingestion", "dbt_project/seeds", "orchestration/commands"),
        lambda folder: must("sample", str(folder), "--seed", "2018"),
    )


@pytest.fixture(scope="session")
def season(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> SampleHome:
    """A home after one run over the whole small sample."""

    def run(folder: Path) -> None:
        home = folder / "home"
        shutil.copytree(sample, home / "inbox")
        printed = must("--home", str(home), "run", "--as-of", AS_OF, "--json")
        outcome = json.loads(printed)
        outcome["ranking_page"] = Path(outcome["ranking_page"]).relative_to(home).as_posix()
        (folder / "outcome.json").write_text(json.dumps(outcome), "utf-8")

    made = kept(
        "season", (*PRODUCT, "tests/end_to_end/homes.py", "tests/end_to_end/conftest.py"), run
    )
    folder = tmp_path_factory.mktemp("season") / "home"
    shutil.copytree(made / "home", folder, symlinks=True)
    outcome = json.loads((made / "outcome.json").read_text("utf-8"))
    outcome["ranking_page"] = str(folder / outcome["ranking_page"])
    return SampleHome(folder, outcome)


@pytest.fixture(scope="session")
def slice_of_sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The reports of a few units, with register and delivery list, as files to submit."""
    folder = tmp_path_factory.mktemp("slice")
    shutil.copy(sample / "agencies.csv", folder)
    shutil.copy(sample / "deliveries.csv", folder)
    for agency in sorted(path for path in sample.iterdir() if path.is_dir()):
        if any(unit in agency.name for unit in SLICE):
            shutil.copytree(agency, folder / agency.name)
    return sorted(path for path in folder.rglob("*") if path.is_file())
