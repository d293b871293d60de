"""The mail server by which a home tells people something, and whom: ``[mail]`` in ``csi.toml``."""

from __future__ import annotations

import re
from email.headerregistry import Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from ingestion.language.vietnamese import printable

PASSWORD_VARIABLE = "CSI_MAIL_PASSWORD"  # noqa: S105
Told = Literal["receipts", "deadlines"]
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
# An address as every mail server takes it: of ASCII letters, nothing quoted (RFC 5321 §4.1.2).
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[0-9A-Za-z][0-9A-Za-z.-]{0,252}", re.ASCII)
_NAMED = re.compile(r"(?P<name>[^<>]{0,100})<(?P<address>[^<>]{3,320})>")


def mail_address(written: str) -> Address:
    """One address, ``csi@tinh.example`` or ``Kho dữ liệu <csi@tinh.example>``; raises
    ``ValueError`` for what is none, or could be read as several."""
    named = _NAMED.fullmatch(written)
    name, address = (named["name"].strip(), named["address"]) if named else ("", written)
    if name != printable(name) or not _ADDRESS.fullmatch(address):
        raise ValueError(f"no mail address: {printable(written)[:100]}")
    try:
        return Address(display_name=name, addr_spec=address)
    except Exception as wrong:  # the parser of headers raises whatever it meets
        raise ValueError(f"no mail address: {printable(written)[:100]}") from wrong


def _is_mail_address(written: str) -> str:
    mail_address(written)
    return written


MailAddress = Annotated[str, AfterValidator(_is_mail_address)]


class MailSettings(BaseModel):
    """How letters are sent, and to whom; without this block none are.

    ``house`` is what a subject line calls this home by. ``operators`` are told of runs that failed
    and of deadlines ahead, ``days_ahead`` of them; the agencies of the register what ``agencies``
    names, and nothing of a synthetic home.

    The connection is encrypted, and the certificate of the server signed by an authority of the
    system or in ``ca_file``; ``security = "none"`` is for a server of this machine, and elsewhere
    for one that asks for no password. A password comes from the environment
    (``CSI_MAIL_PASSWORD``) or from ``password_file``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    house: str = Field(min_length=1, max_length=40)
    host: str = Field(pattern=r"^[0-9A-Za-z.:-]{1,253}$")
    port: int | None = Field(None, ge=1, le=65_535, strict=True)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: MailAddress
    operators: tuple[MailAddress, ...] = Field(min_length=1)
    agencies: tuple[Told, ...] = ("receipts",)
    days_ahead: tuple[Annotated[int, Field(ge=0, le=366, strict=True)], ...] = (10, 3, 1)
    language: Literal["vi", "en", "both"] = "both"

    @field_validator("house", "user")
    @classmethod
    def _is_one_line(cls, written: str | None) -> str | None:
        if written is not None and written != printable(written):
            raise ValueError("characters that cannot be printed, or blanks around it")
        return written

    @model_validator(mode="after")
    def _keeps_its_password(self) -> MailSettings:
        if self.user and self.security == "none" and self.host not in _THIS_MACHINE:
            raise ValueError('with security = "none" a password would be sent for all to read')
        return self

    @property
    def server_port(self) -> int:
        """The port, that of the kind of connection where none is set."""
        return self.port or _PORTS[self.security]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of a letter, in their order."""
        return ("vi", "en") if self.language == "both" else (self.language,)
