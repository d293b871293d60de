"""What a rebuild refuses before it drops anything."""

from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.graph import rebuilding
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF


def test_a_rebuild_refuses_what_was_edited_before_it_drops_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(_: object) -> None:
        raise Refusal("refused.nothing_loaded")

    home = Home(tmp_path / "home")
    home.working.write_bytes(b"what the last run built in")
    monkeypatch.setattr(rebuilding, "refuse_changed", changed)
    with pytest.raises(Refusal):
        rebuilding.rebuild_home(Run(home, AS_OF))
    assert home.working.exists()
