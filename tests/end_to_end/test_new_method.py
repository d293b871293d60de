"""A method version with one weight moved, as the README of the models says it is made."""

import os
import subprocess

import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.reference.seeds import place_of_rule
from tests.end_to_end.edited_product import add_version
from tests.end_to_end.homes import AS_OF, CSI
from tests.kept import ROOT

VERSION = "CSI-R9"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one report, computed by a product in which ``portal_security`` weighs 20 and not
    12.5."""
    site = add_version(tmp_path_factory.mktemp("site"), VERSION, portal_security="20")
    home = Home(tmp_path_factory.mktemp("moved") / "home")
    (home.inbox / "agencies.csv").write_bytes(register(AGENCY))
    (home.inbox / "report.csv").write_bytes(report())
    done = subprocess.run(
        [str(CSI), "--home", str(home.folder), "run", "--as-of", AS_OF],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home


def test_only_the_ratios_of_weights_count(home: Home) -> None:
    with duckdb.connect(str(home.published), read_only=True) as connection:
        reach = connection.execute(
            """select distinct method, node_id, max_points from marts.mart_csi_score
            where method in ('CSI-R1', ?) and node_id in ('measured', 'portal_security')
            order by method, node_id""",
            [VERSION],
        ).fetchall()
    assert [(method, node, float(points)) for method, node, points in reach] == [
        ("CSI-R1", "measured", 50.0),
        ("CSI-R1", "portal_security", 12.5),
        (VERSION, "measured", 50.0),
        (VERSION, "portal_security", 17.39),  # 50 * 20 / (20 + 3 * 12.5)
    ]


def test_a_rule_is_found_at_its_line() -> None:
    place = place_of_rule("CSI-R1", "portal_security")
    assert place
    file, line = place.split(":")
    rule = (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1]
    assert rule.startswith("CSI-R1,portal_security,")
    assert place_of_rule("CSI-R1", "nothing") is None
