"""``csi verify``: whether a home is whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from ingestion.home.ledger_head import Head, written_head
from ingestion.home.places import is_home
from ingestion.home.private_folder import refuse_foreign
from ingestion.messages import text
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import (
    JSON,
    LANGUAGE,
    RefusedInWords,
    home_folder,
    open_home,
    print_json,
)
from orchestration.verifying.home_card import flaws_before_opening
from orchestration.verifying.whole_home import Verified, verify_home

_MOST_TOLD = 20
_EXIT_CODES = """\b
Exit codes: 0 whole; 1 something is broken; 2 no home, or wrong use; 3 the check failed."""


class _Head(click.ParamType[Head]):
    """The end of the ledger as a receipt says it."""

    name = "EVENTS:HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """The head; raises ``RefusedInWords``."""
        head = written_head(value)
        if head is None:
            language = ctx.params.get("lang", "vi") if ctx else "vi"
            raise RefusedInWords(
                text("refused.head_of_option", language, option="--head", value=value)
            )
        return head


@click.command(epilog=_EXIT_CODES)
@click.option(
    "--head",
    "heads",
    type=_Head(),
    multiple=True,
    help="What a receipt says of the ledger at its moment: whether it still says so.",
)
@LANGUAGE
@JSON
@click.pass_context
def verify(context: click.Context, heads: tuple[Head, ...], lang: str, as_json: bool) -> None:
    """Say whether a home is whole, or what is broken, the first thing first, and what mends it.

    Looks at the ledger, received files, rows and findings, what readers open, releases and
    home.json, each against what was recorded of it, and at the file of accounts. Repairs nothing.

    \b
    Examples:
      csi verify
      csi --home var verify --json --lang en
      csi verify --head 12:3f9a0c55d1e2b740
    """
    folder = home_folder(context)
    refuse_foreign(folder)
    broken = [*flaws_before_opening(folder)] if is_home(folder) else []
    if broken:
        verified = Verified(0, broken)
    else:
        home = open_home(context, create=False)
        with ConsoleProgress(lang) as progress:
            verified = verify_home(home, progress, heads)
    if as_json:
        print_json(_plain(verified, lang))
    else:
        say("\n".join(_lines(verified, lang)))
    if not verified.is_whole:
        sys.exit(EXIT_CODE["findings"])


def _lines(verified: Verified, language: str) -> Iterator[str]:
    if verified.is_whole:
        yield text("verify.whole", language, events=verified.events)
    else:
        yield text("verify.broken", language, count=len(verified.broken))
    for flaws in (verified.broken, verified.told):
        yield from (f"- {one.words(language)}" for one in flaws[:_MOST_TOLD])
        if (more := len(flaws) - _MOST_TOLD) > 0:
            yield text("verify.more", language, count=more)


def _plain(verified: Verified, language: str) -> dict[str, Any]:
    return {
        "is_whole": verified.is_whole,
        "events": verified.events,
        "broken": [one.plain(language) for one in verified.broken],
        "told": [one.plain(language) for one in verified.told],
    }
