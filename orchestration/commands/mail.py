"""``csi mail``: how letters are sent, what waits and what was sent last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from ingestion.home.home import Home
from ingestion.home.mail_settings import PASSWORD_VARIABLE, MailSettings
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODE, EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.notices.letter_texts import subject_of
from orchestration.notices.mail_server import Undelivered
from orchestration.notices.mail_status import MailStatus, mail_status
from orchestration.notices.notice_record import Notice, ServerDown
from orchestration.notices.sending import Trial, send_trial

_SHOWN_SENT = 10


@click.command(epilog=EXIT_CODES)
@click.option("--test", "is_test", is_flag=True, help="Send a letter to each operator.")
@LANGUAGE
@JSON
@click.pass_context
def mail(context: click.Context, is_test: bool, lang: str, as_json: bool) -> None:
    """Say how letters are sent and to whom, what waits and what was sent last.

    Letters are sent once csi.toml has [mail].

    \b
    Examples:
      csi mail
      csi mail --test
    """
    home = open_home(context, create=False)
    if is_test:
        _print_trials(context, send_trial(home), lang, as_json)
    elif as_json:
        print_json(_plain_state(home))
    else:
        say("\n".join(_lines(home, lang)))


def _print_trials(
    context: click.Context, trials: list[Trial], language: str, as_json: bool
) -> None:
    """What became of each letter; the command fails where one was not taken."""
    if as_json:
        print_json([{"to": one.to, "reason": one.reason, "detail": one.detail} for one in trials])
    else:
        say("\n".join(_trial_line(one, language) for one in trials))
    if any(one.reason for one in trials):
        context.exit(EXIT_CODE["failed"])


def _trial_line(trial: Trial, language: str) -> str:
    if trial.reason is None:
        return text("mail.trial.sent", language, to=trial.to)
    reason = _words(trial.reason, trial.detail, language)
    return text("mail.trial.refused", language, to=trial.to, reason=reason)


def _plain_state(home: Home) -> dict[str, Any]:
    """Settings, where the password comes from, and the letters without what they tell."""
    settings, state = home.settings.mail, mail_status(home, sent=_SHOWN_SENT)
    if settings is None or state is None:
        return {"settings": None}
    return {
        "settings": {**settings.model_dump(mode="json"), "port": settings.server_port},
        "waiting": [_plain(one) for one in state.waiting],
        "given_up": [_plain(one) for one in state.given_up],
        "sent": [_plain(one) for one in state.sent],
        "down": state.down and vars(state.down),
    }


def _plain(notice: Notice) -> dict[str, Any]:
    return {name: value for name, value in vars(notice).items() if name != "facts"}


def _lines(home: Home, language: str) -> Iterator[str]:
    settings, state = home.settings.mail, mail_status(home, sent=_SHOWN_SENT)
    if settings is None or state is None:
        yield text("mail.not_configured", language)
        return
    yield from _settings_lines(settings, home.kind == "synthetic", language)
    yield from _letter_lines(state, language)


def _settings_lines(settings: MailSettings, is_synthetic: bool, language: str) -> Iterator[str]:
    values = {
        **settings.model_dump(include={"house", "host", "sender"}),
        "port": settings.server_port,
        "security": text(f"mail.security.{settings.security}", language),
    }
    yield text("mail.settings", language, **values)
    if settings.user:
        is_set = PASSWORD_VARIABLE in os.environ
        place = PASSWORD_VARIABLE if is_set else settings.password_file or PASSWORD_VARIABLE
        yield text("mail.user", language, user=settings.user, place=place)
    yield text("mail.operators", language, addresses=", ".join(settings.operators))
    if is_synthetic:
        yield text("mail.agencies_synthetic", language)
    elif settings.agencies:
        told = ", ".join(text(f"mail.told.{one}", language) for one in settings.agencies)
        yield text("mail.agencies", language, told=told)
    else:
        yield text("mail.agencies_none", language)
    if settings.days_ahead:
        yield text("mail.days_ahead", language, days=", ".join(map(str, settings.days_ahead)))


def _letter_lines(state: MailStatus, language: str) -> Iterator[str]:
    if state.down:
        yield down_line(state.down, language)
    if not state.waiting:
        yield text("mail.none_waits", language)
    for one in state.waiting:
        key = "mail.waits_again" if one.reason else "mail.waits"
        yield _letter_line(key, one, one.planned_at, language)
    for one in state.given_up:
        yield _letter_line("mail.given_up", one, one.planned_at, language)
    for one in state.sent:
        yield _letter_line("mail.sent", one, one.tried_at or one.planned_at, language)


def _letter_line(key: str, notice: Notice, at: datetime, language: str) -> str:
    """A letter, to whom and when; why it was not taken, where it was tried."""
    reason = text("mail.too_late", language)
    if notice.reason:
        reason = _words(notice.reason, notice.detail, language)
    values = {"what": subject_of(notice, language), "to": notice.to, "at": _shown(at)}
    return text(key, language, **values, reason=reason)


def mail_lines(state: MailStatus | None, language: str) -> Iterator[str]:
    """What ``csi status`` says of letters: nothing while all were sent."""
    if state is None:
        return
    if state.down:
        yield down_line(state.down, language)
    if state.waiting:
        yield text("mail.status.waiting", language, count=len(state.waiting))
    if state.given_up:
        yield text("mail.status.given_up", language, count=len(state.given_up))


def down_line(down: ServerDown, language: str) -> str:
    """That the mail server cannot be used, why and since when."""
    reason = _words(down.reason, down.detail, language)
    return text("mail.down", language, since=_shown(down.since), reason=reason)


def _words(reason: str, detail: str, language: str) -> str:
    return Undelivered(reason, detail).words(language)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
