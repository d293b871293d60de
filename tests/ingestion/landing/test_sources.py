"""The delivery list of an inbox: what is wrong with it is said, and stops nothing on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.landing.sources import (
    DELIVERY_LIST,
    BadDeliveryList,
    not_in_inbox,
    read_delivery_list,
)

HEAD = "file,sender,channel,received_at\n"
LATER = "2024-12-01T08:00:00+07:00"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"a.csv,{'x' * 200_000},portal,{LATER}", "not_csv"),
        ("a.csv,AGY-1,portal,0001-01-01T00:00:00+07:00", "no_instant"),
        ("a.csv,AGY-1,portal,2999-01-01T00:00:00+07:00", "in_the_future"),
        ("a.csv,AGY-1,portal", "too_few_cells"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, why: str) -> None:
    listed = tmp_path / DELIVERY_LIST
    listed.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(BadDeliveryList) as refused:
        read_delivery_list(listed)
    assert refused.value.key == f"deliveries.{why}"
    assert refused.value.values["line"] == 2


def test_a_heading_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    listed = tmp_path / DELIVERY_LIST
    listed.write_text(f"file,{'x' * 200_000}\n", encoding="utf-8")
    with pytest.raises(BadDeliveryList, match="not_csv"):
        read_delivery_list(listed)


def test_a_name_longer_than_any_file_was_not_delivered(tmp_path: Path) -> None:
    names = ("x" * 300, "there.csv", "missing.csv")
    lines = (f"{name},AGY-1,portal,{LATER}\n" for name in names)
    (tmp_path / DELIVERY_LIST).write_text(HEAD + "".join(lines), encoding="utf-8")
    (tmp_path / "there.csv").write_text("x", encoding="utf-8")
    assert not_in_inbox(tmp_path, []) == ["missing.csv", "x" * 300]
