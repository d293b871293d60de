"""``csi sample``: what agencies would send, labelled as synthetic."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click

from ingestion.forms.contract import load_contracts
from ingestion.messages import text
from ingestion.refusal import Refusal
from ingestion.samples import write_sample
from ingestion.samples.agencies import Scale
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import LANGUAGE
from orchestration.reference.seeds import sample_facts


@click.command(epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=int, default=2018, show_default=True)
@click.option("--scale", type=click.Choice(get_args(Scale)), default="small", show_default=True)
@LANGUAGE
def sample(folder: Path, seed: int, scale: str, lang: str) -> None:
    """Write what agencies would send: labelled synthetic reports with planted faults.

    small: every province and year, two agencies each. season: 2024, twelve agencies each. national:
    2025, the departments and communes of all 34 provinces, about 16,000 reports.

    \b
    Examples:
      csi sample var/inbox
      csi sample season-2024 --scale season --seed 7
    """

    if folder.exists() and any(folder.iterdir()):
        raise Refusal("refused.not_empty", folder=folder)
    with ConsoleProgress(lang) as progress:
        written = write_sample(
            folder,
            seed=seed,
            scale=cast(Scale, scale),
            contracts=load_contracts(),
            facts=sample_facts(),
            progress=lambda done, total: progress.advance("sample", done, total),
        )
    values = {"files": written.files, "faults": written.faults, "folder": folder}
    say(text("cli.sample", lang, **values))
