"""Whoever sees a sentence finds the code that says it by searching for its key: whole, or what
comes before the one value of data that it ends with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from ingestion import messages
from ingestion.messages import LANGUAGES, catalogue, text

ROOT = Path(messages.__file__).parents[2]
ROOMS = [ROOT / name for name in ("ingestion", "expectations", "dashboards", "orchestration")]
KEYS = catalogue(LANGUAGES[0]).keys()
TOPS = {key.partition(".")[0] for key in KEYS}
SPEAKING = ("text", "message")
FILES = (".csv", ".html", ".js", ".json")
_BEGINNING = re.compile(r"[a-z_]+\.([\w-]+\.)*[\w-]*")
_QUOTED = re.compile(r"""(["'])([a-z_]+\.(?:[\w-]+\.)*[\w-]*)\1( *~)?""")
_SPOKEN = re.compile(r"""\bt\((["'])([^"']+)\1(?! *~)""")


class Use(NamedTuple):
    """A key, or the beginning of keys, in the code: where, and whether it is well made there."""

    place: str
    key: str
    is_whole: bool
    is_well_made: bool = True


@cache
def uses() -> tuple[Use, ...]:
    """Every text of code and templates that begins like a key of the catalogue."""
    return tuple(
        use
        for room in ROOMS
        for path in sorted(room.rglob("*"))
        if path.suffix in (".py", ".html")
        for use in (_in_python(path) if path.suffix == ".py" else _in_template(path))
    )


def _in_python(path: Path) -> Iterator[Use]:
    glued: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '')}"
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(first)) as constant, *rest]):
                glued.add(id(constant))
                if _begins_like_a_key(first):
                    yield Use(place, first, False, len(rest) == 1 and first.endswith("."))
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(key)), *_]):
                if name in SPEAKING:
                    yield Use(place, key, True)
            case ast.Constant(value=str(text)) if id(node) not in glued:
                if _begins_like_a_key(text) and not text.endswith(FILES):
                    is_whole = not text.endswith(".")
                    yield Use(place, text, is_whole, is_whole)


def _in_template(path: Path) -> Iterator[Use]:
    content = path.read_text(encoding="utf-8")
    for match in _QUOTED.finditer(content):
        key, is_whole = match[2], not match[3]
        if _begins_like_a_key(key) and not key.endswith(FILES):
            place = f"{path.relative_to(ROOT)}:{content.count(chr(10), 0, match.start()) + 1}"
            behind = content[: match.start()].rstrip().endswith("~")
            yield Use(place, key, is_whole, not behind and is_whole != key.endswith("."))
    for match in _SPOKEN.finditer(content):
        yield Use(str(path.relative_to(ROOT)), match[2], True)


def _begins_like_a_key(text: str) -> bool:
    return bool(_BEGINNING.fullmatch(text)) and text.partition(".")[0] in TOPS


def test_every_key_is_used() -> None:
    whole = {use.key for use in uses() if use.is_whole}
    beginnings = tuple(use.key for use in uses() if not use.is_whole)
    assert len(beginnings) > 60
    assert [key for key in KEYS if key not in whole and not key.startswith(beginnings)] == []


def test_every_use_has_its_key() -> None:
    missing = [
        use
        for use in uses()
        if (use.key not in KEYS if use.is_whole else not any(k.startswith(use.key) for k in KEYS))
    ]
    assert missing == []


def test_what_is_glued_is_a_beginning_with_a_dot_and_one_value() -> None:
    assert [use for use in uses() if not use.is_well_made] == []


def test_both_languages_have_the_same_keys_and_put_the_same_values_in() -> None:
    vietnamese, english = (catalogue(language) for language in LANGUAGES)
    assert vietnamese.keys() == english.keys()
    for key, message in vietnamese.items():
        assert _put_in(message) == _put_in(english[key]), key


def test_one_is_no_several_in_english() -> None:
    texts = [one for one in catalogue("en").values() if "count" in _put_in(one)]
    forms = [form for one in texts for _, _, form, _ in Formatter().parse(one) if form]
    nouns = {form.partition("|")[2].split()[0] for form in forms} - {"are", "were"}
    several = re.compile(rf"\b1 (?:[a-z-]+ ){{0,2}}(?:{'|'.join(sorted(nouns))})\b")
    assert {"files", "reports", "things"} <= nouns
    assert [one for one in texts if several.search(_with_one_of_each(one))] == []
    assert text("backup.dropped", "en", count=2) == "Took away 2 older backups."
    assert text("backup.dropped", "en", count=1) == "Took away 1 older backup."


def _with_one_of_each(message: str) -> str:
    for _, name, form, _ in Formatter().parse(message):
        if name == "count" and form:
            message = message.replace(f"{{count:{form}}}", form.partition("|")[0])
    return message.replace("{count}", "1")


def _put_in(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}
