"""Workbooks opened and saved again by another program."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Resave = Callable[..., dict[str, bytes]]


@pytest.fixture(scope="session")
def resaved() -> Resave:
    """Workbooks by name as LibreOffice saves them in a folder, formulas worked out; all in one
    start of it. Tests that ask for it are ``door``."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: `make system` installs it")

    def save(
        contents: Mapping[str, bytes], folder: Path, to: str = "xlsx:Calc MS Excel 2007 XML"
    ) -> dict[str, bytes]:
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

    return save
