"""The bytes of a text file as its text: in UTF-8, or in UTF-16 or UTF-32 where its first bytes say
so, without the marks that some programs write behind the end."""

from __future__ import annotations

import codecs
from typing import AnyStr

# The longer ones first: that of UTF-16 is how one of UTF-32 begins.
_BY_FIRST_BYTES = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_BYTE_ORDER_MARK = "\ufeff"
# Ctrl-Z of DOS, Ctrl-D of terminals, the end of a page. Not NUL: it fills the place of what was
# not copied.
_END_MARKS, _BLANKS = "\x04\x0c\x1a", " \t\r\n"


def is_marked(content: bytes) -> bool:
    """Whether the first bytes say that a text is in UTF-16 or UTF-32."""
    return content.startswith(tuple(_BY_FIRST_BYTES))


def text_of(content: bytes) -> str:
    """The text of a file; halves of letters stay as they are. Raises ``UnicodeDecodeError``."""
    for first, encoding in _BY_FIRST_BYTES.items():
        if content.startswith(first):
            whole = content if len(content) % 2 == 0 else content.removesuffix(b"\x1a")
            return _plain(whole.decode(encoding, "surrogatepass"))
    return _plain(content.decode("utf-8", "surrogatepass"))


def without_end_marks(content: AnyStr) -> AnyStr:
    """A text, or its bytes in a code that has ASCII in it, up to the first mark behind its end."""
    marks, blanks = _like(_END_MARKS, content), _like(_BLANKS, content)
    end = len(content.rstrip(marks + blanks))
    at = [found for mark in _END_MARKS if (found := content.find(_like(mark, content), end)) >= 0]
    return content[: min(at)] if at else content


def _like(text: str, content: AnyStr) -> AnyStr:
    return text if isinstance(content, str) else text.encode()


def _plain(text: str) -> str:
    return without_end_marks(text.lstrip(_BYTE_ORDER_MARK))
