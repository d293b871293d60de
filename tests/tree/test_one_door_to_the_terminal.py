"""What is printed goes through ``say``, which cleans it (``orchestration.commands.console``)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# ``click`` prints its own refusals through ``RefusedInWords``, which cleans them too.
DOORS = {"orchestration/commands/console.py", "orchestration/commands/options.py"}
PRINTS = re.compile(r"\bclick\.s?echo\(|(?<![\w.])print\(")


def test_nothing_else_prints() -> None:
    prints = {
        path.relative_to(ROOT).as_posix()
        for room in ("ingestion", "expectations", "dashboards", "orchestration")
        for path in (ROOT / room).rglob("*.py")
        if PRINTS.search(path.read_text("utf-8"))
    }
    assert prints - DOORS == set()
