"""A small home that every test of backups begins with."""

import shutil
from pathlib import Path

import pytest

from tests.orchestration.verifying.small_home import small_home


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_home(tmp_path_factory.mktemp("built") / "home")


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "home", symlinks=True)
