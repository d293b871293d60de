"""The bill of materials holds every package of the lock, as it is locked."""

import json
import re
from pathlib import Path

import pytest

from tests.tree.software_bill import LOCK, bill, faults, licence_lines, locked, main

ENTRY = re.compile(r"(?m)^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)", re.IGNORECASE)


def test_it_holds_every_package_of_the_lock(tmp_path: Path) -> None:
    """By another reading of the lock; the same lock gives the same file."""
    assert main(tmp_path / "a.json") == 0
    assert main(tmp_path / "b.json") == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    written = json.loads((tmp_path / "a.json").read_text("utf-8"))
    listed = {(one["name"], one["version"]) for one in written["components"]}
    assert listed == set(ENTRY.findall(LOCK.read_text("utf-8")))
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    refs = [one["bom-ref"] for one in written["components"]]
    assert len(refs) == len(set(refs))
    edges = {one["ref"]: one["dependsOn"] for one in written["dependencies"]}
    assert edges.keys() == {*refs, written["metadata"]["component"]["bom-ref"]}
    assert {on for listed in edges.values() for on in listed} <= set(refs)


def test_what_runs_is_told_from_what_developers_need() -> None:
    scopes = {
        one["name"]: one["scope"] for one in bill(locked(LOCK.read_text("utf-8")))["components"]
    }
    assert (scopes["duckdb"], scopes["dbt-adapters"]) == ("required", "required")
    assert (scopes["pytest"], scopes["ruff"]) == ("optional", "optional")


def test_every_package_names_its_licence_and_hashes() -> None:
    packages = locked(LOCK.read_text("utf-8"))
    assert all(one.hashes for one in packages)
    assert not [line for line in licence_lines(packages) if line.startswith("?")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [("duckdb==0.0.1", "duckdb: locked 0.0.1"), ("no-such-thing==1", "not installed")],
)
def test_what_is_not_installed_as_it_is_locked_is_told(line: str, fault: str) -> None:
    (told,) = faults(locked(f"{line} \\\n    --hash=sha256:{'0' * 64}\n    # via x\n"))
    assert fault in told


def test_a_package_of_another_platform_is_not_asked_for() -> None:
    (one,) = locked("no-such-thing==1 ; sys_platform == 'no-such-system' \\\n    --hash=sha256:0\n")
    assert not one.is_for_here
    assert [*faults([one])] == []
