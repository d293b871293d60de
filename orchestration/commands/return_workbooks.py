"""``csi return``: the workbook by which a sender corrects what was held."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import click

from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import LANGUAGE, open_home
from orchestration.decisions.handing_back import hand_back
from orchestration.decisions.views import find_submission, judged, short
from orchestration.intake.outbox import owed, returned_paths, write_returns
from orchestration.run_context import Run, today


@click.command("return", epilog=EXIT_CODES)
@click.argument("submissions", nargs=-1)
@click.option("--all-held", is_flag=True, help="Every report that is still owed.")
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

    For a file that is no report it is the blank form it was meant to be, or the list of forms.

    It can be corrected, explained and submitted again as it is. SUBMISSION is the beginning of an
    id or the name of a file. `csi run` keeps in the outbox one for each report that is still owed,
    and takes away those of reports that were mended, replaced, withdrawn or accepted since; a file
    that you put there or changed is left to you.

    \b
    Examples:
      csi return 3f2a91c0
      csi return --all-held --out /media/usb
    """

    if bool(submissions) == all_held:
        raise Refusal("refused.which_submissions")
    home = open_home(context, create=False)
    names = _named(home, submissions) if submissions else None
    with home.alone():
        if out is not None and out.resolve() != home / "outbox":
            for path in write_returns(Run(home, today()), names, out):
                say(str(path))
        else:
            for path in _into_outbox(Run(home, today()), names):
                say(str(path))


def _named(home: Home, submissions: Sequence[str]) -> list[str]:
    """The ids of submissions that have a verdict."""
    with home.ledger() as ledger:
        names = [find_submission(ledger, submission) for submission in submissions]
        for name in names:
            judged(ledger, name)
    return names


def _into_outbox(run: Run, names: Collection[str] | None) -> Iterator[Path]:
    """Fill the outbox, with the named workbooks anew, and tell the paths of those; raises
    ``Refusal`` for one that nobody owes, and ``LostOriginal`` as ``write_returns`` does."""
    chosen = owed(run.home) if names is None else names
    for name in {*chosen} - owed(run.home):
        raise Refusal("refused.not_owed", id=short(name))
    handed_back = hand_back(run, names or ())
    paths = returned_paths(run.home)
    yield from (paths[name] for name in sorted(chosen) if name not in handed_back.lost)
    for name in chosen:
        if name in handed_back.lost:
            raise handed_back.lost[name]
