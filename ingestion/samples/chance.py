"""Chance that always falls the same way: a number drawn from a seed and what it is drawn for.

Nothing depends on the order of drawing, so adding a form or a unit leaves the others as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(*key: object) -> float:
    """A number in [0, 1) that belongs to the key."""
    text = "|".join(str(part) for part in key)
    digest = hashlib.blake2b(text.encode(), digest_size=6).digest()
    return float(int.from_bytes(digest, "big")) / 2.0**48


def between(low: float, high: float, *key: object) -> float:
    """A number in [low, high) that belongs to the key."""
    return low + (high - low) * draw(*key)


def pick(items: Sequence[T], *key: object) -> T:
    """The item that belongs to the key."""
    return items[int(draw(*key) * len(items))]
