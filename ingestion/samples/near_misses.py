"""What looks wrong and is right: planted so that a rule which holds too much is caught.

Each is written into reports that must be accepted; the manifest names them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from ingestion.blanks.layout import Entry
from ingestion.forms.obligations import Law
from ingestion.messages import text as message
from ingestion.samples.calendar import VIETNAM, last_moment_on_time
from ingestion.samples.chance import draw
from ingestion.samples.draft import Draft, Season, Suffix
from ingestion.samples.facts import Facts

SECURITY, INCIDENTS, BUDGET = "agency_security_report", "incident_summary", "budget"
_TIMES = 3
# Years without a published grade, so that the recomputed scores of the others stay where they are.
_YEARS = (2022, 2023, 2024)
_NOT_APPLICABLE = "Không áp dụng"
_TONE_VARIANTS = {"òa": "oà", "óa": "oá", "ọa": "oạ", "ủy": "uỷ", "úy": "uý", "ụy": "uỵ"}
_DAY_OF_INCIDENT = "2024-05-17"
# From the beginning of the day of an incident to the last minute.
_FIVE_DAYS = timedelta(days=5, hours=23, minutes=59)
Change = Callable[[Draft], bool]


def plant_near_misses(season: Season, facts: Facts, seed: int) -> None:
    """Plant every near-miss a few times, one to a report."""
    _plant(season, seed, INCIDENTS, "zero_incidents", _no_incidents, whole_year=True)
    _plant(season, seed, BUDGET, "exempt_with_reason", _exempt)
    _plant(season, seed, BUDGET, "exactly_ten_per_cent", _ten_per_cent)
    _plant(season, seed, SECURITY, "not_applicable_line", _not_applicable)
    _plant(season, seed, INCIDENTS, "last_minute_on_time", partial(_last_minute, law=facts.law))
    _plant(season, seed, SECURITY, "name_in_nfd", _decomposed_names)
    _plant(season, seed, SECURITY, "name_with_prefix_tp", _short_prefix)
    _plant(season, seed, BUDGET, "name_with_other_tone_placement", _other_tone_placement)
    _plant(season, seed, BUDGET, "vietnamese_number_text", _grouped_numbers, suffix="csv")
    _plant(season, seed, SECURITY, "vietnamese_number_text", _grouped_numbers, suffix="csv")
    _plant(season, seed, "information_systems", "assessed_on_the_first_day", _first_day)
    _plant(season, seed, "telecom_infrastructure", "nothing_happened", _nothing_happened)
    _plant(
        season, seed, "incident_report", "last_minute_of_five_days", _after_five_days, years=(2024,)
    )
    reused = _reused_codes(facts)

    def _uses_reused_code(draft: Draft) -> bool:
        return draft.agency.unit is not None and draft.agency.unit.unit_id in reused

    _plant(season, seed, BUDGET, "old_unit_code_in_old_period", _uses_reused_code)


def _plant(
    season: Season,
    seed: int,
    form: str,
    what: str,
    change: Change,
    *,
    suffix: Suffix | None = None,
    whole_year: bool = False,
    years: tuple[int, ...] = _YEARS,
) -> None:
    candidates = [d for year in years for d in season.free(form, year, suffix)]
    candidates.sort(key=lambda draft: draw(seed, "near_miss", what, *draft.key))
    planted = 0
    for draft in candidates:
        if planted == _TIMES:
            return
        year = draft.period.index_year
        same = season.of_agency(draft.agency.agency_id, form, year) if whole_year else [draft]
        if any(other.key in season.taken for other in same):
            continue
        if all(change(other) for other in same):
            season.take(*same)
            season.near_misses.extend((other, what) for other in same)
            planted += 1


def _reused_codes(facts: Facts) -> set[str]:
    """Units that are gone and whose code now names another."""
    later = {unit.code: unit for unit in facts.units.values() if unit.valid_from}
    return {
        unit.unit_id
        for unit in facts.units.values()
        if unit.valid_to
        and unit.code in later
        and unit.unit_id not in facts.predecessors
        and _plain(later[unit.code].name_vi_short) not in _plain(unit.name_vi_short)
    }


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _no_incidents(draft: Draft) -> bool:
    for row in draft.rows["incidents"]:
        row |= {code: 0 for code, entry in row.items() if isinstance(entry, int)}
    return True


def _exempt(draft: Draft) -> bool:
    for row in draft.rows["budget"]:
        row["exempt"] = message("form.yes")
        row["exemption_reason"] = "Không có hạng mục công nghệ thông tin mới trong kỳ (mẫu)"
    return True


def _ten_per_cent(draft: Draft) -> bool:
    for row in draft.rows["budget"]:
        total = row["total_it_budget"]
        if not isinstance(total, int) or total < 10:
            return False
        row["security_budget"] = total // 10
        row["total_it_budget"] = total - total % 10
    return True


def _first_day(draft: Draft) -> bool:
    """Level 5 on the first day of the last half-year, the others on the first of the year."""
    for row in draft.rows["protection"]:
        month = 7 if row["system_level"] == "Cấp độ 5" else 1
        row["assessed_on"] = date(draft.period.end.year, month, 1)
    return draft.period.kind == "year"


def _nothing_happened(draft: Draft) -> bool:
    draft.rows["cases"].clear()
    return True


def _not_applicable(draft: Draft) -> bool:
    line = draft.lines["independent_assessment_share"]
    line |= {"value": _NOT_APPLICABLE, "denominator": _NOT_APPLICABLE}
    return True


def _last_minute(draft: Draft, *, law: Law) -> bool:
    moment = last_moment_on_time(draft.form, draft.period, law)
    if moment is None:
        return False
    draft.received_at = moment
    draft.header["report_date"] = (moment - timedelta(days=1)).date()
    return True


def _after_five_days(draft: Draft) -> bool:
    if draft.period.key != _DAY_OF_INCIDENT:
        return False
    draft.received_at = datetime.combine(draft.period.end, time(), VIETNAM) + _FIVE_DAYS
    draft.header["report_date"] = draft.received_at.date()
    return True


def _decomposed_names(draft: Draft) -> bool:
    for code in ("agency_name", "unit_name"):
        draft.header[code] = unicodedata.normalize("NFD", str(draft.header[code]))
    return True


def _short_prefix(draft: Draft) -> bool:
    unit = draft.agency.unit
    if unit is None or not unit.name_vi.startswith("Thành phố "):
        return False
    draft.header["unit_name"] = f"TP. {unit.name_vi_short}"
    return True


def _other_tone_placement(draft: Draft) -> bool:
    changed = False
    for code in ("agency_name", "unit_name"):
        name = unicodedata.normalize("NFC", str(draft.header[code]))
        for usual, other in _TONE_VARIANTS.items():
            name = name.replace(usual, other)
        changed = changed or name != draft.header[code]
        draft.header[code] = name
    return changed


def _grouped_numbers(draft: Draft) -> bool:
    """Write numbers as ``1.234``, as Vietnamese text does."""
    places = [*draft.lines.values(), *(row for rows in draft.rows.values() for row in rows)]
    changed = False
    for entries in places:
        for code, entry in entries.items():
            if isinstance(entry, int) and entry >= 1_000:
                entries[code] = _grouped(entry)
                changed = True
    return changed


def _grouped(number: int) -> Entry:
    return f"{number:,}".replace(",", ".")
