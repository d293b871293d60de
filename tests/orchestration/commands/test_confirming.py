"""A question is answered in the reader's language; whatever is no yes is a no."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from orchestration.commands.options import confirm


@click.command()
@click.option("--lang", default="vi")
def done(lang: str) -> None:
    confirm("Làm?", lang)
    click.echo("xong")


@pytest.mark.parametrize("answer", ["c", "C", "có", "Co", "y", "yes"])
def test_yes(answer: str) -> None:
    told = CliRunner().invoke(done, input=f"{answer}\n")
    assert told.exit_code == 0
    assert "Làm? [c/K]" in told.output


@pytest.mark.parametrize("answer", ["", "k", "không", "n", "cc"])
def test_no(answer: str) -> None:
    told = CliRunner().invoke(done, ["--lang", "en"], input=f"{answer}\n")
    assert told.exit_code == 1
    assert "[y/N]" in told.output
    assert "xong" not in told.output
