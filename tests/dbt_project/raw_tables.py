"""The raw schema as the warehouse receives it: tables and columns."""

from __future__ import annotations

from ingestion.forms.contract import load_contracts
from ingestion.forms.raw_tables import register_columns

TABLES = {
    "submissions": """submission_id varchar, form varchar, form_version integer,
        agency_id varchar, unit_id varchar, period varchar, period_kind varchar,
        period_start date, period_end date, index_year integer, scope varchar, subject varchar,
        revision integer, report_date date, received_at timestamp, received_on date,
        received_declared boolean,
        deadline date, obligation varchar, verdict varchar, is_received boolean,
        blocking_findings integer,
        warning_findings integer, waived_findings integer, corrected_cells integer,
        is_synthetic boolean, sender_id varchar, channel varchar, handed_in_by varchar,
        file_name varchar""",
    "agencies": """agency_id varchar, agency_name varchar, agency_type varchar, unit_id varchar,
        valid_from date, valid_to date, is_synthetic boolean, parent_id varchar, sector varchar,
        successor_id varchar, reporter varchar, in_response_network boolean,
        is_duty_assumed boolean""",
    "decisions": """decision_id varchar, kind varchar, state varchar, category varchar,
        rule_code varchar, form varchar, agency_id varchar, period varchar, expires_on date""",
    "rules": """rule_code varchar, form varchar, severity varchar, is_on boolean,
        legal_source varchar, owner varchar, valid_from date, valid_to date""",
    "rule_hits": """submission_id varchar, rule_code varchar, findings integer,
        waived_findings integer, false_alarms integer""",
    "submission_decisions": "submission_id varchar, decision_id varchar",
    "findings": """submission_id varchar, finding_number integer, rule_code varchar,
        severity varchar, sheet varchar, cell varchar, label_vi varchar, label_en varchar,
        sent varchar, problem_vi varchar, problem_en varchar, fix_vi varchar, fix_en varchar,
        legal_vi varchar, legal_en varchar, is_waived boolean""",
    "returned_workbooks": "submission_id varchar, workbook varchar",
    "run": "as_of date, ledger_events bigint, released_method varchar",
    "forms": "form varchar, title_vi varchar, title_en varchar, reporter varchar, asset varchar",
    "form_periods": """form varchar, period varchar, period_kind varchar, period_start date,
        period_end date, index_year integer, deadline date, obligation varchar""",
    "indicator_cells": """submission_id varchar, form varchar, agency_id varchar,
        unit_id varchar, period varchar, period_kind varchar, index_year integer, scope varchar,
        is_synthetic boolean, sheet varchar, line varchar, field varchar, cell varchar,
        status varchar, raw_text varchar, number decimal(38, 12), text varchar""",
}
ROW = """submission_id varchar, form varchar, agency_id varchar, unit_id varchar,
    period varchar, period_kind varchar, index_year integer, scope varchar,
    is_synthetic boolean, sheet varchar, row_key varchar, row_number integer"""
REGISTERS = {
    "incident_counts": {
        "incident_type": "varchar",
        "incidents": "bigint",
        "self_handled": "bigint",
        "handled_with_support": "bigint",
        "handled_with_foreign_support": "bigint",
        "support_requested": "bigint",
        "estimated_damage": "bigint",
    },
    "budget_figures": {
        "scope_of_budget": "varchar",
        "item": "varchar",
        "total_it_budget": "bigint",
        "security_budget": "bigint",
        "exempt": "boolean",
        "exemption_reason": "varchar",
    },
    "technical_measurements": {
        "unit_code": "varchar",
        "portal_checks_passed": "bigint",
        "portal_checks_made": "bigint",
        "addresses_infected": "bigint",
        "addresses_monitored": "bigint",
        "accounts_leaked": "bigint",
        "accounts_monitored": "bigint",
        "systems_connected": "bigint",
        "systems_required": "bigint",
    },
}


def all_tables() -> dict[str, str]:
    """Every table of the raw schema with its columns: those written out above, and the registers of
    the other forms as their contracts promise them."""
    registers = {
        table: ROW
        + "".join(f", {f} {kind}, {f}_status varchar, {f}_cell varchar" for f, kind in fs.items())
        for table, fs in REGISTERS.items()
    }
    promised = {
        sheet.table: ", ".join(f"{name} {kind}" for name, kind in register_columns(sheet).items())
        for form in load_contracts().latest().values()
        for sheet in form.registers
    }
    return promised | TABLES | registers
