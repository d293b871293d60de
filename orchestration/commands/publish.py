"""``csi publish``, ``csi acknowledge`` and ``csi releases``: making releases, the warnings that may
stand, and looking after the releases that are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dashboards.release_record.comparing import compare
from dashboards.release_record.gates import ReleaseRefused
from dashboards.release_record.in_force import all_releases, current_release
from dashboards.release_record.manifest import Manifest, read_manifest
from dashboards.releases.exporting import export_file, export_folder
from ingestion.home.home import Home
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.console import say
from orchestration.commands.effect_texts import named_decisions
from orchestration.commands.exit_codes import EXIT_CODE, EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json, print_state
from orchestration.identity.session import acting
from orchestration.releasing.publication import DryRun, dry_run, publish_by_hand, roll_back
from orchestration.releasing.release_texts import (
    comparison_lines,
    found_lines,
    refused_lines,
    release_lines,
)
from orchestration.verifying.rested_on import whole_release


@click.command(epilog=EXIT_CODES)
@click.option("--dry-run", "only_show", is_flag=True, help="Show what would change; keep nothing.")
@click.option(
    "--acknowledge", "codes", multiple=True, metavar="CODE", help="A warning that may stand."
)
@click.option("--correction", metavar="REASON", help="Correct the release in force, as N.1.")
@LANGUAGE
@JSON
@click.pass_context
def publish(
    context: click.Context,
    only_show: bool,
    codes: tuple[str, ...],
    correction: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Make a release of what the last run computed, and make it current.

    Gates stop it: what blocks must be mended, a warning is acknowledged by its code, for this
    release, or for runs to come by `csi acknowledge`. A steward or an approver publishes (`csi
    login`); anybody may look at what would change.

    \b
    Examples:
      csi publish --dry-run
      csi publish --acknowledge UNIT-UNRANKED --acknowledge TEST-WARNED
      csi publish --correction "Số hiệu sai ở báo cáo 2025 của VN34-24"
    """

    home = open_home(context, create=False)
    if only_show:
        _show(dry_run(home, correction=correction), lang, as_json)
        return
    try:
        done = publish_by_hand(home, acting(home), acknowledging=codes, correction=correction)
    except ReleaseRefused as stopped:
        findings = [vars(one) for one in stopped.found]
        if as_json:
            print_json({"refused": findings})
        else:
            say("\n".join(refused_lines(findings, lang)), err=True)
        sys.exit(EXIT_CODE["findings"])
    in_force = text("cli.release.in_force", lang, release=done.release_id)
    print_state(done, as_json, [in_force, text("cli.page", lang, page=done.ranking_page)])


def _show(shown: DryRun, lang: str, as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    lines = comparison_lines(shown.comparison, lang)
    if shown.not_applied:
        decisions = named_decisions(shown.not_applied, lang)
        lines.append(text("cli.release.not_applied", lang, decisions=decisions))
    if shown.found:
        lines.append(text("cli.release.gates", lang))
        lines += found_lines([vars(one) for one in shown.found], lang)
    if shown.stopping:
        lines.append(text("cli.release.stopping", lang, codes=", ".join(shown.stopping)))
    say("\n".join(lines))


@click.group()
def releases() -> None:
    """Look after the releases of a home: list, compare, roll back, export.

    \b
    Examples:
      csi releases list
      csi releases compare 20260731-33afa4a8 20260815-1c2d3e4f
      csi releases rollback 20260731-33afa4a8
      csi releases export --audience leadership --single-file

    Exit codes: 0 done; 2 no such release, or wrong use.
    """


@releases.command("list", epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def list_releases(context: click.Context, lang: str, as_json: bool) -> None:
    """Name every release that is kept, and which is in force.

    \b
    Examples:
      csi releases list
    """

    folder = open_home(context, create=False) / "releases"
    kept, current = all_releases(folder), current_release(folder)
    if as_json:
        few = {"pages", "files", "ranking"}
        rows = [
            one.model_dump(mode="json", exclude=few) | {"is_current": one == current}
            for one in kept
        ]
        print_json(rows)
    else:
        say("\n".join(release_lines(kept, current, lang)))


@releases.command("compare", epilog=EXIT_CODES)
@click.argument("before")
@click.argument("after", default="current")
@LANGUAGE
@JSON
@click.pass_context
def compare_releases(
    context: click.Context, before: str, after: str, lang: str, as_json: bool
) -> None:
    """Say what changed from one release to another (default: to the one in force).

    For readers: places in the year of the release, pages, inputs. What moved in the figures of all
    years and tables is told by `csi diff`.

    \b
    Examples:
      csi releases compare 20260731-33afa4a8
    """

    home = open_home(context, create=False)
    comparison = compare(_release(home, before), _release(home, after))
    print_state(comparison, as_json, comparison_lines(comparison, lang))


@releases.command("rollback", epilog=EXIT_CODES)
@click.argument("release_id")
@LANGUAGE
@click.pass_context
def rollback_release(context: click.Context, release_id: str, lang: str) -> None:
    """Make an earlier release current again; the one left stays readable.

    A steward or an approver goes back (`csi login`). Runs then publish nothing until somebody runs
    `csi publish`.

    \b
    Examples:
      csi releases rollback 20260731-33afa4a8
    """

    home = open_home(context, create=False)
    _release(home, release_id)
    done = roll_back(home, acting(home), release_id)
    say(text("cli.release.in_force", lang, release=done.release_id))


@releases.command("export", epilog=EXIT_CODES)
@click.option("--audience", required=True, help="public, leadership or province-<unit>.")
@click.option("--release", "release_id", default="current", help="Default: the one in force.")
@click.option("--single-file", is_flag=True, help="One HTML file that holds every page.")
@click.option("--out", type=click.Path(path_type=Path), help="Default: named for the release.")
@LANGUAGE
@click.pass_context
def export_release(
    context: click.Context,
    audience: str,
    release_id: str,
    single_file: bool,
    out: Path | None,
    lang: str,
) -> None:
    """Write one audience's pages for a USB stick: a folder that needs nothing else, or one file.

    \b
    Examples:
      csi releases export --audience leadership --out /media/usb/csi
      csi releases export --audience province-VN34-48 --single-file
    """

    home = open_home(context, create=False)
    release = _release(home, release_id)
    with home.ledger() as ledger:
        whole_release(home, ledger, release.release_id)
    if audience not in release.audiences:
        audiences = f"public, leadership, {release.audiences[-1]} …"
        raise Refusal("refused.no_audience", audience=audience, known=audiences)
    suffix = ".html" if single_file else ""
    target = out or Path(f"csi-{release.release_id}-{audience}{suffix}")
    if target.exists():
        raise Refusal("refused.exists", path=target)
    export = export_file if single_file else export_folder
    opened = export(home / "releases" / release.release_id, release, audience, target)
    say(text("cli.release.exported", lang, page=opened))


def _release(home: Home, release_id: str) -> Manifest:
    """A release by its id, or the one in force by ``current``; an unknown one is wrong use."""

    folder = home / "releases"
    names = {path.name for path in folder.glob("[!.]*")}
    manifest = read_manifest(folder / release_id) if release_id in names else None
    if manifest is None:
        raise Refusal("refused.no_release", release=release_id)
    return manifest
