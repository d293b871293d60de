"""``csi confirm-sender``: say whose a report from an unknown address is, or take that back."""

from __future__ import annotations

import click

from ingestion.messages import text
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.identity.session import acting
from orchestration.intake.unknown_senders import confirm_sender, undo_sender


@click.command("confirm-sender", epilog=EXIT_CODES)
@click.argument("submission")
@click.option("--undo", "is_undone", is_flag=True, help="Take the confirmation back.")
@click.option("--reason", required=True, help="How it is known who sent it.")
@LANGUAGE
@JSON
@click.pass_context
def confirm_sender_of(
    context: click.Context,
    submission: str,
    is_undone: bool,
    reason: str,
    lang: str,
    as_json: bool,
) -> None:
    """Say that a report from an unknown mail address is of the agency it names, as a steward.

    It holds for this one report; an address that is an agency's for good belongs into the register
    of agencies. SUBMISSION is the name of the file or the beginning of its id.

    \b
    Examples:
      csi confirm-sender 3f2a91c04b7e --reason "Đã gọi điện xác minh"
      csi confirm-sender 3f2a91c04b7e --undo --reason "Nhầm đơn vị"
    """
    home = open_home(context, create=False)
    decide = undo_sender if is_undone else confirm_sender
    meant = decide(home, acting(home), submission, reason)
    if as_json:
        print_json(meant)
        return
    key = "sender.undone" if is_undone else "sender.confirmed"
    shown = {"id": meant.submission_id[:12], "agency": meant.agency_id, "address": meant.address}
    say(text(key, lang, **shown))
