"""The kept hashes of the methods, and that methods and geographies are named in seeds only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.reference.method_hashes import KEPT, hashes_text, method_hashes
from orchestration.reference.seeds import DBT_PROJECT, released_method, seed_rows

# What the methods were when releases were first made with them. A change is a new method.
MADE_WITH = {
    "CSI-R1": "78f144abd9845de9672d72c6c6d08422f7b4af08a14f1d893e6af981087bc2ef",
    "CSI-R2": "4f34aa48322075f38c98827b0bedca867dc18b319563eb64e15b242b843f1cda",
    "CSI-R3": "bbbef1127cc31e30c0d2e52528da3296b3a46f4a9a29babb7e1ac0f8b81c0486",
}
ROOMS = ("ingestion", "expectations", "dashboards", "orchestration", "dbt_project")
_COMMENTS = re.compile(r"--[^\n]*|\{#.*?#\}|<!--.*?-->|/\*.*?\*/|//[^\n]*", re.DOTALL)


def test_the_kept_hashes_are_those_of_the_methods() -> None:
    assert KEPT.read_text(encoding="utf-8") == hashes_text(), "make method-hashes"
    assert method_hashes() == MADE_WITH


def test_another_released_method_changes_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert released_method() in MADE_WITH

    def none_is_released(name: str) -> list[dict[str, str]]:
        return [row | {"is_released": "false"} for row in seed_rows(name)]

    monkeypatch.setattr("orchestration.reference.method_hashes.seed_rows", none_is_released)
    assert method_hashes() == MADE_WITH


def test_no_code_decides_by_the_name_of_a_method_or_geography() -> None:
    """Which method is released, which borders are today's is in the seeds; examples in help and
    descriptions may name them, and so does what a sample delivers."""
    keys = [row["method"] for row in seed_rows("method/method_version")]
    keys += [row["geography"] for row in seed_rows("reference/geography")]
    names = re.compile("|".join(map(re.escape, keys)))
    naming = [
        (str(path.relative_to(DBT_PROJECT.parent)), literal)
        for path in _sources()
        for literal in _literals(path)
        if names.search(literal)
    ]
    assert naming == []


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((DBT_PROJECT.parent / room).rglob("*")):
            is_source = path.suffix in {".py", ".sql", ".html", ".js"}
            if is_source and not {"target", "samples"} & set(path.parts):
                yield path


def _literals(path: Path) -> Iterator[str]:
    """What the code says, without its comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield _COMMENTS.sub("", text)
        return
    tree = ast.parse(text)
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described:
            yield str(node.value)
