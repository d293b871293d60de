"""What the gates found before a release, as it and its manifest keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Found:
    """A gate with findings: how many, and the first of their ids."""

    code: str
    severity: Literal["blocks", "warns"]
    count: int
    named: tuple[str, ...]
