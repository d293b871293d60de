"""Explanations as lines a person reads."""

from __future__ import annotations

from typing import Any

from dashboards.looks.locale import shown
from ingestion.messages import text
from orchestration.commands.outcome_texts import declared_mark
from orchestration.explaining.cell import CellExplained
from orchestration.explaining.provenance import Source
from orchestration.explaining.score import ScoreExplained
from orchestration.explaining.trend import TrendExplained


def score_lines(explained: ScoreExplained, lang: str, *, with_cells: bool) -> list[str]:
    """The result, why it changed, every node with its points, and the cells of indicators."""
    result, unit = explained.result, explained.unit
    ranked = result["not_ranked_reason"] is None
    lines = [
        text(
            "explain.ranked" if ranked else "explain.unranked",
            lang,
            name=unit["unit_name"],
            unit=unit["unit_id"],
            year=explained.index_year,
            method=explained.method,
            score=shown(result["score"], lang),
            rank=result["rank"],
            ranked=result["ranked_units"],
            reason="" if ranked else _reason(result["not_ranked_reason"], lang),
        )
    ]
    lines += explained.reasons
    for node in explained.nodes:
        lines.append("  " * (node["node_level"] - 1) + _node(node, lang))
        sources = explained.sources.get(node["node_id"], [])
        if with_cells:
            for source in sources:
                lines += [f"      {line}" for line in source_lines(source, lang)]
        elif sources:
            summary = text("explain.sources", lang, reports=len(sources), node=node["node_id"])
            lines.append("  " * node["node_level"] + summary)
    return lines


def cell_lines(explained: CellExplained, lang: str) -> list[str]:
    """The cell, its report, and what rests on it."""
    lines = source_lines(explained.source, lang)
    if not explained.is_counting:
        return [*lines, text("explain.not_counting", lang)]
    if not explained.moves:
        return [*lines, text("explain.moves_nothing", lang)]
    for row in explained.moves:
        name = row["node_name_en"] if lang == "en" else row["node_name_vi"]
        lines.append(
            text(
                "explain.moves",
                lang,
                name=name,
                node=row["node_id"],
                unit=f"{row['unit_name']} ({row['unit_id']})",
                year=row["index_year"],
                method=row["method"],
                points=shown(row["points"], lang),
                most=shown(row["max_points"], lang),
                score=shown(row["score"], lang),
                rank=row["rank"] if row["rank"] is not None else "–",
                ranked=row["ranked_units"],
            )
        )
    return lines


def source_lines(source: Source, lang: str) -> list[str]:
    """A report and the cells of it that matter."""
    lines = [
        text(
            "explain.source",
            lang,
            file=source.file,
            hash=source.submission_id,
            agency=source.agency_id,
            received=shown(source.received_on, lang)
            + declared_mark(source.is_received_declared, lang),
            verdict=text(f"verdict.{source.verdict}", lang),
            passed=len(source.rules_passed),
            failed=", ".join(source.rules_not_passed) or "–",
            corrected=source.corrected_cells,
            waived=source.waived_findings,
            decisions=", ".join(source.decisions) or "–",
        )
    ]
    for cell in source.cells:
        where = f"{cell.sheet}!{cell.cell}"
        read = _status(cell.status, lang) if cell.value is None else cell.value
        lines.append(f"  {where}  {cell.row_key} · {cell.field}: “{cell.raw_text or ''}” → {read}")
    return lines


def trend_lines(explained: TrendExplained, lang: str) -> list[str]:
    """One line per year and series, with breaks and the plain mean that is not ours."""
    lines = [
        text("trend.of", lang, name=explained.unit["unit_name"], unit=explained.unit["unit_id"])
    ]
    if len(explained.made_from) > 1:
        names = ", ".join(f"{one['unit_name']} ({one['unit_id']})" for one in explained.made_from)
        lines.append(text("trend.made_from", lang, names=names))
    series = None
    for row in explained.years:
        if row["series"] != series:
            series = row["series"]
            lines.append(text(f"trend.series.{series}", lang, method=explained.method))
        if row["is_break"]:
            key = "trend.own_reports" if series == "restated" else "trend.break"
            lines.append("  " + text(key, lang))
        reason = row["not_ranked_reason"]
        score = _reason(reason, lang) if row["score"] is None else shown(row["score"], lang)
        line = f"  {row['index_year']}  {score}  {row['grade'] or ''}".rstrip()
        if row["plain_mean"] is not None:
            line += "  " + text("trend.plain_mean", lang, mean=shown(row["plain_mean"], lang))
        lines.append(line)
    return [*lines, *explained.reasons]


def _node(node: dict[str, Any], lang: str) -> str:
    name = node["node_name_en"] if lang == "en" else node["node_name_vi"]
    points, most = (shown(node[part], lang) for part in ("points", "max_points"))
    line = f"{name} [{node['node_id']}]: {points} / {most}"
    if node["numerator"] is not None:
        line += f" = {shown(node['numerator'], lang)}"
        line += f" / {shown(node['denominator'], lang)}" if node["denominator"] is not None else ""
    return line if node["status"] == "reported" else f"{line} ({_status(node['status'], lang)})"


def _reason(code: str, lang: str) -> str:
    return text(f"explain.reason.{code}", lang)


def _status(code: str, lang: str) -> str:
    return text(f"explain.status.{code}", lang)
