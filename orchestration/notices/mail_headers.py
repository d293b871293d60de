"""How the first lines of a letter are written. Python's own way of folding them drops blanks
between the words of a long Vietnamese subject or name, and encodes long message ids; this one keeps
both."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.policy import SMTP, Policy
from email.utils import parseaddr
from typing import Any, ClassVar, Literal


class _Line(BaseHeader):
    """A header that says what it was given, to the letter. The library refuses line breaks in it
    before it comes here."""

    max_count: ClassVar[Literal[1]] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take the text as it is; what looks encoded in it is not decoded."""
        kwds["decoded"] = value
        kwds["parse_tree"] = None

    def fold(self, *, policy: Policy) -> str:
        """The lines that are sent (RFC 2047 where it is not ASCII)."""
        return f"{self.name}: {_encoded(str(self), self.name, policy)}{policy.linesep}"


class _Mailbox(_Line):
    """One address with the name before it, of which only the name is encoded."""

    def fold(self, *, policy: Policy) -> str:
        """The lines that are sent."""
        name, address = parseaddr(str(self))
        if name.isascii():
            return f"{self.name}: {Address(name, addr_spec=address)}{policy.linesep}"
        shown = _encoded(name, self.name, policy)
        return f"{self.name}: {shown}{policy.linesep} <{address}>{policy.linesep}"


def _encoded(value: str, name: str, policy: Policy) -> str:
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name).encode(linesep=policy.linesep)


def _registry() -> HeaderRegistry:
    headers = HeaderRegistry()
    for name in ("subject", "message-id", "in-reply-to", "references"):
        headers.map_to_type(name, _Line)
    for name in ("from", "to"):
        headers.map_to_type(name, _Mailbox)
    return headers


# Letters as they are handed to a mail server: CRLF, seven bits.
LETTER_POLICY = SMTP.clone(header_factory=_registry(), cte_type="7bit")
