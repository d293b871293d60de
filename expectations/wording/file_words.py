"""What a finding about a whole file says, which depends on what the file is: one that cannot be
read, and one that follows no form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ingestion.forms.contract import load_contracts
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import text
from ingestion.parsing.values import PRESENT

_MOST_NAMED = 3


def file_words(finding: Mapping[str, Any], language: str) -> dict[str, str]:
    """What was ``sent``, the ``problem`` and the ``fix`` of a finding about a whole file, as far as
    they are its own, and the ``place`` in a register of agencies; nothing for any other finding."""
    match finding.get("code"):
        case "FILE-UNREADABLE" | "REGISTER-UNUSABLE":
            return _of_unreadable(finding, language)
        case "FORM-UNKNOWN":
            return _of_unknown_form(finding, language)
    return {}


def _of_unreadable(finding: Mapping[str, Any], language: str) -> dict[str, str]:
    places = {"line": "row_number", "column": "field", "value": "sent"}
    places |= {"size": "limit_number", "count": "limit_number"}
    values = {name: finding[part] for name, part in places.items() if part in finding}
    why = UnreadableFile(finding.get("expected_key", ""), **values)
    sent = finding.get("sent") or why.what_was_sent(language) or text("rule.sent.file", language)
    # Older findings about a register have the code of files that cannot be read.
    code = "REGISTER-UNUSABLE" if why.is_of_register else "FILE-UNREADABLE"
    problem = text(f"rule.problem.{code}", language, expected=why.words(language))
    cure, line = why.cure(language), finding.get("row_number")
    place = {}
    if line:
        label = finding.get("field", "")
        if why.reason == "json_syntax":
            label = text("rule.place.character", language, column=label)
        place = {"place": text("rule.place.line", language, line=line), "label": label}
    return {"sent": sent, "problem": problem} | place | ({"fix": cure} if cure else {})


def _of_unknown_form(finding: Mapping[str, Any], language: str) -> dict[str, str]:
    code, titles = finding.get("sent", ""), _titles(finding.get("expected_text", ""), language)
    words = {}
    if titles:
        words["fix"] = text("rule.form_unknown.likely", language, titles=titles)
    if code not in ("", PRESENT):
        return words
    if not code and finding.get("cell"):
        return words | {"problem": text("rule.form_unknown.blank", language)}
    case = "other_text" if code else "no_code"
    return words | {
        "sent": text(f"rule.sent.{case}", language),
        "problem": text(f"rule.form_unknown.{case}", language),
    }


def _titles(contract_ids: str, language: str) -> str:
    """The titles of the likeliest forms; older findings name every form, which says nothing."""
    named = [one for one in contract_ids.split(", ") if one in load_contracts()]
    if len(named) > _MOST_NAMED:
        return ""
    titles = (load_contracts()[one].title.in_language(language) for one in named)
    return "; ".join(f"“{title}”" for title in titles)
