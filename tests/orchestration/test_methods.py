"""A method that a run has used never changes."""

from __future__ import annotations

import pytest

from orchestration import methods
from orchestration.methods import KEPT, MethodChanged, hashes_text, method_hashes, refuse_changed
from orchestration.reference import seed_rows

# What CSI-R1 was when releases were first made with it. A change is a new method.
CSI_R1 = "78f144abd9845de9672d72c6c6d08422f7b4af08a14f1d893e6af981087bc2ef"


def test_the_kept_hashes_are_those_of_the_methods() -> None:
    assert KEPT.read_text(encoding="utf-8") == hashes_text(), "make method-hashes"
    assert method_hashes()["CSI-R1"] == CSI_R1


def test_one_changed_cell_is_refused_and_a_blank_column_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier = [{"as_of": "2026-07-31"}, {"methods": {"CSI-R1": CSI_R1}}]

    def with_a_blank_column(name: str) -> list[dict[str, str]]:
        return [{**row, "new": ""} for row in reversed(seed_rows(name))]

    monkeypatch.setattr(methods, "seed_rows", with_a_blank_column)
    assert refuse_changed(earlier)["CSI-R1"] == CSI_R1

    def with_another_weight(name: str) -> list[dict[str, str]]:
        return [
            {**row, "weight": "12"} if row.get("weight") == "12.5" else row
            for row in seed_rows(name)
        ]

    monkeypatch.setattr(methods, "seed_rows", with_another_weight)
    with pytest.raises(MethodChanged, match="CSI-R1"):
        refuse_changed(earlier)


def test_a_method_that_was_used_cannot_be_taken_away() -> None:
    with pytest.raises(MethodChanged, match="CSI-R0"):
        refuse_changed([{"methods": {"CSI-R0": "0"}}])
