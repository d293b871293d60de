"""Workbooks opened and saved again by another program."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest


def resaved(
    contents: Mapping[str, bytes], folder: Path, to: str = "xlsx:Calc MS Excel 2007 XML"
) -> dict[str, bytes]:
    """Workbooks by name as LibreOffice saves them, formulas worked out; all in one start of it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: `make system` installs it")
    (folder / "in").mkdir(parents=True)
    for name, content in contents.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(content)
    command = [
        program,
        f"-env:UserInstallation=file://{folder / 'profile'}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(folder / "out"),
        *(str(path) for path in sorted((folder / "in").iterdir())),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}
