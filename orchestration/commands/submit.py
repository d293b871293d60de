"""``csi submit``: files are received, each with a receipt."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ingestion.landing.containers import opened
from ingestion.landing.door import NotTaken
from ingestion.landing.receipts import received_names
from ingestion.landing.receiving import receive
from ingestion.landing.sources import delivery, not_delivered, read_delivery_list, taken
from ingestion.messages import text
from ingestion.submissions.purges import purged_files
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import FILES, JSON, LANGUAGE, open_home, print_json
from orchestration.commands.outcome_texts import (
    not_delivered_lines,
    not_taken_lines,
    receipt_lines,
)
from orchestration.identity.session import acting
from orchestration.intake.declared_days import admitted
from orchestration.intake.register_faults import is_usable


@click.command(epilog=EXIT_CODES)
@FILES
@click.option(
    "--deliveries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list (file, sender, channel, received_at) by which a steward declares when old files"
    " came.",
)
@LANGUAGE
@JSON
@click.pass_context
def submit(
    context: click.Context,
    files: tuple[Path, ...],
    deliveries: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Receive files: each gets a receipt; `csi run` validates them. Reports in an e-mail message or
    a ZIP each get their own. A file that is larger than any report stays where it is, and is
    reported; so is one whose day of receipt is declared by nobody who may, or is another one than
    its receipt says: that day two people decide on (`csi decide redate`).

    \b
    Examples:
      csi submit report.xlsx
      csi submit old/*.xlsx --deliveries old/deliveries.csv
    """

    declared = read_delivery_list(deliveries) if deliveries else {}
    home = open_home(context, create=True)
    folder, by = deliveries.parent if deliveries else Path(), acting(home).name
    offered = (
        delivery(_name_in(folder, path), path, declared, None, "submit", by) for path in files
    )
    left: list[NotTaken] = []
    with home.ledger() as ledger:
        files_admitted = admitted(opened(offered), home, ledger)
        files_taken = taken(files_admitted, left, purged_files(ledger))
        received = receive(files_taken, home.raw_store(), ledger, home.kind, is_usable)
        head = ledger.head().short()
        names = {receipt.name for receipt in received} | received_names(ledger)
    missing = not_delivered(declared, names.union(one.name for one in left))
    for line in (*not_delivered_lines(missing, lang), *not_taken_lines(left, lang)):
        say(line, err=True)
    if as_json:
        print_json([{**r.body(), "known": r.is_received_again, "ledger": head} for r in received])
    elif received:
        say("\n".join(receipt_lines(received, lang)))
        say(text("cli.receipt.ledger", lang, head=head))
    if left:
        sys.exit(2)


def _name_in(folder: Path, path: Path) -> str:
    """A file as its delivery list names it: relative to the list where it lies below it."""
    resolved, base = path.resolve(), folder.resolve()
    return resolved.relative_to(base).as_posix() if resolved.is_relative_to(base) else path.name
