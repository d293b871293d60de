"""``csi login``, ``logout``, ``whoami`` and ``account``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ingestion.messages import text
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.identity.accounts import ROLES, Account, Accounts
from orchestration.identity.session import acting, log_in, log_out, owns

_ROLES = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["reader", "steward", "approver"]),
    help="May be given more than once; everybody is a reader.",
)
_PASSWORD = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


def _password(from_stdin: bool, lang: str, *, is_new: bool) -> str:
    if from_stdin:
        return click.get_text_stream("stdin").readline().rstrip("\n")
    asked = text("identity.ask_new_password" if is_new else "identity.ask_password", lang)
    again = text("identity.ask_again", lang) if is_new else False
    entered: str = click.prompt(asked, hide_input=True, confirmation_prompt=again)
    return entered


@click.command(epilog=EXIT_CODES)
@click.argument("name")
@_PASSWORD
@LANGUAGE
@click.pass_context
def login(context: click.Context, name: str, password_stdin: bool, lang: str) -> None:
    """Act as a named account from now on, for twelve hours or until `csi logout`.

    Whose account another made chooses a password of their own the first time.

    Without a session the user of the operating system acts as the account that [users] in csi.toml
    maps it to; a user who is not mapped may read and submit only.

    \b
    Examples:
      csi login lan.anh
    """

    home = open_home(context, create=False)
    entered = _password(password_stdin, lang, is_new=False)
    account = log_in(home, name, entered)
    if account.waits_for == "own_password":
        say(text("identity.choose_password", lang))
        chosen = _password(password_stdin, lang, is_new=True)
        Accounts(home.folder).change_password(name, entered, chosen)
        account = log_in(home, name, chosen)
    say(text("identity.logged_in", lang, name=account.name, roles=_held(account, lang)))


@click.command(epilog=EXIT_CODES)
@LANGUAGE
@click.pass_context
def logout(context: click.Context, lang: str) -> None:
    """End the session.

    \b
    Examples:
      csi logout
    """

    log_out(open_home(context, create=False))
    say(text("identity.logged_out", lang))


@click.command(epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def whoami(context: click.Context, lang: str, as_json: bool) -> None:
    """Say who acts, how that is known, and what they may do.

    \b
    Examples:
      csi whoami
      csi whoami --json
    """

    actor = acting(open_home(context, create=False))
    roles = sorted(actor.roles)
    if as_json:
        print_json({"name": actor.name, "roles": roles, "known_by": actor.known_by})
        return
    values = {
        "roles": _roles(roles, lang),
        "known": text(f"identity.known_by.{actor.known_by}", lang),
    }
    say(text("identity.who", lang, name=actor.name, **values))


@click.group(epilog=EXIT_CODES)
def account() -> None:
    """Make, confirm, list and close accounts.

    Whoever owns the home makes accounts until one may propose and another approve; later ones are
    made by an approver, and confirmed by somebody else once their holder has logged in and chosen a
    password: nobody shall be two people.

    \b
    Examples:
      csi account add lan.anh --role steward
      csi account add minh --role approver
      csi account confirm hoa
      csi account password hoa
      csi account list
      csi account close lan.anh
    """


@account.command("add", epilog=EXIT_CODES)
@click.argument("name")
@_ROLES
@_PASSWORD
@LANGUAGE
@click.pass_context
def add(
    context: click.Context, name: str, roles: tuple[str, ...], password_stdin: bool, lang: str
) -> None:
    """Make an account; asks for its first password.

    \b
    Examples:
      csi account add lan.anh --role steward
    """

    home = open_home(context, create=False)
    accounts, actor = Accounts(home.folder), acting(home)
    begins = actor.known_by == "unmapped" and owns(home) and not accounts.are_two_people()
    if not begins:
        actor.must_be("approver")
    chosen = [role for role in ROLES if role in roles]
    first = _password(password_stdin, lang, is_new=True)
    made = accounts.add(name, first, chosen, actor.name, by_owner=begins)
    key = "identity.added_waits" if made.waits_for else "identity.added"
    values = {"roles": _roles(sorted(made.roles), lang), "maker": actor.name}
    say(text(key, lang, name=made.name, **values))


@account.command("confirm", epilog=EXIT_CODES)
@click.argument("name")
@LANGUAGE
@click.pass_context
def confirm(context: click.Context, name: str, lang: str) -> None:
    """Say that an account somebody else made is the person's it names, who told you so.

    \b
    Examples:
      csi account confirm hoa
    """

    home = open_home(context, create=False)
    actor = acting(home)
    actor.must_be("steward", "approver")
    made = Accounts(home.folder).confirm(name, actor.name)
    say(text("identity.confirmed", lang, name=name, roles=_held(made, lang)))


@account.command("password", epilog=EXIT_CODES)
@click.argument("name")
@_PASSWORD
@LANGUAGE
@click.pass_context
def password(context: click.Context, name: str, password_stdin: bool, lang: str) -> None:
    """Choose another password; asks for the present one first, and ends the sessions.

    \b
    Examples:
      csi account password hoa
    """

    home = open_home(context, create=False)
    old, new = (_password(password_stdin, lang, is_new=is_new) for is_new in (False, True))
    Accounts(home.folder).change_password(name, old, new)
    say(text("identity.password_changed", lang, name=name))


@account.command("list", epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def list_accounts(context: click.Context, lang: str, as_json: bool) -> None:
    """Every account and what it may do.

    \b
    Examples:
      csi account list --json
    """

    home = open_home(context, create=False)
    accounts = Accounts(home.folder).all()
    if as_json:
        rows = [
            {
                "name": a.name,
                "roles": sorted(a.roles),
                "is_open": a.is_open,
                "waits_for": a.waits_for,
            }
            for a in accounts
        ]
        print_json(rows)
        return
    for one in accounts:
        key = "identity.line" if one.is_open else "identity.line_closed"
        say(text(key, lang, name=one.name, roles=_held(one, lang)))


@account.command("close", epilog=EXIT_CODES)
@click.argument("name")
@LANGUAGE
@click.pass_context
def close(context: click.Context, name: str, lang: str) -> None:
    """End what an account may do. What it decided stays decided.

    \b
    Examples:
      csi account close lan.anh
    """

    home = open_home(context, create=False)
    acting(home).must_be("approver")
    Accounts(home.folder).close(name)
    say(text("identity.closed", lang, name=name))


def _held(account: Account, lang: str) -> str:
    """The roles of an account, and what it waits for."""

    roles = _roles(sorted(account.roles), lang)
    waits = account.waits_for
    return f"{roles}; {text(f'identity.waiting.{waits}', lang)}" if waits else roles


def _roles(roles: Sequence[str], lang: str) -> str:
    return ", ".join(text(f"identity.role.{role}", lang) for role in roles)
