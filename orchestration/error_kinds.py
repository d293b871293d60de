"""What may be told of an error nobody foresaw: its kind and where it was raised. A message of a
library may quote a cell, which no log, history or terminal is to keep."""

from __future__ import annotations

import traceback
from collections.abc import Iterator


def kinds_of(error: BaseException) -> str:
    """The kinds of an error and of what caused it, outermost first."""
    return ", ".join(_kind(one) for one in _chain(error))


def stack_of(error: BaseException) -> str:
    """The lines of code an error went through, and its kinds, innermost cause first, as Python
    prints them but for the messages."""
    stacks = []
    for one in reversed([*_chain(error)]):
        lines = "".join(traceback.format_tb(one.__traceback__))
        stacks.append(f"Traceback (most recent call last):\n{lines}{_kind(one)}\n")
    return "\n".join(stacks)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _kind(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
