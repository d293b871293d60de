"""``csi agencies``: the register of agencies, what a received one would change, and the proposal to
put it in force."""

from __future__ import annotations

from pathlib import Path

import click

from ingestion.home.private_folder import refuse_foreign
from ingestion.home.whole_files import whole_file
from ingestion.landing.agencies import AGENCIES, register_csv
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.console import say
from orchestration.commands.decision_answers import print_decisions
from orchestration.commands.effect_texts import effect_lines
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, home_folder, open_home, print_json
from orchestration.commands.propose import WHY, options, steward, why_of
from orchestration.commands.register_texts import lead_lines
from orchestration.decisions.deciding import propose_register
from orchestration.decisions.preview import preview_register
from orchestration.decisions.views import find_register
from orchestration.intake.originals import agencies_of
from orchestration.intake.registers import leads_by


@click.group(epilog=EXIT_CODES)
def agencies() -> None:
    """Write the register of agencies, see what a received one changes, and propose it.

    A register handed in (`agencies.csv`, in the inbox or by `csi submit`) changes nothing by
    itself: a steward proposes it, another person approves it with `csi decide approve`, and the
    next `csi run` applies it. REGISTER is the beginning of an id or the name of a file.

    \b
    Examples:
      csi agencies template --out agencies.csv
      csi agencies diff agencies.csv
      csi agencies propose agencies.csv --category law --reason "NQ 12/NQ-HĐND"
    """


@agencies.command(epilog=EXIT_CODES)
@click.option("--out", type=click.Path(path_type=Path), default=Path("agencies.csv"))
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@LANGUAGE
@click.pass_context
def template(context: click.Context, out: Path, force: bool, lang: str) -> None:
    """Write agencies.csv with the lines in force, to be changed and handed in, and say what its
    columns mean.

    Without a home, or before its first register, there are only the labels. A file that Excel
    saved with semicolons is read too, with days as 01/07/2025 or 1/7/2025. Lines of agencies that
    do not change may be left out.

    \b
    Examples:
      csi agencies template
      csi agencies template --out moi/agencies.csv
    """
    if out.exists() and not force:
        raise Refusal("refused.exists_unforced", path=out)
    lines = AGENCIES.to_frame()
    folder = home_folder(context)
    refuse_foreign(folder)
    if (folder / "home.json").exists():
        home = open_home(context, create=False)
        with home.ledger() as ledger:
            lines = agencies_of(home, ledger)
    with whole_file(out) as unfinished:
        unfinished.write_bytes(register_csv(lines))
    say(text("agencies.template", lang, path=out, lines=lines.height))
    for column in AGENCIES:
        label = text(f"agencies.column.{column}", lang)
        meaning = text(f"agencies.meaning.{column}", lang)
        say(text("agencies.column_line", lang, code=column, label=label, meaning=meaning))


@agencies.command(epilog=EXIT_CODES)
@click.argument("register")
@LANGUAGE
@JSON
@click.pass_context
def diff(context: click.Context, register: str, lang: str, as_json: bool) -> None:
    """Say which agencies a received register changes, and which verdicts, scores and ranks. Changes
    nothing.

    The difference and the effect are those `csi decide approve` shows: the register is put in force
    on a copy. Reports that were accepted stay so; what `csi revalidate` would make of them is told
    apart.

    \b
    Examples:
      csi agencies diff agencies.csv
      csi agencies diff 3f2a91c0 --json
    """
    home = open_home(context, create=False)
    with home.ledger() as ledger:
        register_id = find_register(ledger, register)
    effects = preview_register(home, register_id)
    if as_json:
        print_json(effects)
    else:
        say("\n".join(effect_lines(effects, lang)))


@agencies.command(epilog=EXIT_CODES)
@click.argument("register")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def propose(
    context: click.Context,
    register: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose to put a received register in force, as a steward; another person approves it with
    `csi decide approve`.

    `csi decide revoke` ends it later: then the lines before it hold again.

    \b
    Examples:
      csi agencies propose agencies.csv --category law --reason "sáp nhập từ 01/07/2026" \\
          --evidence "NQ 12/NQ-HĐND, 30/6/2026"
    """
    home = open_home(context, create=False)
    by = steward(home)
    with home.ledger() as ledger:
        register_id = find_register(ledger, register)
        leads = leads_by(home, ledger, register_id)
    made = propose_register(home, by, register_id, why_of(category, reason, evidence))
    for line in lead_lines(leads, lang):
        say(line, err=True)
    print_decisions([made], as_json, lang)
