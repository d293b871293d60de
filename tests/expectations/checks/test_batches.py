"""Many submissions in one batch are judged as each would be alone."""

from __future__ import annotations

import random
from itertools import product

from tests.expectations.builders import (
    BUDGET,
    INCIDENTS,
    SECURITY,
    Entry,
    file_of,
    header,
    judge,
    part_of,
    put,
)

ENTRIES: list[Entry] = [None, "abc", -1, 0, 7, 10**9, "Không áp dụng", "Có", "#REF!", "1.000"]
CELLS = [
    (INCIDENTS, "TYPE-01", "incidents"),
    (INCIDENTS, "TYPE-07", "self_handled"),
    (INCIDENTS, "total", "incidents"),
    (INCIDENTS, "", "unit_code"),
    (SECURITY, "trained_staff_share", "value"),
    (SECURITY, "trained_staff_share", "denominator"),
    (SECURITY, "drills", "value"),
    (SECURITY, "", "scope"),
    (BUDGET, "yearly_plan|Kế hoạch 2024", "exempt"),
    (BUDGET, "yearly_plan|Kế hoạch 2024", "total_it_budget"),
    (BUDGET, "", "period"),
]


def test_one_batch_equals_one_by_one() -> None:
    """Every entry in every cell, each in a report of its own: all together, in the other order,
    and some of them alone."""
    files = [
        file_of(form, header(revision=number), put(row_key, field, entry))
        for number, ((form, row_key, field), entry) in enumerate(product(CELLS, ENTRIES))
    ]
    together = judge(files)
    assert not together.findings.is_empty()
    assert judge(files[::-1]).findings.equals(together.findings)
    for content in random.Random(11).sample(files, 16):
        own, alone = part_of(together, content), judge([content])
        assert own.findings.equals(alone.findings)
        assert own.verdicts.equals(alone.verdicts)
