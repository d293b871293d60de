"""``csi return``: the workbook by which a sender corrects what was held."""

from __future__ import annotations

from pathlib import Path

import click

from ingestion.refusal import Refusal
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import LANGUAGE, open_home
from orchestration.decisions.views import find_submission, judged
from orchestration.intake.outbox import write_returns
from orchestration.run_context import Run, today


@click.command("return", epilog=EXIT_CODES)
@click.argument("submissions", nargs=-1)
@click.option("--all-held", is_flag=True, help="Every submission that is held or rejected.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to. Default: the home's outbox",
)
@LANGUAGE
@click.pass_context
def return_(
    context: click.Context,
    submissions: tuple[str, ...],
    all_held: bool,
    out: Path | None,
    lang: str,
) -> None:
    """Write the workbook that goes back to a sender: red cells, a list of what to mend.

    It can be corrected, explained and submitted again as it is. SUBMISSION is the beginning of an
    id or the name of a file. `csi run` writes them for all that is held into the outbox.

    \b
    Examples:
      csi return 3f2a91c0
      csi return --all-held --out /media/usb
    """

    if bool(submissions) == all_held:
        raise Refusal("refused.which_submissions")
    home = open_home(context, create=False)
    names = None
    if submissions:
        with home.ledger() as ledger:
            names = [find_submission(ledger, submission) for submission in submissions]
            for name in names:
                judged(ledger, name)
    with home.alone():
        for path in write_returns(Run(home, today()), names, out or home / "outbox"):
            click.echo(str(path))
