"""``csi index``: the refusals a stranger reads, and hard cases worked out on paper."""

from __future__ import annotations

import csv
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestration.any_index.tables import places_of
from orchestration.cli import main

NODES = "node_id,parent_id\nindex,\na,index\nb,index\n"
RULES = "node_id,weight,goalpost_lo,goalpost_hi,decimals\nindex,1,,,2\na,1,-10,10,\nb,3,0,100,\n"
VALUES = "unit,period,a,b\nU,2024,5,20\n"
LONG: dict[str, str | None] = {"data_values": None}
HEAD = "unit,indicator,value,numerator,denominator,status\n"
CHOICE: dict[str, str | None] = {
    "method_node_rule": "node_id,normalisation\nindex,\na,choice\nb,none\n",
    "method_point_step": "node_id,value_from,option,share\na,1,none,0\na,2,all,1\n",
}
FILES = {"method/node.csv": NODES, "method/node_rule.csv": RULES, "data/values.csv": VALUES}


def run_index(folder: Path, **files: str | None) -> Result:
    """Write the files (``method_node`` for method/node.csv; None leaves one out) and run."""
    named = {f"{k.replace('_', '/', 1)}.csv": text for k, text in files.items()}
    for name, text in {**FILES, **named}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(
        main,
        ["index", "--method", str(folder / "method"), "--data", str(folder / "data"),
         "--out", str(folder / "out"), "--lang", "en"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"method_node": None}, "lacks: node.csv"),
        ({"data_values": None}, "lacks: observations.csv, values.csv"),
        ({"method_node": "node_id\nindex\n"}, "node.csv: lacks the column parent_id"),
        ({"method_node_rule": RULES.replace("weight", "wieght")}, "unknown column wieght"),
        ({"method_node": NODES + "c,nowhere\n"}, "line 5, parent_id: there is no node nowhere"),
        ({"method_node": NODES + "c,index\n"}, "no rule for the nodes: c"),
        ({"method_node": NODES + "a,index\n"}, "line 5: INDEX / a is there already"),
        ({"method_node": NODES + "second,\n"}, "exactly one root"),
        ({"method_node_rule": RULES + "c,1,,,\n"}, "line 5, node_id: the table node has no node c"),
        ({"method_node_rule": RULES.replace("a,1,", "a,one,")}, "line 3, weight: “one” is not a"),
        ({"data_values": "unit,period,a\nU,2024,5\n"}, "no figures for the indicators: b"),
        ({"data_values": "unit,period,a,b\nU,2024,5,x1\n"}, 'line 2, b: “x1” is not a number'),
        ({"data_values": "unit,period,a,b\nU,2024,5,1e15\n"}, "too large"),
        ({"data_values": VALUES + "U,2024,6,30\n"}, "line 3: U / 2024 / U / a is there"),
        ({"data_values": "unit,period,a,b\n,2024,5,20\n"}, "line 2: no unit"),
        ({"data_values": "unit,period,a,b\nU,2024,5,20,7\n"}, "more cells than columns"),
        ({"data_values": "unit,period,a,b\nU,2024,5\n"}, "line 2: fewer cells than columns"),
        ({"data_values": "unit,period,a,b\n"}, "holds no figures"),
        (LONG | {"data_observations": HEAD + "U,a,5,3,4,\n"}, "value alone, or numerator"),
        (LONG | {"data_observations": HEAD + "U,a,5,,,not_reported\n"}, "contradicts the cell"),
        (LONG | {"data_observations": HEAD + "U,a,,,,reported\n"}, "contradicts the cell"),
        (
            LONG | {"data_observations": HEAD + "U,a,,3,4,\nV,a,5,,,\nU,b,1,,,\n"},
            "line 3, a: a plain value here",
        ),
        ({"data_observations": HEAD + "U,a,5,,,\n"}, "both observations.csv and values.csv"),
        ({"method_node_rule": RULES + "a,9,-10,10,\n"}, "line 5: INDEX / a is there already"),
        ({"method_node_rule": RULES.replace("a,1,", "a,4e-10,")}, "more than nine decimals"),
        ({"method_node_rule": RULES.replace("b,3", "b,-3")}, "line 4, weight: the weight “-3”"),
        ({"method_band": "method,grade,score_from\nOTHER,A,1\n"}, "has a method OTHER"),
        ({"method_band": "grade,score_from\nA,0\nA,0.5\n"}, "band.csv, line 3: INDEX / A is there"),
        (CHOICE | {"data_values": "unit,period,a,b\nU,2024,9,20\n"}, "none of the options"),
        ({"data_units": "unit,population\nU,-3\n"}, "must be above 0"),
        ({"data_lineage": "unit,successor\nU,\n"}, "lacks its successor"),
        ({"data_lineage": "unit,successor\nQ,U\n"}, "no figure of Q"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(
    tmp_path: Path, files: dict[str, str | None], reason: str
) -> None:
    done = run_index(tmp_path, **files)
    assert done.exit_code == 2
    assert reason in done.output
    assert not (tmp_path / "out").exists()


def test_a_cap_without_anything_to_cut_at_is_refused(tmp_path: Path) -> None:
    done = run_index(
        tmp_path,
        method_node="node_id,parent_id\nindex,\na,index\n",
        method_node_rule="node_id,normalisation,cap\nindex,,\na,z_score,upper\n",
        data_values="unit,a\nU,1\nV,2\n",
    )
    assert done.exit_code == 2
    assert "line 3, cap: “upper” has nothing to cut at" in done.output


def test_bands_that_do_not_cover_the_scale_are_named_with_their_line(tmp_path: Path) -> None:
    done = run_index(tmp_path, method_band="grade,score_from\nA,0.9\nB,0.5\n")
    assert done.exit_code == 1
    assert "band.csv:2: method=INDEX, lowest_from=0.5" in done.output


@pytest.mark.parametrize(
    ("decimals", "value", "score"),
    [
        ("6", "0.020693496", "0.020693"),
        ("6", "0.1234564951", "0.123456"),
        ("6", "0.000000496", "0.000000"),
        ("6", "0.0206935", "0.020694"),
        ("3", "0.020499996", "0.020"),
        ("3", "0.0205", "0.021"),
    ],
)
def test_a_score_is_rounded_once(tmp_path: Path, decimals: str, value: str, score: str) -> None:
    done = run_index(
        tmp_path,
        method_node="node_id,parent_id\nindex,\na,index\n",
        method_node_rule=f"node_id,normalisation,decimals\nindex,,{decimals}\na,none,\n",
        data_values=f"unit,a\nU,{value}\n",
    )
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader((tmp_path / "out" / "scores.csv").open(encoding="utf-8-sig")))
    (root,) = (row for row in rows if row["node"] == "index")
    assert Decimal(root["score"]) == Decimal(score)


def rules_with(column: str, *cells: str) -> str:
    """The rules with one column more, of the root, a and b."""
    lines = RULES.splitlines()
    return "\n".join(f"{one},{cell}" for one, cell in zip(lines, (column, *cells), strict=True))


@pytest.mark.parametrize(
    ("column", "cells", "reason"),
    [
        ("decimals_", ("", "", ""), "unknown column"),
        ("tie_rule", ("", "best_rank", ""), "line 3, tie_rule: “best_rank” has a meaning at the r"),
        ("aggregation", ("", "", "geometric"), "line 4, aggregation: “geometric” has a meaning o"),
        ("power", ("", "", "2"), "line 4, power: “2” has a meaning only at a node with children"),
        ("member_floor", ("", "1", ""), "line 3, member_floor: “1” has a meaning only at a node w"),
        ("member_floor", ("1", "", ""), "line 2, member_floor: “1” is used only where aggregat"),
        ("power", ("2", "", ""), "line 2, power: the exponent “2” is used only where"),
        ("minimum_coverage", ("80", "", ""), "line 2, minimum_coverage: “80” has to be a share"),
        ("minimum_coverage", ("-0.5", "", ""), "line 2, minimum_coverage: “-0.5” has to be a sha"),
        ("minimum_coverage", ("0.12345", "", ""), "has more than 4 decimals"),
        ("cap", ("upper", "", ""), "line 2, cap: “upper” has a meaning only at an indicator"),
        ("direction", ("-", "", ""), "line 2, direction: “-” has a meaning only at an indicator"),
        ("normalisation", ("ratio", "", ""), "line 2, normalisation: “ratio” has a meaning only"),
        ("normalisation", ("none", "ratio", ""), "line 3, goalpost_lo: ratio and yes_no always"),
        ("transform", ("log", "", ""), "line 2, transform: “log” has a meaning only at an ind"),
        ("pooling", ("sum", "", ""), "line 2, pooling: “sum” has a meaning only at an indicator"),
        ("measure", ("x", "", ""), "line 2, measure: “x” has a meaning only at an indicator"),
    ],
)  # fmt: skip
def test_a_rule_that_nothing_would_honour_is_refused_at_its_cell(
    tmp_path: Path, column: str, cells: tuple[str, ...], reason: str
) -> None:
    done = run_index(tmp_path, method_node_rule=rules_with(column, *cells))
    assert (done.exit_code, reason in done.output) == (2, True), done.output


@pytest.mark.parametrize("cell", ["1e400", "1e999999999", "-1e400", "1e26"])
def test_what_is_beyond_every_column_is_too_large(tmp_path: Path, cell: str) -> None:
    for files in (
        {"method_node_rule": RULES.replace("a,1,", f"a,{cell},")},
        {"method_node_rule": RULES.replace("-10,10", f"-10,{cell}")},
        {"method_node_rule": RULES.replace(",,,2", f",,,{cell}")},
        {"data_values": f"unit,period,a,b\nU,2024,{cell},20\n"},
    ):
        done = run_index(tmp_path, **files)
        assert (done.exit_code, "too large" in done.output) == (2, True), done.output


@pytest.mark.parametrize("cell", ["0.1234567890123", "1e-13", "1e-400", "1e-999999999"])
def test_what_is_finer_than_is_kept_is_not_cut(tmp_path: Path, cell: str) -> None:
    for files in (
        {"method_node_rule": RULES.replace("-10,10", f"-10,{cell}")},
        {"data_values": f"unit,period,a,b\nU,2024,{cell},20\n"},
    ):
        done = run_index(tmp_path, **files)
        assert (done.exit_code, "more than 12 decimals" in done.output) == (2, True), done.output


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_are_counted_without_zeros_at_the_end(number: Decimal) -> None:
    assume(abs(number.adjusted()) < 200)
    with localcontext(prec=1000):
        places = places_of(number)
        assert number == number.quantize(Decimal(1).scaleb(-places))
        assert not places or number != number.quantize(Decimal(1).scaleb(1 - places))


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("period", "2020", "02020"),
        ("period", "2020", "２０２０"),
        ("period", "2020", "٢٠٢٠"),
        ("period", "2020", "२०२०"),
        ("period", "2020", "+2020"),
        ("period", "2020", "2_020"),
        ("period", "2020", "2020.0"),
        ("period", "2020", "2020\u200b"),
        ("period", "2020-S1", "2020-s1"),
        ("period", "2020-1", "2020-01"),
        ("unit", "Ha\u0300", "H\u00e0"),
        ("unit", "Hà Nội", "Hà  Nội"),
        ("unit", "Hà Nội", "Hà Nội\u200b"),
        ("unit", "Khu 1", "Khu １"),
    ],
)
def test_two_texts_that_read_as_one_are_refused(
    tmp_path: Path, column: str, first: str, second: str
) -> None:
    rows = [
        {"unit": "U", "period": "2024"} | {column: key} | {"a": "5", "b": "20"}
        for key in (first, second)
    ]
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    done = run_index(tmp_path, data_values="\n".join(lines) + "\n")
    assert done.exit_code == 2, done.output
    shown = second.replace("\u200b", " ")
    assert f"line 3, {column}: “{shown}” and “{first}” (line 2)" in done.output


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("U,a,,3,-4,\nU,b,1,,,\n", "line 2, denominator: the denominator of a cannot be negative"),
        ("U,a,,1e14,1e-12,\nU,b,1,,,\n", "line 2, denominator: the ratio 1e14 / 1e-12 of a is too"),
        ("U,a,,-1e3,1e-12,\nU,b,1,,,\n", "line 2, denominator: the ratio -1e3 / 1e-12 of a is"),
        ("U,a,５,,,\nU,b,1,,,\n", "line 2, a: “５” is not a number"),
        ("U\0,a,5,,,\nU,b,1,,,\n", "line 2, unit: "),
    ],
)
def test_figures_that_cannot_be_are_refused(tmp_path: Path, row: str, reason: str) -> None:
    done = run_index(tmp_path, **LONG, data_observations=HEAD + row)
    assert (done.exit_code, reason in done.output) == (2, True), done.output


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (RULES.replace("0,100", "100,0"), "node rule goalposts in order"),
        (RULES.replace("0,100", "100,0"), "node_rule.csv:4: "),
        (RULES.replace("a,1", "a,0").replace("b,3", "b,0"), "every parent has weight to share"),
    ],
)
def test_a_method_is_checked_before_it_is_computed(tmp_path: Path, rules: str, reason: str) -> None:
    done = run_index(tmp_path, method_node_rule=rules)
    assert done.exit_code == 1
    assert reason in done.output


def test_a_ratio_to_the_best_of_negative_values_is_refused(tmp_path: Path) -> None:
    rules = "node_id,weight,normalisation,decimals\nindex,1,,2\na,1,ratio_to_best,\nb,1,none,\n"
    values = "unit,period,a,b\nU,2024,-4,1\nV,2024,-1,1\n"
    done = run_index(tmp_path, method_node_rule=rules, data_values=values)
    assert done.exit_code == 1
    assert "ratios to best have no negative values" in done.output


def test_four_levels_with_gaps_come_out_as_worked_by_hand(tmp_path: Path) -> None:
    """Missing shares its weight; not applicable too; weight 0 is absence; weights need no sum.

    U1: s1 harmonic of .75 and .8 = .7741935; s2 is percentile 2/3 (of 1, 3 and 3, ranks 1, 2, 2);
    p1 = (s1 + 2 s2) / 3 = .7025090; index = exp((.3 ln p1 + .5 ln 1) / .8) = .8760.
    U2: b is missing, s1 = .25; s2 = .6667; p1 = .5278; p2 = 0 makes the geometric mean 0.
    U4: a does not apply, s1 = .1; s2 = 1/3; p1 = .2556; index = .5995. U3 sent nothing.
    """
    parents = {"index": "", "p1": "index", "p2": "index", "s1": "p1", "s2": "p1"}
    parents |= {"a": "s1", "b": "s1", "c": "s2", "d": "s2", "e": "p2"}
    nodes = "\n".join(["node_id,parent_id", *(f"{n},{parent}" for n, parent in parents.items())])
    rules = (
        "node_id,weight,direction,normalisation,goalpost_lo,goalpost_hi,aggregation,"
        "missing_policy,minimum_coverage,decimals\n"
        "index,1,,,,,geometric,share_weight,0.5,2\np1,0.3,,,,,arithmetic,,,\np2,0.5,,,,,,,,\n"
        "s1,1,,,,,harmonic,,,\ns2,2,,,,,,,,\na,3,+,goalposts,-10,10,,,,\nb,3,-,goalposts,0,100,,,,\n"
        "c,0,+,z_score,,,,,,\nd,0.2,+,percentile,,,,,,\ne,1,+,yes_no,,,,,,\n"
    )
    values = (
        "unit,period,a,b,c,d,e\nU1,2020-S1,5,20,1,3,yes\nU2,2020-S1,-5,,2,3,no\n"
        "U3,2020-S1,,,,,\nU4,2020-S1,not_applicable,90,0,-3,yes\nU1,2020-S2,10,20,1,3,yes\n"
    )
    done = run_index(tmp_path, method_node=nodes, method_node_rule=rules, data_values=values)
    assert done.exit_code == 0, done.output
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_unit = {
        row["unit"]: (row["score"], row["rank"], row["coverage"], row["reason"])
        for row in rows
        if row["node"] == "index" and row["period"] == "2020-S1"
    }
    assert by_unit == {
        "U1": ("0.88", "1", "1", ""),
        "U4": ("0.60", "2", "1", ""),
        "U2": ("0.00", "3", "0.9375", ""),
        "U3": ("", "", "0", "no_data"),
    }
    statuses = {(row["unit"], row["node"]): row["status"] for row in rows}
    assert statuses["U4", "a"] == "not_applicable"
    assert statuses["U2", "b"] == "not_reported"


def test_a_ratio_may_come_ready_made_and_a_stray_file_is_named(tmp_path: Path) -> None:
    """Shares without numerators are taken as they are, also where the method pools; a misspelt
    file is told of."""
    rules = "node_id,weight,normalisation,pooling,decimals\nindex,1,,,2\na,1,ratio,pooled,\n"
    done = run_index(
        tmp_path,
        method_node="node_id,parent_id\nindex,\na,index\n",
        method_node_rule=rules,
        data_values="unit,a\nX,0.9\nY,0.5\n",
        data_unit="unit,name\nX,Xanh\n",
    )
    assert done.exit_code == 0, done.output
    assert "unit.csv" in done.output
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
        roots = {row["unit"]: row["score"] for row in csv.DictReader(file) if not row["parent"]}
    assert roots == {"X": "0.90", "Y": "0.50"}
