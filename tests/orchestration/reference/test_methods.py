"""The kept hashes of the methods."""

from __future__ import annotations

from orchestration.reference.method_hashes import KEPT, hashes_text, method_hashes

# What the methods were when releases were first made with them. A change is a new method.
MADE_WITH = {
    "CSI-R1": "78f144abd9845de9672d72c6c6d08422f7b4af08a14f1d893e6af981087bc2ef",
    "CSI-R2": "4f34aa48322075f38c98827b0bedca867dc18b319563eb64e15b242b843f1cda",
}


def test_the_kept_hashes_are_those_of_the_methods() -> None:
    assert KEPT.read_text(encoding="utf-8") == hashes_text(), "make method-hashes"
    assert method_hashes() == MADE_WITH
