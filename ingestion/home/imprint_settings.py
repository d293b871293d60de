"""Whom readers of a release may ask and on what terms they may use it: ``[imprint]`` in
``csi.toml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from ingestion.language.vietnamese import printable


def _one_line(words: str) -> str:
    if words != printable(words):
        raise ValueError("one line of plain text")
    return words


_Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_one_line),
]


class ImprintSettings(BaseModel):
    """``contact``: whom to ask, as readers are to read it; ``licence``: of the data. Where one is
    not set, pages and files say that none is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: _Line | None = None
    licence: _Line | None = None
