"""Method and quality: the tree and whose weights it has, how to read an interval, sources,
contradictions, and what the data of the release rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from dashboards.looks.locale import day, plain, text
from dashboards.marts.certainty import Certainty
from dashboards.marts.figures import PublishedIncident
from dashboards.marts.method import Conflict, GradeBand, MethodNode, RuleFindings
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.meanings import indicator_meanings
from dashboards.pages.merging import merging_by_method, percentage_points
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_SHOWN_RULES = 15
_WHOSE = {
    "ours": "page.method.whose_ours",
    "ours: equal inside its pillar": "page.method.whose_equal",
    "ours, after the published 50/50 split of 2020": "page.method.whose_half",
    "our placeholder: the official bands were not found": "page.method.whose_bands",
}
_SUBJECTS = {
    "all": "page.method.all_agencies",
    "province": "page.method.provinces",
    "ministry": "page.method.ministries",
}
_CLAIMS = {
    "deface": "page.incidents.deface",
    "malware": "page.incidents.malware",
    "phishing": "page.incidents.phishing",
    "total": "page.incidents.total",
    "grade_counts": "page.method.claim_grade_counts",
    "grade_count": "page.method.claim_grade_count",
    "share_percent": "page.method.claim_share_percent",
    "moved_up": "page.method.claim_moved_up",
    "unchanged": "page.method.claim_unchanged",
    "moved_down": "page.method.claim_moved_down",
    "rank": "page.method.claim_rank",
    "score": "page.method.claim_score",
}
_ONE_FIGURE = re.compile(r"\d+(\.\d+)?")


def method_page(marts: Marts, edition: Edition) -> Content:
    """Everything a reader needs to judge the figures, in the order of their questions."""
    nodes = marts.rows(MethodNode)
    official: defaultdict[str, list[MethodNode]] = defaultdict(list)
    for node in nodes:
        if node.method_kind == "published":
            official[node.method].append(node)
    conflicts: defaultdict[str, list[Conflict]] = defaultdict(list)
    for row in marts.rows(Conflict):
        conflicts[row.series].append(row)
    rules = marts.rows(RuleFindings)
    values = {
        "nodes": [node for node in nodes if node.method == marts.method],
        "official": dict(official),
        "bands": [(band, plain(band.score_from)) for band in marts.rows(GradeBand)],
        "merged": merging_by_method(marts).get(marts.method),
        "percentage_points": percentage_points,
        "meanings": indicator_meanings(marts),
        "whose": whose,
        "has_intervals": bool(marts.rows(Certainty)),
        "sources": _sources(marts),
        "conflicts": dict(conflicts),
        "claimed": _claimed,
        "stated": _stated,
        "rules": rules[:_SHOWN_RULES],
        "more_rules": rules[_SHOWN_RULES:],
        "basis": [
            (unit, basis)
            for unit in marts.units
            if unit.waived_share or unit.corrected_share or unit.late_share
            if (basis := phrases.basis_in_words(unit))
        ],
    }
    return Content("method.html", values)


def whose(basis: str | None) -> str:
    """Where a weight or mark comes from."""
    return _in_words(_WHOSE, basis or "")


def _in_words(keys: Mapping[str, str], code: str) -> str:
    """A word of the data in the language of the page; an unknown one stays as it is."""
    return text(keys[code]) if code in keys else code


def _claimed(row: Conflict) -> str:
    """What a published figure is about: ``VNCERT: mã độc, 01/01/2017–31/12/2017``."""
    subject = _in_words(_SUBJECTS, row.subject)
    claim = " ".join(filter(None, (_in_words(_CLAIMS, row.claim), row.grade)))
    days = [day(each) for each in (row.period_start, row.period_end) if each]
    return f"{subject}: {claim}" + (f", {'–'.join(days)}" if days else "")


def _stated(row: Conflict) -> str:
    """A single figure as the page writes numbers; a list or a rank among others as published."""
    return plain(Decimal(row.stated)) if _ONE_FIGURE.fullmatch(row.stated) else row.stated


def _sources(marts: Marts) -> dict[str, list[str]]:
    """The addresses published figures were read from, by the text that says what they are about."""
    grades = [url for row in marts.published for url in (row.source_url or "").split(";")]
    incidents = [row.source_url or "" for row in marts.rows(PublishedIncident)]
    addresses = {"page.method.sources_grades": grades, "page.method.sources_incidents": incidents}
    return {
        name: sorted({url.strip() for url in urls if url.strip()})
        for name, urls in addresses.items()
    }
