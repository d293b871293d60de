"""Vietnamese text as people write it: names, labels, dates, answers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# Labels come back with every report.
_REMEMBERED = 4_096
_UNIT_PREFIX = re.compile(r"^((tinh|thanh pho|t\.?p)\s+|t\.?p\.\s*)")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_YES = {"co", "x", "✓", "✔", "☑", "yes", "true", "1", "da co", "roi"}
_NO = {"khong", "no", "false", "0", "chua", "chua co"}
_BELOW_NOTHING = re.compile(r"\s*[-\u2010-\u2015\u2212(]\s*\d")
_NOT_APPLICABLE = {"khong ap dung", "kad", "k/a/d", "n/a", "na", "not applicable"}
_NIL = {"khong phat sinh", "kps", "khong co", "khong", "chua phat sinh", "nil", ""}
_NUMERIC_DATE = re.compile(r"^(?:ngày )?(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})\.?$")
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_WIDE_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_LOOKS_ALIKE = str.maketrans(
    {
        **dict.fromkeys(_INVISIBLE),
        **dict.fromkeys(_WIDE_SPACES, " "),
        "Ð": "Đ",
        "ð": "đ",
        "Ɖ": "Đ",
        "ɖ": "đ",
        "％": "%",
    }
)
# Without the soft hyphen: it is a letter of an old encoding.
_AROUND = _INVISIBLE.replace("\u00ad", "") + _WIDE_SPACES + " \t\r\n\v\f"
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_NUMBER_IN_FRONT = re.compile(
    r"^([*+•·]\s*|(\(\d{1,2}\)|\d{1,2}[.)])\s*(?=\D)|\(?([ivx]{2,5}|[a-z])[.)]\s+)+"
)
# Of a text turned round, so that each of its letters is looked at once.
_MARKS_BEHIND = re.compile(r"((\*|\)\*+\(|\)\d{1,2}\(|\](\d{1,2}|\*+)\[|[¹²³⁴⁵⁶⁷⁸⁹†]|:)\s*)+")
_CLOCK = re.compile(
    r"(?:\d{4} \d{2} \d{2} )?(\d{1,2}) ?"
    r"(?:(?:[:.hg]|gio) ?([0-5]\d)(?:[:.][0-5]\d(?:\.0+)?)? ?(?:phut|p)?|(?:h|g|gio))"
    r"(?: ?(am|pm|sang|chieu|toi))?"
)
_HALF_DAYS = {
    "am": range(12),
    "sang": range(12),
    "pm": range(12, 24),
    "chieu": range(12, 19),
    "toi": range(17, 24),
}
# As under a letter, the place before a comma: ``Hà Nội, ngày 28 tháng 02 năm 2026``.
_WORDED_DATE = re.compile(
    r"^(?:[a-z][a-z .']{0,39}, ?)?ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})$"
)
# Control characters, the marks that turn the direction of writing round, what nobody sees between
# letters, and what is no character; without tabs and the ends of lines.
_UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_UNPRINTABLE = re.compile(rf"[{_UNSEEN}\t\n]+")
_UNPRINTABLE_IN_LINES = re.compile(rf"[{_UNSEEN}]+")
# The same as DuckDB writes it.
UNPRINTABLE_IN_SQL = "[" + re.sub(r"\\u([0-9a-f]{4})", r"\\x{\1}", _UNSEEN) + "]+"
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})( 00:00:00)?$")


def trim(text: str) -> str:
    """A text without spaces and invisible marks around it, otherwise as it was sent."""
    return text.strip(_AROUND)


def tidy(text: str) -> str:
    """A text as it is meant: composed (NFC), without marks nobody sees, every kind of space a plain
    one, and the Icelandic letters that look like Đ and đ made Vietnamese."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_LOOKS_ALIKE)).strip()


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Lower-case ASCII letters of a text, spaces and dashes made one: ``Đà Nẵng`` → ``da nang``.

    Tone marks fall away altogether, so both placements (Hòa, Hoà) and both Unicode forms agree.
    """
    lower = text.casefold()
    if not text.isascii():
        lower = text.translate(_LOOKS_ALIKE).casefold().replace("đ", "d")
        decomposed = unicodedata.normalize("NFD", lower)
        lower = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_DASHES.sub(" ", lower).split())


@lru_cache(maxsize=_REMEMBERED)
def label_key(text: str) -> str:
    """The key under which two writings of a label are one: number or bullet in front, marks of
    footnotes and colon behind, and how a per cent is written, do not count (``3. Số lượng (*):`` →
    ``so luong``)."""
    turned = _NUMBER_IN_FRONT.sub("", fold(text))[::-1]
    marks = _MARKS_BEHIND.match(turned)
    return turned[marks.end() if marks else 0 :][::-1].replace(" phan tram", "%").replace(" %", "%")


def spelling_key(text: str) -> str:
    """A key that keeps every letter and tone but not where in its word the tone stands, nor case:
    ``Khánh Hòa`` and ``Khánh Hoà`` agree, ``Hà Nam`` and ``Hạ Nam`` do not."""
    words = []
    for word in tidy(text).casefold().replace("–", "-").split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(char for char in letters if char in _TONES)
        bare = "".join(char for char in letters if char not in _TONES)
        words.append(unicodedata.normalize("NFC", bare) + tones)
    return " ".join(words)


def name_key(name: str) -> str:
    """The key under which two spellings of a province's or agency's name are the same name."""
    return _UNIT_PREFIX.sub("", fold(name))


def parse_yes_no(text: str) -> bool | None:
    """``Có``/``Không`` and their usual spellings as a truth value; None when it is neither, such as
    a figure below nothing."""
    if _BELOW_NOTHING.match(text):
        return None
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def is_not_applicable(text: str) -> bool:
    """Whether a cell says that the line does not apply (``Không áp dụng``)."""
    return fold(text) in _NOT_APPLICABLE


def says_nil(text: str) -> bool:
    """Whether words or dashes in the place of a figure say that there is none (``Không phát sinh``,
    ``KPS``, ``-``)."""
    return fold(text) in _NIL


def parse_date(text: str) -> date | None:
    """A date written day first (``9/8/2019``, ``ngày 9 tháng 8 năm 2019``, also behind the place
    where a letter was written) or in ISO form; None for any other text or a day that does not
    exist."""
    stripped = tidy(text)
    if match := _ISO_DATE.match(stripped):
        year, month, day = (int(part) for part in match.groups()[:3])
    elif match := _NUMERIC_DATE.match(stripped.casefold()) or _WORDED_DATE.match(fold(stripped)):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_clock(text: str) -> str | None:
    """A time of day as people write it (``8h30``, ``8 giờ 30 phút``, ``08.30``, ``8:30 PM``) as
    ``HH:MM``; None for what is none (``25:00``), leaves the half of the day open or contradicts it
    (``20h sáng``)."""
    match = _CLOCK.fullmatch(fold(text))
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        either = {hour % 12, hour % 12 + 12} if hour <= 12 else {hour}
        hours = either & set(_HALF_DAYS[half])
        hour = hours.pop() if hours else 24
    return f"{hour:02d}:{minute:02d}" if hour < 24 else None


def parse_instant(text: str) -> datetime:
    """An ISO instant with its offset, as delivery lists write it; ``ValueError`` without one."""
    instant = datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError(f"no offset from UTC: {text!r}")
    return instant


def printable(text: str) -> str:
    """A text safe to print and to keep: no control characters, none that turn the direction of
    writing, no bytes that were no text."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE.sub(" ", whole).strip()


def printable_lines(text: str) -> str:
    """A text of several lines safe to print: as ``printable``, with tabs, the ends of its lines and
    the blanks around it."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE_IN_LINES.sub(" ", whole)
