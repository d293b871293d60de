"""Commands print refusals in the reader's language, with a text for every reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from dashboards.marts.reading import NoCompleteYearError
from ingestion.home.home import Home, MixedKinds, UnknownLayout
from ingestion.home.ledger import BrokenChain
from ingestion.home.one_writer import HomeBusy
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.sources import BadDeliveryList
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import catalogue
from ingestion.refusal import Refusal
from orchestration.any_index.computing import ChecksFailed
from orchestration.any_index.tables import BadIndex
from orchestration.cli import main
from orchestration.commands import options
from orchestration.decisions.effects import ChangeRefused, RecomputationFailed
from orchestration.decisions.views import Refused
from orchestration.explaining.published import NothingToExplain
from orchestration.graph import definitions
from orchestration.graph.pipeline import RunFailed
from orchestration.identity.accounts import AccountProblem
from orchestration.reference.frozen_versions import Changed
from orchestration.releasing.acknowledgements import NoSuchWarning
from orchestration.releasing.publication import NothingToPublish
from orchestration.run_context import Run
from orchestration.warehouse.dbt_runner import DbtFailed
from orchestration.warehouse.loading import RowsMissing

ROOT = Path(options.__file__).parents[2]
ROOMS = [ROOT / name for name in ("ingestion", "expectations", "dashboards", "orchestration")]
KINDS = (
    *(Refusal, BadDeliveryList, BrokenChain, Changed, HomeBusy, LostOriginal, MixedKinds),
    *(AccountProblem, Refused, BadIndex, ChangeRefused, NoCompleteYearError, NoSuchWarning),
    *(NothingToExplain, NothingToPublish, RecomputationFailed, RowsMissing, RunFailed),
    *(UnknownLayout, UnreadableFile, ChecksFailed, DbtFailed),
)
# What these are raised with is a code that is kept, and the end of a key.
CODED = {"UnreadableFile": "unreadable.", "LostOriginal": "original."}
CLICK = ("click.UsageError", "click.ClickException", "click.BadParameter")


def _csi(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds nothing yet."""
    return Home(tmp_path_factory.mktemp("refusals")).folder


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (["run", "--as-of", "1999-01-01"], "nằm ngoài khoảng", "lies outside"),
        (["return"], "Nêu các báo cáo", "Name submissions"),
        (["explain"], "Cần ĐỊA_PHƯƠNG NĂM", "Give UNIT YEAR"),
        (["acknowledge", "REPORT-HELD"], "Cần --at-most", "Give --at-most"),
        (["decide", "waive", "R"], "Nêu một --submission", "Name a --submission"),
        (["what-if", "VN63-12", "2024", "--set", "drills=1"], "Chưa công bố", "Nothing is pub"),
        (["releases", "compare", "9"], "Không có bản phát hành “9”", "There is no release “9”"),
    ],
)
def test_wrong_use_is_told_in_the_reader_s_language(
    home: Path, arguments: list[str], vietnamese: str, english: str
) -> None:
    if arguments[0] == "decide":
        why = ["--expires", "2030-01-01", "--category", "law", "--reason", "r"]
        arguments = [*arguments, *why]
    for language, sentence in (("vi", vietnamese), ("en", english)):
        done = _csi(home, *arguments, "--lang", language)
        assert done.exit_code == 2
        assert sentence in done.stderr.splitlines()[0]
        assert "Usage:" not in done.stderr
        assert "Error:" not in done.stderr


def test_a_run_says_which_line_of_the_delivery_list_is_wrong(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    listed = home.inbox / "deliveries.csv"
    listed.write_text("file,sender,channel,received_at\na.csv,,post,yesterday\n", "utf-8")
    done = _csi(home.folder, "run", "--as-of", "2026-07-31", "--lang", "en")
    assert done.exit_code == 2, done.output
    assert f"{listed}, line 2: received_at “yesterday” is no time" in done.stderr
    assert done.stderr.strip().endswith("write it as 2024-06-19T10:00:00+07:00.")


def test_a_run_that_breaks_says_so_and_where_its_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: Run) -> NoReturn:
        raise ArithmeticError("by design")

    monkeypatch.setattr(definitions, "take_in", broken)
    home = Home(tmp_path / "home")
    done = _csi(home.folder, "run", "--as-of", "2026-07-31")
    assert done.exit_code == 3, done.output
    assert "Lượt chạy dừng giữa chừng:\nraw__submissions: ArithmeticError\n" in done.stderr
    assert "by design" not in done.stderr, "a message may quote a cell"
    (log,) = (home / "logs").iterdir()
    assert f"(nhật ký: {log})" in done.stderr


def _raised() -> Iterator[tuple[str, str, ast.Call]]:
    """Every reason that is raised with a key or a code written out: where, key, call."""
    kinds = {kind.__name__ for kind in KINDS}
    for room in ROOMS:
        for path in room.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    kind = node.func.id
                    if kind in kinds and isinstance(node.args[0], ast.Constant):
                        key = CODED.get(kind, "") + str(node.args[0].value)
                        yield f"{path}:{node.lineno}", key, node


def test_every_reason_has_its_words_and_the_values_they_need() -> None:
    reasons = 0
    for where, key, call in _raised():
        message = catalogue("vi").get(key)
        assert message, f"{where}: {key}"
        values = {word.arg for word in call.keywords}
        # An unreadable file says by itself how large it is, and may be.
        values |= {"size", "limit"} if key == "unreadable.over_limit" else set()
        if None not in values:
            needed = {name for _, name, _, _ in Formatter().parse(message) if name}
            assert needed <= values, where
        reasons += 1
    assert reasons > 60


def test_no_command_ends_with_a_sentence_of_its_own() -> None:
    """click's exceptions carry what the catalogue or another program says, no text written here."""
    for room in ROOMS:
        for path in room.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in CLICK:
                    written_here = isinstance(node.args[0], ast.Constant | ast.JoinedStr)
                    assert not written_here, f"{path}:{node.lineno}"
