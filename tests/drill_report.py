"""A form that is none of ours, and its next version: the files of both are read side by side, by
code that knows neither."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from ingestion.blanks.layout import Answers, Entry
from ingestion.forms.contract import Form

CONTRACT = """
form: drill_report
version: 1
asset: drills
title: {vi: Báo cáo diễn tập, en: Drills}
legal_source: thử
reporter: province_agency
periods: [year]
formats: [xlsx, json]
sheets:
  - name: drills
    kind: register
    table: drills
    title: {vi: Diễn tập, en: Drills}
    row_key: [place]
    fields:
      - {code: place, kind: text, label: {vi: Nơi diễn tập, en: Place}}
      - {code: held, kind: date, label: {vi: Ngày, en: Day}}
      - {code: cost, kind: money, label: {vi: Chi phí, en: Cost}}
  - name: summary
    kind: indicator
    title: {vi: Tổng hợp, en: Summary}
    groups: {all: {vi: Chung, en: All}}
    lines:
      - {code: drills, group: all, kind: count, label: {vi: Số cuộc, en: Drills}}
      - code: trained
        group: all
        kind: ratio
        label: {vi: Người được tập huấn, en: Trained}
        denominator: {vi: Tổng số người, en: All}
"""
RENAMES = {
    "place": "venue",
    "held": "held_on",
    "cost": "total_cost",
    "drills": "drills_held",
    "trained": "trained_staff",
}


def drill_reports() -> tuple[Form, Form]:
    """The first version, and the next one: every column and line has another code, one column
    another label too, and one of each is new."""
    old, new = yaml.safe_load(CONTRACT), yaml.safe_load(CONTRACT)
    new |= {"version": 2, "renames": RENAMES}
    drills, summary = new["sheets"]
    drills["row_key"] = ["venue"]
    for asked in (*drills["fields"], *summary["lines"]):
        asked["code"] = RENAMES[asked["code"]]
    drills["fields"][1]["label"] = {"vi": "Ngày mở", "en": "Opened on"}
    people = {"vi": "Số người", "en": "People"}
    drills["fields"].append({"code": "people", "kind": "count", "label": people})
    planned = {"vi": "Dự kiến", "en": "Planned"}
    summary["lines"].append({"code": "planned", "group": "all", "kind": "count", "label": planned})
    return Form.model_validate(old), Form.model_validate(new)


def drill_answers(form: Form, header: Mapping[str, Entry], **entries: Entry) -> Answers:
    """What a report of either version says: ``entries`` under the codes of the first, a count or
    numerator under a line's own, its denominator under ``all``; what is not given stays empty."""
    codes = RENAMES if form.version > 1 else {}
    given = {codes.get(code, code): entry for code, entry in entries.items()}
    row = {field.code: given.get(field.code) for field in form.registers[0].fields}
    lines = {line.code: {"value": given.get(line.code)} for line in form.lines}
    lines[codes.get("trained", "trained")]["denominator"] = given.get("all")
    return Answers(header, lines, {"drills": [row]})
