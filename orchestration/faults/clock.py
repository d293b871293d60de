"""A clock that was set back, for one process: what the warehouse asks for the time says an earlier
one."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, tzinfo
from typing import Any

_ROOMS = ("ingestion", "expectations", "dashboards", "orchestration")


def set_back(days: int) -> None:
    """Let every module of the warehouse that is loaded tell a time so many days ago, until this
    process ends."""
    clock = _clock(timedelta(days=days))
    for name, module in [*sys.modules.items()]:
        is_ours = name.partition(".")[0] in _ROOMS and name != __name__
        if is_ours and getattr(module, "datetime", None) is datetime:
            module.datetime = clock  # type: ignore[attr-defined]


def _clock(by: timedelta) -> type:
    """What stands for ``datetime``: it makes moments of that class, and is one in every check."""

    class Kind(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, datetime)

        def __getattr__(cls, name: str) -> Any:
            return getattr(datetime, name)

        def __call__(cls, *args: Any, **named: Any) -> datetime:
            return datetime(*args, **named)

    class SetBack(metaclass=Kind):
        @staticmethod
        def now(tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) - by

    return SetBack
