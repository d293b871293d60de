"""A password as it is kept outside the settings: in the environment, or in a file of its own."""

from __future__ import annotations

import os
from pathlib import Path

from ingestion.home.regular_files import NotRead, read_regular


class PasswordNotRead(Exception):
    """The ``file`` that should hold a password cannot be read."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def kept_password(variable: str, file: Path | None, home: Path) -> str | None:
    """The password in a ``variable`` of the environment, else in a ``file`` (from the ``home``
    where it is not absolute); None where neither is set. Raises ``PasswordNotRead``."""
    if password := os.environ.get(variable):
        return password
    if file is None:
        return None
    place = home / file.expanduser()
    try:
        return read_regular(place).decode("utf-8").strip()
    except (NotRead, UnicodeDecodeError) as closed:
        raise PasswordNotRead(place) from closed
