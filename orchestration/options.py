"""What the commands of ``csi`` share: the home they work in, common options, printing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ingestion.home import Home

EXIT_CODES = """\b
Exit codes: 0 done; 1 findings, or the run failed; 2 unreadable file or wrong use."""
LANGUAGE = click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine to read.")
AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the run is computed for. Default: today in Vietnam.",
)


class Told(click.ClickException):
    """What cannot be done, said in the reader's language and nothing else."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it on the error stream."""
        click.echo(self.message, file=file, err=file is None)


def open_home(context: click.Context, *, create: bool) -> Home:
    """The home the command was told to work in; a wrong one is a wrong use of the command."""
    from pydantic import ValidationError

    from ingestion.home import Home, UnknownLayout

    folder: Path = context.find_root().obj or Path("var")
    if not create and not (folder / "home.json").exists():
        raise click.UsageError(f"{folder} is no home yet; `csi run` makes one")
    try:
        return Home(folder)
    except UnknownLayout as newer:
        raise click.ClickException(f"{newer} was written by a newer version") from newer
    except ValidationError as wrong:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise click.UsageError(f"settings of {folder}: {said}") from wrong


def print_state(state: Any, as_json: bool, lines: list[str]) -> None:
    """Print a dataclass as JSON, or the lines that say the same in words."""
    if as_json:
        from dataclasses import asdict

        click.echo(json.dumps(asdict(state), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines))
