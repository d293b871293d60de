"""The dbt project as a home keeps it parsed."""

import json
from pathlib import Path

from orchestration.warehouse.dbt_runner import ensure_manifest, mart_columns
from tests.kept import dbt_target


def test_a_manifest_of_another_version_is_replaced_however_young_it_is(tmp_path: Path) -> None:
    """As in a home restored from a copy: its files are younger than the project."""
    older = tmp_path / "manifest.json"
    older.write_text(json.dumps({"nodes": {}}))
    assert ensure_manifest(tmp_path) == older
    assert mart_columns(tmp_path) == mart_columns(dbt_target())
    assert "mart_csi_ranking" in mart_columns(tmp_path)
