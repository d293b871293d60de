"""What a test of dbt asks, as a sentence."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

# Of the generic tests, with what they are given.
_GENERIC = {
    "not_null": "Every row has a value in {column_name}.",
    "unique": "No two rows share a value of {column_name}.",
    "unique_together": "No two rows share {columns}, and none of these is null.",
    "accepted_values": "Every value of {column_name} is one of: {values}.",
    "relationships": "Every value of {column_name} is a value of {field} in {to}.",
    "holds": "In every row holds: {condition}.",
}


def asked(test: Mapping[str, Any]) -> str:
    """What a test asks: its description, the comment its SQL begins with, or the sentence of the
    generic test it is. ``test`` is a node of dbt's manifest."""
    if test["description"]:
        return str(test["description"])
    if generic := test.get("test_metadata"):
        given = {name: _as_words(value) for name, value in generic["kwargs"].items()}
        return _GENERIC[generic["name"]].format_map(given)
    lines = takewhile(lambda line: line.startswith("--"), test["raw_code"].splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def _as_words(given: object) -> str:
    """What a test is given as it is read: a list with commas, a model by its name."""
    if isinstance(given, list):
        return ", ".join(str(one) for one in given)
    return str(given).removeprefix("ref('").removesuffix("')")
