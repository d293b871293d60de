"""The kept hashes of the methods."""

from __future__ import annotations

from orchestration.methods import KEPT, hashes_text, method_hashes

# What CSI-R1 was when releases were first made with it. A change is a new method.
CSI_R1 = "78f144abd9845de9672d72c6c6d08422f7b4af08a14f1d893e6af981087bc2ef"


def test_the_kept_hashes_are_those_of_the_methods() -> None:
    assert KEPT.read_text(encoding="utf-8") == hashes_text(), "make method-hashes"
    assert method_hashes()["CSI-R1"] == CSI_R1
