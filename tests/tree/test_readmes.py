"""What the handbooks call by its path is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("ingestion", "expectations", "dashboards", "orchestration", "dbt_project", "tests")
HANDBOOKS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / room / "README.md" for room in ROOMS if (ROOT / room / "README.md").exists()),
    *sorted((ROOT / "docs").glob("**/*.md")),
]
# `pages/ranking.py`, `tests/published/`. A CSV may be what a user brings or a program writes.
PATH = re.compile(
    rf"`((?:{'|'.join(ROOMS)})/[a-z_0-9/]*|(?:[a-z_0-9]+/)*[A-Za-z_0-9]+\.(?:py|sql|yml|po))`"
)


@pytest.mark.parametrize("handbook", HANDBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_of_a_handbook_is_there(handbook: Path) -> None:
    files = [path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*")]
    called = set(PATH.findall(handbook.read_text(encoding="utf-8")))
    missing = [path for path in called if not any(_ends_with(file, path) for file in files)]
    assert missing == []


def _ends_with(file: Path, path: str) -> bool:
    parts = Path(path).parts
    return file.parts[-len(parts) :] == parts
