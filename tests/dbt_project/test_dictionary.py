"""The data dictionary is written from the models, and from nothing else."""

from __future__ import annotations

from orchestration.warehouse.dictionary import DICTIONARY, dictionary_text
from orchestration.warehouse.mart_catalogue import marts_of
from tests.kept import dbt_target


def test_the_dictionary_is_not_stale() -> None:
    assert DICTIONARY.read_text("utf-8") == dictionary_text(marts_of(dbt_target())), (
        "run `make dictionary`"
    )


def test_the_dictionary_says_who_sees_a_column() -> None:
    text = DICTIONARY.read_text("utf-8")
    ranking = text.partition("## mart_csi_ranking\n")[2].partition("\n## ")[0]
    assert "Key: `method`, `geography`, `unit_id`, `index_year`" in ranking
    (late,) = (line for line in ranking.splitlines() if line.startswith("| `late_share`"))
    assert late.endswith("| leadership, province (own rows) |")
