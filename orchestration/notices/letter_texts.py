"""The words of letters, in one language or in both, Vietnamese first. No subject names a person, an
address or a file, and no letter holds a value of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from dashboards.looks.locale import VIETNAMESE
from dashboards.marts.reporting import DOUBTED, NAMED_KINDS
from ingestion.home.home import HomeKind
from ingestion.home.mail_settings import MailSettings, mail_address
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from orchestration.notices.mail_headers import LETTER_POLICY
from orchestration.notices.notice_record import Notice

_BETWEEN = "\n\n* * *\n\n"


def letter_of(notice: Notice, settings: MailSettings, kind: HomeKind | None) -> EmailMessage:
    """A planned letter as it is sent from a home of that ``kind``; the same letter keeps its
    ``Message-ID`` however often it is tried."""
    subjects = [subject_of(notice, language) for language in settings.languages]
    bodies = [_body(notice, settings, language) for language in settings.languages]
    letter = _letter(settings, kind, notice.to, subjects, bodies)
    letter["Message-ID"] = f"<{notice.notice_id}@{mail_address(settings.sender).domain}>"
    is_answer = notice.what == "acknowledgement"
    letter["Auto-Submitted"] = "auto-replied" if is_answer else "auto-generated"
    if answered := notice.facts.get("answers"):
        letter["In-Reply-To"] = letter["References"] = answered
    return letter


def trial_letter(settings: MailSettings, kind: HomeKind | None, to: str) -> EmailMessage:
    """The letter of ``csi mail --test``."""
    subjects = [text("mail.subject.trial", language) for language in settings.languages]
    bodies = [text("mail.trial.body", one, house=settings.house) for one in settings.languages]
    letter = _letter(settings, kind, to, subjects, bodies)
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def _letter(
    settings: MailSettings,
    kind: HomeKind | None,
    to: str,
    subjects: Sequence[str],
    bodies: Sequence[str],
) -> EmailMessage:
    """A letter in the languages of the settings, marked where the data are synthetic."""
    letter = EmailMessage(policy=LETTER_POLICY)
    subject = f"[{settings.house}] {' / '.join(subjects)}"
    if kind == "synthetic":
        marks = " / ".join(text("mail.synthetic", one) for one in settings.languages)
        subject = f"{subject} ({marks})"
        heads = [text("mail.synthetic_note", language) for language in settings.languages]
        bodies = [f"{head}\n\n{body}" for head, body in zip(heads, bodies, strict=True)]
    letter["From"] = str(mail_address(settings.sender))
    letter["To"] = str(mail_address(to))
    letter["Subject"] = subject
    letter["Date"] = format_datetime(datetime.now(VIETNAM))
    letter["Content-Language"] = ", ".join(settings.languages)
    feet = [text("mail.foot", language, house=settings.house) for language in settings.languages]
    whole = [f"{body}\n\n{foot}" for body, foot in zip(bodies, feet, strict=True)]
    letter.set_content(_BETWEEN.join(whole) + "\n", cte="quoted-printable")
    return letter


def subject_of(notice: Notice, language: str) -> str:
    """What a letter is about, as its subject says it."""
    receipt = str(notice.facts.get("receipt", ""))[:12]
    return text(f"mail.subject.{notice.what}", language, receipt=receipt)


def _body(notice: Notice, settings: MailSettings, language: str) -> str:
    facts = notice.facts
    match notice.what:
        case "run_failed":
            steps = "\n".join(f"- {step}" for step in facts["steps"] or ("–",))
            return text(
                "mail.run_failed", language, run=facts["run"], job=facts["job"], steps=steps
            )
        case "deadlines":
            return text("mail.deadlines", language, **_deadlines(facts, language))
        case "agency_deadlines":
            values = {"agency": facts["agency"], **_deadlines(facts, language)}
            return text("mail.agency_deadlines", language, **values)
    at = datetime.fromisoformat(facts["received_at"]).astimezone(VIETNAM)
    return text(
        "mail.acknowledgement",
        language,
        at=f"{at:%d/%m/%Y %H:%M}",
        receipt=facts["receipt"],
        files="\n".join(_file_line(one, language) for one in facts["files"]),
        house=settings.house,
    )


def _file_line(file: Mapping[str, str], language: str) -> str:
    return text(f"mail.file.{file['state']}", language, name=file["name"])


def _deadlines(facts: Mapping[str, Any], language: str) -> dict[str, str]:
    lines = "\n".join(_duty_line(one, language) for one in facts["duties"])
    return {"day": _shown(facts["as_of"]), "duties": lines}


def _duty_line(duty: Mapping[str, Any], language: str) -> str:
    """A duty as ``csi duties`` says it, with what is doubted or assumed of it."""
    is_vietnamese = language == VIETNAMESE
    keys = [f"page.legal.kind.{duty['kind']}"] if duty["kind"] in NAMED_KINDS else []
    keys += [f"page.reporting.sector.{duty['sector']}"] if duty["sector"] else []
    keys += [f"page.reporting.binds.{duty['binds']}"] if duty["binds"] != "everyone" else []
    keys += [f"page.reporting.mark.{duty['mark']}"] if duty["mark"] in DOUBTED else []
    note = duty["note_vi"] if is_vietnamese else duty["note_en"]
    values = {
        "id": duty["obligation_id"],
        "report": duty["report_vi"] if is_vietnamese else duty["report_en"] or duty["report_vi"],
        "when": text(
            "duties.by", language, period=duty["period"], day=_shown(duty["last_day_on_time"])
        ),
        "recipients": duty["recipients"],
        "basis": duty["legal_basis"],
        "marks": "".join(f" [{text(key, language)}]" for key in keys)
        + (f" ({note})" if note else ""),
    }
    return text(
        "duties.line" if duty["recipients"] else "duties.line_to_nobody", language, **values
    )


def _shown(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"
