"""What a rule says and no model would honour is refused at its cell, never passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from orchestration.any_index.tables import BadIndex, Row, TextTable

_OF_ROOT = frozenset({"decimals", "tie_rule"})
_OF_INNER = frozenset({"aggregation", "power", "member_floor"})
_OF_INDICATOR = frozenset(
    {
        "direction",
        "transform",
        "goalpost_lo",
        "goalpost_hi",
        "cap",
        "normalisation",
        "zero_denominator_policy",
        "pooling",
        "merge_policy",
        "form",
        "measure",
        "numerator",
        "denominator",
    }
)
# What an inner node may say, since it changes nothing: it is no indicator.
_SAYS_NOTHING = {"normalisation": "none"}
_FIXED_GOALPOSTS = ("ratio", "yes_no")
# Without goalposts these are refused for that.
_NEED_GOALPOSTS = ("goalposts", "cap")
_LARGEST_POWER = 5
_MEANS_WITH_FLOOR = ("geometric", "harmonic", "power")


def refuse_idle_rules(rules: TextTable, root: str, inner: Collection[str]) -> None:
    """Raise ``BadIndex`` at the first cell that has no meaning where it stands: a rule of the root
    on another node, of an inner node on an indicator or the other way round, a share or an
    exponent beyond its bounds, goalposts where they are fixed."""
    for line, row in rules.numbered():
        for column, value in row.items():
            where = _only_on(column, value, row["node_id"], root, inner)
            if where:
                raise BadIndex(f"index.only_on.{where}", **rules.place(line, column, value))
        for key, column in _out_of_bounds(row):
            raise BadIndex(f"index.rule.{key}", **rules.place(line, column, row[column]))


def _only_on(column: str, value: str, node: str, root: str, inner: Collection[str]) -> str | None:
    """Where alone the column has a meaning, if that is not at this node."""
    if not value or (node in inner and _SAYS_NOTHING.get(column) == value):
        return None
    if column in _OF_ROOT and node != root:
        return "root"
    if column in _OF_INNER and node not in inner:
        return "inner"
    return "indicator" if column in _OF_INDICATOR and node in inner else None


def _out_of_bounds(row: Row) -> Iterator[tuple[str, str]]:
    """What is wrong with a cell of a rule, and its column."""
    if (weight := row.get("weight")) and Decimal(weight) < 0:
        yield "negative_weight", "weight"
    if (floor := row.get("minimum_coverage")) and not 0 <= Decimal(floor) <= 1:
        yield "coverage_is_a_share", "minimum_coverage"
    power = row.get("power")
    if power and row.get("aggregation") != "power":
        yield "power_without_power_mean", "power"
    if not power and row.get("aggregation") == "power":
        yield "power_mean_without_power", "aggregation"
    if power and (Decimal(power) == 0 or abs(Decimal(power)) > _LARGEST_POWER):
        yield "power_out_of_bounds", "power"
    if (lifted := row.get("member_floor")) and row.get("aggregation") not in _MEANS_WITH_FLOOR:
        yield "floor_without_its_mean", "member_floor"
    if lifted and Decimal(lifted) <= 0:
        yield "floor_not_positive", "member_floor"
    for column in ("goalpost_lo", "goalpost_hi"):
        if row.get(column) and row.get("normalisation") in _FIXED_GOALPOSTS:
            yield "goalposts_are_fixed", column
    has_ends = row.get("goalpost_lo") or row.get("goalpost_hi")
    asks_for_ends = row.get("normalisation", "") in ("", *_FIXED_GOALPOSTS, *_NEED_GOALPOSTS)
    if row.get("cap", "") not in ("", "none") and not has_ends and not asks_for_ends:
        yield "cap_without_goalposts", "cap"
