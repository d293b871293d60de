"""Whether a regular expression can take more than linear time, read from the expression itself.

The expression becomes an automaton of its characters. It is exponential where one text leads from a
character back to it on two ways, polynomial where one text keeps two repetitions busy that lie
behind each other (Weideman et al. 2016). A search begins anew at every character: that is one more
repetition in front. No clock is asked.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_CATEGORIES = {
    op.CATEGORY_DIGIT: re.compile(r"\d"),
    op.CATEGORY_NOT_DIGIT: re.compile(r"\D"),
    op.CATEGORY_SPACE: re.compile(r"\s"),
    op.CATEGORY_NOT_SPACE: re.compile(r"\S"),
    op.CATEGORY_WORD: re.compile(r"\w"),
    op.CATEGORY_NOT_WORD: re.compile(r"\W"),
}
_ORDINARY = {*map(ord, "a0Z_ \n-.,"), 0xE9, 0x1EA1, 0x4E2D}
# A repetition of more is taken as one without end.
_FEW = 16
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_Chars = frozenset[int]


class Automaton:
    """The characters an expression may read, numbered, and which may follow which."""

    def __init__(self, pattern: re.Pattern[Any], *, searches: bool, whole: bool) -> None:
        parsed = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self._alphabet = _ORDINARY | set(_literals(parsed))
        self._empty: list[list[tuple[int, _Chars, bool]]] = []
        self._reads: list[tuple[int, _Chars, int]] = []
        start = self._state()
        if searches and not (parsed and parsed[0] == (op.AT, op.AT_BEGINNING)):
            self._reads.append((start, frozenset(self._alphabet), start))
        self._end = self._state()
        self._join(self._sequence(parsed, start), self._end, fails=whole)
        self.size = len(self._reads)
        self.follow, self.ways = self._followers()
        self.is_content = [self._accepts(after) for _, _, after in self._reads]

    def _state(self) -> int:
        self._empty.append([])
        return len(self._empty) - 1

    def _join(
        self, before: int, after: int, barred: _Chars = frozenset(), fails: bool = False
    ) -> None:
        """A step that reads nothing; what is read next is none of ``barred``."""
        self._empty[before].append((after, barred, fails))

    def _sequence(self, nodes: Any, state: int) -> int:
        for kind, value in nodes:
            state = self._node(kind, value, state)
        return state

    def _node(self, kind: Any, value: Any, before: int) -> int:
        match kind:
            case op.SUBPATTERN:
                return self._sequence(value[3], before)
            case op.ATOMIC_GROUP:
                return self._sequence(value, before)
            case op.BRANCH:
                after = self._state()
                for branch in value[1]:
                    self._join(self._sequence(branch, before), after)
                return after
            case op.AT | op.ASSERT | op.ASSERT_NOT | op.GROUPREF:
                after = self._state()
                self._join(before, after, fails=True)
                return after
        if kind in _REPEATS:
            return self._repeat(*value, before, kind is op.POSSESSIVE_REPEAT)
        after = self._state()
        self._reads.append((before, self._chars(kind, value), after))
        return after

    def _repeat(self, least: int, most: int, body: Any, before: int, is_possessive: bool) -> int:
        for _ in range(least):
            before = self._sequence(body, before)
        after = self._state()
        if most > _FEW:
            loop = self._state()
            self._join(before, loop)
            self._join(self._sequence(body, loop), loop)
            is_one = is_possessive and len(body) == 1 and body[0][0] in (op.IN, op.LITERAL, op.ANY)
            self._join(loop, after, self._chars(*body[0]) if is_one else frozenset())
            return after
        for _ in range(most - least):
            self._join(before, after)
            before = self._sequence(body, before)
        self._join(before, after)
        return after

    def _chars(self, kind: Any, value: Any) -> _Chars:
        return frozenset(char for char in self._alphabet if _holds(kind, value, char))

    def _steps(self, state: int) -> Iterator[tuple[int, _Chars]]:
        """The states reached without reading, once for each way, and what is barred there."""
        waiting: list[tuple[int, _Chars, tuple[tuple[int, int], ...]]] = [(state, frozenset(), ())]
        while waiting:
            at, barred, taken = waiting.pop()
            yield at, barred
            for number, (after, more, _) in enumerate(self._empty[at]):
                if (at, number) not in taken:
                    waiting.append((after, barred | more, (*taken, (at, number))))

    def _followers(self) -> tuple[list[dict[int, _Chars]], list[Counter[int]]]:
        begins: dict[int, list[int]] = {}
        for number, (before, _, _) in enumerate(self._reads):
            begins.setdefault(before, []).append(number)
        follow: list[dict[int, _Chars]] = []
        ways: list[Counter[int]] = []
        for _, _, after in self._reads:
            own: dict[int, _Chars] = {}
            counted = Counter[int]()
            for state, barred in self._steps(after):
                for number in begins.get(state, ()):
                    own[number] = own.get(number, frozenset()) | (self._reads[number][1] - barred)
                    counted[number] += 1
            follow.append(own)
            ways.append(counted)
        return follow, ways

    def _accepts(self, state: int) -> bool:
        """Whether the expression has matched there, whatever comes."""
        seen, waiting = {state}, [state]
        while waiting:
            at = waiting.pop()
            if at == self._end:
                return True
            for after, _, fails in self._empty[at]:
                if not fails and after not in seen:
                    seen.add(after)
                    waiting.append(after)
        return False

    def reached(self, start: int) -> set[int]:
        """The characters that may be read after one."""
        return _reached(start, lambda at: iter(self.follow[at]))

    def together(self, places: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Where several readers of one text may stand one character later."""
        for after in product(*(self.follow[place] for place in places)):
            read = (self.follow[a][b] for a, b in zip(places, after, strict=True))
            if frozenset.intersection(*read):
                yield after


def growth(pattern: re.Pattern[Any], *, searches: bool, whole: bool) -> str:
    """``linear``, ``polynomial`` or ``exponential``: how the time grows with the text, for a search
    through it, or for a match of the ``whole`` text or of its beginning."""
    automaton = Automaton(pattern, searches=searches, whole=whole)
    after = [automaton.reached(number) for number in range(automaton.size)]
    cyclic = [number for number in range(automaton.size) if number in after[number]]
    for one in cyclic:
        loop = {other for other in after[one] if one in after[other]}
        if any(automaton.ways[a][b] > 1 for a in loop for b in loop):
            return "exponential"
        pairs = _reached((one, one), automaton.together)
        apart = [pair for pair in pairs if pair[0] != pair[1] and {*pair} <= loop]
        if any((one, one) in _reached(pair, automaton.together) for pair in apart):
            return "exponential"
    for one, other in product(cyclic, cyclic):
        if one == other or other not in after[one] or automaton.is_content[other]:
            continue
        if (one, other, other) in _reached((one, one, other), automaton.together):
            return "polynomial"
    return "linear"


def _reached(start: Any, steps: Callable[[Any], Iterator[Any]]) -> set[Any]:
    seen: set[Any] = set()
    waiting = deque([start])
    while waiting:
        for after in steps(waiting.popleft()):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return seen


def _literals(nodes: Any) -> Iterator[int]:
    """The characters an expression names, and those beside its ranges."""
    for node in nodes:
        match node:
            case (op.LITERAL | op.NOT_LITERAL, int(char)):
                yield char
            case (op.RANGE, (int(first), int(last))):
                yield from (first, last, last + 1)
            case tuple() | list() | parser.SubPattern():
                yield from _literals(node)


def _holds(kind: Any, value: Any, char: int) -> bool:
    match kind:
        case op.LITERAL:
            return bool(char == value)
        case op.NOT_LITERAL:
            return bool(char != value)
        case op.ANY:
            return char != ord("\n")
        case op.RANGE:
            return bool(value[0] <= char <= value[1])
        case op.CATEGORY:
            return bool(_CATEGORIES[value].match(chr(char)))
        case op.IN:
            negated = value[0][0] is op.NEGATE
            return negated != any(_holds(*part, char) for part in value[negated:])
    raise NotImplementedError(kind)
