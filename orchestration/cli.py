"""The ``csi`` command: which commands there are, and in which module each lies.

A command's module is imported when the command is used, so that help is quick although the work
behind it needs heavy libraries.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import click
from click.exceptions import Exit

from ingestion.home.private_folder import keep_to_owner
from orchestration.commands.exit_codes import EXIT_CODE, EXIT_CODES
from orchestration.error_kinds import stack_of


class Entry(NamedTuple):
    """Where a command lies, ``module:name`` below ``orchestration.commands``, and its first line
    of help (a test holds it to the command's own)."""

    place: str
    help: str


COMMANDS: Mapping[str, Entry] = {
    "account": Entry("accounts:account", "Make, confirm, list and close accounts."),
    "acknowledge": Entry(
        "acknowledge:acknowledge",
        "Let a warning stand for runs to come, so that they publish by themselves.",
    ),
    "agencies": Entry(
        "agencies:agencies",
        "Write the register of agencies, see what a received one changes, and propose it.",
    ),
    "backup": Entry(
        "backup:backup",
        "Add a backup of the home to FOLDER: originals, ledger, accounts, settings, releases.",
    ),
    "catalogue": Entry(
        "status:catalogue",
        "List every item of the founding documents, how it is carried and whether data arrived.",
    ),
    "check": Entry("check:check", "Say what is wrong with files, before they are sent."),
    "confirm": Entry(
        "confirm_letter:confirm_letter",
        "Say what a report without our code is, as a steward (`csi login`).",
    ),
    "confirm-sender": Entry(
        "confirm_sender:confirm_sender_of",
        "Say that a report from an unknown mail address is of the agency it names, as a steward.",
    ),
    "conflicts": Entry(
        "conflicts:conflicts",
        "Show reports that differ under one revision and day: files, senders, days, cells, values.",
    ),
    "daemon": Entry(
        "dagster_servers:daemon",
        "Run what Dagster's sensors, schedules and pages ask for, one run at a time.",
    ),
    "decide": Entry("decide:decide", "Propose, approve and read decisions."),
    "dev": Entry(
        "dagster_servers:dev",
        "Open Dagster's pages on this home, at 127.0.0.1 only, with the daemon beside them.",
    ),
    "diff": Entry(
        "diff:diff",
        "Say what moved: scores, ranks, reports, findings, and the rows of every mart.",
    ),
    "duties": Entry(
        "duties:duties",
        "Say what an agency of the register owes on a day: by when, to whom, under which text.",
    ),
    "explain": Entry(
        "explain:explain",
        "Where a score comes from, down to the cell; or what rests on a cell, up to the rank.",
    ),
    "faults": Entry(
        "faults:faults",
        "Kill commands and damage files in homes made for it, and count what was lost.",
    ),
    "home": Entry("home:home", "Bring a home of an older version of this software to this one."),
    "index": Entry(
        "index:index",
        "Compute any index: your method and your figures as CSV files, the same models.",
    ),
    "login": Entry(
        "accounts:login",
        "Act as a named account from now on, for twelve hours or until `csi logout`.",
    ),
    "logout": Entry("accounts:logout", "End the session."),
    "mail": Entry(
        "mail:mail",
        "Say how letters are sent and to whom, what waits and what was sent last.",
    ),
    "method": Entry(
        "method:method",
        "Write or import a method for `csi index`; propose which one a home publishes.",
    ),
    "publish": Entry(
        "publish:publish", "Make a release of what the last run computed, and make it current."
    ),
    "purge": Entry(
        "propose:purge",
        "Propose to erase a submission for good, under a text of law.",
    ),
    "quarantine": Entry(
        "quarantine:quarantine",
        "List what the reader failed on twice, and let it be read again.",
    ),
    "rebuild": Entry(
        "run:rebuild",
        "Drop rows and warehouse and build them again from the raw store and the ledger.",
    ),
    "releases": Entry(
        "publish:releases", "Look after the releases of a home: list, compare, roll back, export."
    ),
    "restore": Entry(
        "backup:restore_command",
        "Make a home from a backup in FOLDER, where there is none yet, and compute it again.",
    ),
    "return": Entry(
        "return_workbooks:return_",
        "Write the workbook that goes back to a sender: red cells, a list of what to mend.",
    ),
    "revalidate": Entry(
        "rules:revalidate",
        "Judge what was judged under other rules or agencies, and say which verdicts would change.",
    ),
    "rules": Entry(
        "rules:rules",
        "Read the rule book, and propose to change how grave a rule is or when it holds.",
    ),
    "run": Entry("run:run", "Receive the inbox, validate, load, compute and publish."),
    "sample": Entry(
        "sample:sample",
        "Write what agencies would send: labelled synthetic reports with planted faults.",
    ),
    "sources": Entry(
        "sources:sources",
        "List the sources of csi.toml, whose files they hold, and which could not be read last.",
    ),
    "status": Entry(
        "status:status",
        "Say what the home holds: received, accepted, held and why, waiting; the last run.",
    ),
    "submit": Entry(
        "submit:submit", "Receive files: each gets a receipt; `csi run` validates them."
    ),
    "template": Entry(
        "template:template",
        "Write the blank workbook of a form (CSV where the form is sent as CSV only).",
    ),
    "trend": Entry(
        "explain:trend",
        "The series of a unit: as reported, restated to today's borders, linked; and why it"
        " changed.",
    ),
    "verify": Entry(
        "verify:verify",
        "Say whether a home is whole, or what is broken, the first thing first, and what mends it.",
    ),
    "webserver": Entry(
        "dagster_servers:webserver",
        "Serve Dagster's pages on this home, at 127.0.0.1 only; runs need `csi daemon` beside it.",
    ),
    "what-if": Entry(
        "what_if:what_if", "Say what score, rank and interval of UNIT would be with other figures."
    ),
    "whoami": Entry("accounts:whoami", "Say who acts, how that is known, and what they may do."),
}


class LazyCommands(click.Group):
    """The commands of ``COMMANDS``: help is printed from the table, without importing one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or ``None``."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        command: click.Command = getattr(import_module(f"orchestration.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error nobody foresaw ends it as a failure, not as findings."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, Exit, BrokenPipeError):
            raise
        except Exception as error:
            from orchestration.commands.console import say

            say(stack_of(error), err=True)
            ctx.exit(EXIT_CODE["failed"])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, one line each."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        rows = [
            (name, click.Command(name, help=COMMANDS[name].help).get_short_help_str(room))
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=LazyCommands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--home",
    "home_folder",
    # Whether it may be read is told by the command, in its reader's language.
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    envvar="CSI_HOME",
    help="The folder that holds everything (or CSI_HOME). Default: ./var",
)
@click.version_option(package_name="csi-warehouse")
@click.pass_context
def main(context: click.Context, home_folder: Path | None) -> None:
    """Score every province's network security from what agencies report.

    \b
    Examples:
      csi sample var/inbox          a labelled synthetic season into the inbox
      csi run                       receive, validate, load, compute, publish
      csi check report.xlsx         what is wrong with a report, before sending it
    """
    keep_to_owner()
    context.obj = home_folder
    if isinstance(sys.stdout, TextIOWrapper):
        # As on the error stream: a name that is not valid text must not fail a command that is
        # done.
        sys.stdout.reconfigure(errors="backslashreplace")
