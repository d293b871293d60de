"""What the commands of ``csi`` share: the home they work in, common options, printing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from functools import wraps
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar

import click
from click.exceptions import Exit
from pydantic import BaseModel

from ingestion.home.home import CARD_FILE, DamagedCard, Home
from ingestion.home.one_writer import Writer
from ingestion.home.places import is_home
from ingestion.home.private_folder import refuse_foreign
from ingestion.language.vietnamese import fold, printable_lines
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.machine_failures import refusal_of

_P = ParamSpec("_P")
_T = TypeVar("_T")

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")
# What is no file that can be read is told by the door, in the reader's language.
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


class RefusedInWords(click.ClickException):
    """A refusal printed in the reader's language, without click's own words."""

    exit_code = EXIT_CODE["wrong_use"]

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on the error stream."""
        click.echo(printable_lines(self.message), file=file, err=file is None)


class FoundInWords(RefusedInWords):
    """Something that is wrong in figures."""

    exit_code = EXIT_CODE["findings"]


class FailedInWords(RefusedInWords):
    """Work that failed, though the command was used correctly."""

    exit_code = EXIT_CODE["failed"]


class _Day(click.DateTime):
    """A day, the year or the day first; what is none is refused in the reader's language."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d", "%d/%m/%Y"])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """How a day is written."""
        return "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day as a moment; raises ``RefusedInWords``."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as wrong:
            language = ctx.params.get("lang", "vi") if ctx else "vi"
            option = param.opts[0] if param else ""
            raise RefusedInWords(
                text("refused.day_of_option", language, option=option, value=value)
            ) from wrong


DAY = _Day()
AS_OF = click.option(
    "--as-of",
    type=DAY,
    help="The day the run is computed for. Default: today in Vietnam.",
)

_IN_WORDS = {"wrong_use": RefusedInWords, "findings": FoundInWords, "failed": FailedInWords}


def says_why(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let a command print its refusals in the language of its option ``--lang``, if it has one.
    What fails unforeseen in a home that is not whole is told as what is broken there."""

    @wraps(command)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return command(*args, **kwargs)
        except (click.ClickException, click.Abort, Exit):
            raise
        except Exception as failed:
            context = click.get_current_context()
            refused = refusal_of(failed) or _damage(home_folder(context))
            if refused is None:
                raise
            language = context.params.get("lang", "vi")
            raise _IN_WORDS[refused.kind](refused.words(language)) from failed

    return wrapped


def _language(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """Give a command the option ``--lang``; its refusals are printed in that language too."""
    offered = click.option(
        "--lang",
        type=click.Choice(["vi", "en"]),
        default="vi",
        show_default=True,
        is_eager=True,  # known before another option is refused
        help="Language.",
    )
    return offered(says_why(command))


LANGUAGE = _language


def confirm(question: str, language: str) -> None:
    """Ask before something is done, ``[c/K]`` in Vietnamese; anything but yes ends the command."""
    asked = question + text("cli.yes_or_no", language)
    answer = click.prompt(asked, default="", show_default=False, err=True)
    if fold(answer) not in ("c", "co", "y", "yes"):
        raise click.Abort


def home_folder(context: click.Context) -> Path:
    """The folder of the home a command works in; ``./var`` where none is named."""
    folder: Path | None = context.find_root().obj
    return folder or Path("var")


def open_home(context: click.Context, *, create: bool, upgrades: bool = False) -> Home:
    """The home the command works in; a wrong one is wrong use of the command."""
    folder = home_folder(context)
    refuse_foreign(folder)
    card = folder / CARD_FILE
    if not card.exists() and is_home(folder):
        raise DamagedCard("refused.home_card.missing", file=card)
    if not create and not card.exists():
        raise Refusal("refused.no_home", folder=folder)
    waiting = _waiting(context.params.get("lang", "vi"))
    return Home(folder, context.command_path, waiting, upgrades=upgrades)


def _damage(folder: Path) -> Refusal | None:
    """What is broken in a home, the first thing first; None where it is whole, or no home."""
    from orchestration.verifying.rested_on import first_damage  # heavy, and seldom asked

    if not (folder / "home.json").exists():
        return None
    with suppress(Exception):  # the failure that is being told is the one that counts
        return first_damage(Home(folder))
    return None


def _waiting(language: str) -> Callable[[Writer], None]:
    """Say for whom the command waits, as soon as it does."""

    def tell(writer: Writer) -> None:
        say(text("cli.waits", language, **writer.values()), err=True)

    return tell


def print_json(value: Any) -> None:
    """Print for a machine to read: dataclasses and models as objects; days, and numbers other
    than floats, as they are written."""
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    say(json.dumps(plain, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


def print_state(state: Any, as_json: bool, lines: Sequence[str]) -> None:
    """Print a dataclass as JSON, or the lines that say the same in words."""
    if as_json:
        print_json(state)
    else:
        say("\n".join(lines))
