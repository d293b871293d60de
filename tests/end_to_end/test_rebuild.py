"""The same inputs give the same figures: again, with other threads, in another order."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.homes import AS_OF, deliveries_of, must


def submit(home: Path, files: list[Path]) -> list[dict[str, Any]]:
    printed = must(
        "--home",
        str(home),
        "submit",
        *(str(path) for path in files if path.name != "deliveries.csv"),
        "--deliveries",
        str(deliveries_of(files)),
        "--json",
    )
    receipts: list[dict[str, Any]] = json.loads(printed)
    return receipts


def rebuilt(home: Path, threads: int) -> dict[str, Any]:
    printed = must(
        "--home", str(home), "rebuild", "--as-of", AS_OF, "--json", CSI_THREADS=str(threads)
    )
    outcome: dict[str, Any] = json.loads(printed)
    return outcome


@pytest.fixture(scope="module")
def built(
    slice_of_sample: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("one") / "home"
    submit(home, slice_of_sample)
    printed = must("--home", str(home), "run", "--as-of", AS_OF, "--json")
    return home, json.loads(printed)


def test_a_rebuild_changes_nothing_with_one_thread_or_four(
    built: tuple[Path, dict[str, Any]],
) -> None:
    home, outcome = built
    for threads in (1, 4):
        again = rebuilt(home, threads)
        assert again["content_hash"] == outcome["content_hash"]
        assert again["changed_verdicts"] == []


def test_another_order_of_arrival_gives_the_same_hash(
    built: tuple[Path, dict[str, Any]], slice_of_sample: list[Path], tmp_path: Path
) -> None:
    shuffled = list(slice_of_sample)
    random.Random(7).shuffle(shuffled)
    home = tmp_path / "home"
    half = len(shuffled) // 2
    listed = deliveries_of(slice_of_sample)
    submit(home, [*shuffled[:half], listed])
    must("--home", str(home), "run", "--as-of", AS_OF)
    submit(home, [*shuffled[half:], listed])
    assert rebuilt(home, 2)["content_hash"] == built[1]["content_hash"]


def test_the_same_file_twice_gives_the_same_receipt(
    built: tuple[Path, dict[str, Any]], slice_of_sample: list[Path]
) -> None:
    report = next(path for path in slice_of_sample if path.name.startswith("budget"))
    (receipt,) = json.loads(must("--home", str(built[0]), "submit", str(report), "--json"))
    assert receipt["known"]
