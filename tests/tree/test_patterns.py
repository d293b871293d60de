"""No regular expression that meets a submission takes more than linear time: forty asterisks in a
cell once cost a minute and the whole report."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from ingestion import messages
from tests.tree.pattern_paths import growth

ROOT = Path(messages.__file__).parents[2]
ROOMS = ("ingestion", "expectations", "orchestration")
_METHODS = "search|sub|subn|split|findall|finditer|match|fullmatch"
_WHOLE, _FROM_THE_START = {"fullmatch"}, {"fullmatch", "match"}


class Use(NamedTuple):
    """An expression, where it is kept, and the methods it is used by."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def uses() -> Iterator[Use]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            source = path.read_text("utf-8")
            if "\nimport re\n" in source:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield from _kept(import_module(name), source)
                yield from _written_in_place(name, source)


def _kept(module: ModuleType, source: str) -> Iterator[Use]:
    for name, value in vars(module).items():
        for pattern in _patterns(value):
            found = re.findall(rf"\b{name}\b[^\n.]*\.({_METHODS})\(", source)
            yield Use(f"{module.__name__}.{name}", pattern, frozenset(found or ["search"]))


def _patterns(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns(one)


def _written_in_place(module: str, source: str) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str(written)), *_],
            ) if method in _METHODS.split("|"):
                yield Use(f"{module}:{node.lineno}", re.compile(written), frozenset([method]))


def _growth(pattern: re.Pattern[Any], methods: frozenset[str]) -> str:
    return growth(pattern, searches=not methods <= _FROM_THE_START, whole=bool(methods & _WHOLE))


def test_every_expression_takes_linear_time() -> None:
    everything = list(uses())
    assert len(everything) > 40
    slow = [(one.place, _growth(one.pattern, one.methods)) for one in everything]
    assert [one for one in slow if one[1] != "linear"] == []


@pytest.mark.parametrize(
    ("written", "method", "expected"),
    [
        (r"(a+)+$", "match", "exponential"),
        (r"(\s*(\*+|:))+$", "search", "exponential"),
        (r"(a|a)*b", "match", "exponential"),
        (r"(a*)*b", "match", "exponential"),
        (r"\s*-", "search", "polynomial"),
        (r"\s*-", "match", "linear"),
        (r"\d[\d ]*? *x", "match", "polynomial"),
        (r"\d[\d ]*+ *x", "match", "linear"),
        (r"a.*b.*c", "search", "polynomial"),
        (r"\[[^\]]*\]", "sub", "polynomial"),
        (r"\[[^\[\]]*\]", "sub", "linear"),
        (r"\d+", "findall", "linear"),
        (r"\d+$", "search", "polynomial"),
        (r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", "fullmatch", "linear"),
    ],
)
def test_what_is_slow_is_known(written: str, method: str, expected: str) -> None:
    assert _growth(re.compile(written), frozenset([method])) == expected
