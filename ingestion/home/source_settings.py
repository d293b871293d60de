"""Where reports come from besides the inbox: the ``[[sources]]`` of a home's ``csi.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

PlaceKind = Literal["folder", "mailbox", "remote_files"]
_OURS = ("inbox", "submit", "check", "desk")


class SourceSettings(BaseModel):
    """One source. ``name`` is what its files are said to have come through. ``url`` is a folder
    (from the home where it is not absolute), ``imaps://user@host/INBOX``,
    ``sftp://user@host/folder`` or any other URL fsspec opens, with fsspec's ``options`` for it.

    ``sender`` is the agency whose files these are. Without one the first sub-folder names it, and
    in a mailbox the address a message says it is from, where the register of agencies has it.

    One run takes at most ``most_per_run`` of its files or messages; the others are for the next.

    A password comes from the environment (``password_variable``) or from ``password_file``. The
    key of an SFTP server must be in ``known_hosts``, the certificate of a mail server signed by an
    authority of the system or in ``ca_file``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    url: str
    sender: str | None = None
    password_file: Path | None = None
    key_file: Path | None = None
    known_hosts: Path = Path("~/.ssh/known_hosts")
    ca_file: Path | None = None
    options: dict[str, Any] = {}
    most_per_run: int = Field(2_000, ge=1, strict=True)

    @field_validator("name")
    @classmethod
    def _is_free(cls, name: str) -> str:
        if name in _OURS:
            raise ValueError(f"{name} is the name of another channel")
        return name

    @field_validator("url")
    @classmethod
    def _can_be_opened(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.password is not None:
            raise ValueError("no password here: password_file names the file that holds it")
        if "::" in url:
            raise ValueError("one place, not a chain of several with ::")
        if parts.scheme in ("", "imaps"):
            return url
        from fsspec import available_protocols  # a folder or a mailbox needs none of it

        if parts.scheme not in available_protocols():
            raise ValueError(f"{parts.scheme}:// cannot be opened; mail is read by imaps:// only")
        return url

    @property
    def kind(self) -> PlaceKind:
        """What the URL leads to."""
        scheme = urlsplit(self.url).scheme
        if scheme == "imaps":
            return "mailbox"
        return "folder" if scheme in ("", "file", "local") else "remote_files"

    @property
    def password_variable(self) -> str:
        """The variable of the environment that may hold the password."""
        return f"CSI_PASSWORD_{self.name.upper().replace('-', '_')}"
