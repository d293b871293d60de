"""The ``csi`` command: help, templates, receipts, exit codes."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from ingestion.home.one_writer import system_user
from ingestion.samples.one_agency import report
from orchestration.cli import COMMANDS, main
from orchestration.identity.accounts import Accounts

README = Path(__file__).parents[3] / "README.md"


def test_the_commands_are_those_documented() -> None:
    table = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| `csi ")]
    assert sorted(set(re.findall(r"`csi ([a-z-]+)", "\n".join(table)))) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(command: str) -> None:
    loaded = main.get_command(click.Context(main), command)
    assert loaded is not None
    assert loaded.name == command
    assert loaded.get_short_help_str(limit=1000) == COMMANDS[command].help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_examples_and_exit_codes(command: str) -> None:
    printed = CliRunner().invoke(main, [command, "--help"]).output
    assert "Example" in printed
    example = printed.split("Example")[1]
    assert f" {command}" in example
    assert "Exit codes" in printed


def test_help_imports_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, orchestration.cli; heavy = {'dagster', 'dbt', 'great_expectations', 'polars',"
        "'duckdb', 'pandas', 'plotly', 'pydantic', 'sqlalchemy', 'openpyxl'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_look_at_a_whole_home_loads_nothing_that_computes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = tmp_path / "a.csv"
    file.write_bytes(report())
    assert CliRunner().invoke(main, ["--home", str(home), "submit", str(file)]).exit_code == 0
    code = (
        "import sys; from orchestration.cli import main; "
        "main(['--home', sys.argv[1], 'verify', '--json'], standalone_mode=False); "
        "heavy = {'alembic', 'dagster', 'duckdb', 'fsspec', 'great_expectations', 'openpyxl',"
        "'rich', 'yaml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_template_is_written_once(tmp_path: Path) -> None:
    target = tmp_path / "kinh-phi.xlsx"
    arguments = ["template", "budget", "--out", str(target)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert load_workbook(target).worksheets[0]["B2"].value == "budget/1"
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, [*arguments, "--force"]).exit_code == 0


def test_a_check_that_crashed_is_not_called_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("no context")

    monkeypatch.setattr("expectations.checks.comparison._frames", broken)
    file = tmp_path / "a.csv"
    file.write_bytes(report())
    done = CliRunner().invoke(main, ["check", str(file), "--lang", "en"])
    assert done.exit_code == 2
    assert "a.csv: the validator failed" in done.output


def test_an_unknown_form_names_those_there_are() -> None:
    done = CliRunner().invoke(main, ["template", "budjet"])
    assert done.exit_code == 2
    assert "incident_summary" in done.output


def test_a_sample_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    done = CliRunner().invoke(main, ["sample", str(tmp_path)])
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_status_of_no_home_says_how_to_make_one(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--home", str(tmp_path / "none"), "status"])
    assert done.exit_code == 2
    assert "csi run" in done.output
    assert not (tmp_path / "none").exists()


def test_a_bad_delivery_list_is_refused_before_anything_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "list.csv").write_text("file\na.csv\n")
    home = tmp_path / "home"
    arguments = ["--home", str(home), "submit", str(tmp_path / "a.csv")]
    done = CliRunner().invoke(main, [*arguments, "--deliveries", str(tmp_path / "list.csv")])
    assert done.exit_code == 2
    assert f"{tmp_path / 'list.csv'}, dòng 1: thiếu cột" in done.stderr
    assert not home.exists()


def test_a_home_of_the_environment_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    environment = {"CSI_HOME": str(tmp_path / "home")}
    done = CliRunner(env=environment).invoke(main, ["submit", str(tmp_path / "a.csv")])
    assert done.exit_code == 0
    assert "đã tiếp nhận" in done.output
    printed = CliRunner(env=environment).invoke(main, ["status", "--lang", "en"]).output
    assert "Waiting for validation: 1" in printed


def test_a_listed_file_that_nobody_sent_is_named(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
    listed = [f"{name},AGY-1,portal,2024-12-10T08:00:00+07:00" for name in ("a.csv", "b.csv")]
    head = "file,sender,channel,received_at"
    (tmp_path / "list.csv").write_text("\n".join([head, *listed]))
    home = ["--home", str(tmp_path / "home"), "submit"]
    options = ["--deliveries", str(tmp_path / "list.csv"), "--lang", "en"]
    first = CliRunner().invoke(main, [*home, str(tmp_path / "a.csv"), *options])
    assert first.exit_code == 0
    assert "names 1 file that nobody sent, such as b.csv" in first.stderr
    assert "nobody sent" not in first.stdout
    # From the second file on who declares a day of receipt has to be known.
    by_nobody = CliRunner().invoke(main, [*home, str(tmp_path / "b.csv"), *options])
    assert by_nobody.exit_code == 2
    Accounts(tmp_path / "home").add("an", "mot mat khau dai", ["steward"], "chu", by_owner=True)
    (tmp_path / "home" / "csi.toml").write_text(f'users = {{ {system_user()} = "an" }}')
    second = CliRunner().invoke(main, [*home, str(tmp_path / "b.csv"), *options])
    assert second.exit_code == 0
    assert second.stderr == ""
