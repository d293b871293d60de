"""The software bill of materials of the lock, as CycloneDX 1.6, and the licences it is under.

``make sbom`` writes it from ``requirements.lock`` and from what the installed packages say of
themselves: it asks no network, and the same lock gives the same file. It fails where a package of
this platform is not installed as it is locked, or names no licence.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_OSI = "License :: OSI Approved :: "
_LONGEST_NAME = 100
# What the files of a package say where its description does not.
_NAMED_ELSEWHERE = {"axe-playwright-python": "MIT"}


@dataclass(frozen=True)
class Locked:
    """A package of the lock: ``hashes`` of the files it may be installed from, and whether it is
    for this platform."""

    name: str
    version: str
    hashes: tuple[str, ...]
    is_for_here: bool

    @property
    def purl(self) -> str:
        """Its name among all packages (package URL)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(text: str) -> list[Locked]:
    """The packages of a lock, by name."""
    found = []
    for entry in re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", text)):
        line = entry.partition(" \\")[0].strip()
        if line:
            asked = Requirement(line)
            (pinned,) = asked.specifier
            here = asked.marker is None or asked.marker.evaluate()
            hashes = tuple(sorted(_HASH.findall(entry)))
            found.append(Locked(canonicalize_name(asked.name), pinned.version, hashes, here))
    return sorted(found, key=lambda one: one.name)


def licence_of(about: Distribution) -> str:
    """The licence a package names: its SPDX expression, else its classifiers, else its own words;
    empty where it names none."""
    metadata: Any = about.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = metadata.get_all("Classifier") or []
    named = [one.removeprefix(_OSI) for one in classifiers if one.startswith(_OSI)]
    own = str(metadata.get("License") or "").strip().split("\n")[0][:_LONGEST_NAME]
    return "; ".join(sorted(named)) or own or _NAMED_ELSEWHERE.get(about.name, "")


def needed_to_run(names: Iterable[str], installed: Mapping[str, Distribution]) -> set[str]:
    """The packages among those ``installed`` that some of them need, and those; what is installed
    besides is for developers."""
    needed: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if name in needed or name not in installed:
            continue
        needed.add(name)
        waiting += _requirements(installed[name], asked.extras)
    return needed


def _requirements(about: Distribution, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    for line in about.requires or []:
        asked = Requirement(line)
        chosen = ({"extra": one} for one in ("", *extras))
        if asked.marker is None or any(asked.marker.evaluate(one) for one in chosen):
            yield asked


def bill(packages: list[Locked]) -> dict[str, Any]:
    """The bill of materials of the project and its packages."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    installed = {one.name: found for one in packages if (found := _installed(one.name))}
    needed = needed_to_run(project["dependencies"], installed)
    purls = {one.name: one.purl for one in packages}
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    direct = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    edges = {root: sorted(purls[name] for name in direct if name in purls)}
    for one in packages:
        asked = _requirements(installed[one.name]) if one.name in installed else ()
        names = {canonicalize_name(each.name) for each in asked} & purls.keys()
        edges[one.purl] = sorted(purls[name] for name in names)
    content = hashlib.sha256(LOCK.read_bytes() + PROJECT.read_bytes()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.UUID(content[:32])}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "purl": root,
                "licenses": _licences(project["license"]),
            }
        },
        "components": [_component(one, installed.get(one.name), needed) for one in packages],
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in sorted(edges.items())],
    }


def _component(one: Locked, about: Distribution | None, needed: set[str]) -> dict[str, Any]:
    licence = licence_of(about) if about else ""
    # A lock names the hashes of all files a package may come as, not which of them was installed.
    files = [{"type": "distribution", "url": one.purl, "hashes": _hashes([h])} for h in one.hashes]
    return {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        "scope": "required" if one.name in needed else "optional",
        **({"licenses": _licences(licence)} if licence else {}),
        "externalReferences": files,
    }


def _hashes(hashes: list[str]) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": one} for one in hashes]


def _licences(licence: str) -> list[dict[str, Any]]:
    try:
        return [{"expression": canonicalize_license_expression(licence)}]
    except InvalidLicenseExpression:
        return [{"license": {"name": licence}}]


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def faults(packages: list[Locked]) -> Iterator[str]:
    """What of the lock cannot be vouched for: not installed as it is locked, or without a
    licence."""
    for one in packages:
        about = _installed(one.name) if one.is_for_here else None
        if one.is_for_here and (about is None or about.version != one.version):
            found = about.version if about else "not installed"
            yield f"{one.name}: locked {one.version}, {found}"
        elif about is not None and not licence_of(about):
            yield f"{one.name}: names no licence"


def licence_lines(packages: list[Locked]) -> list[str]:
    """The packages of this platform by licence."""
    by_licence: defaultdict[str, list[str]] = defaultdict(list)
    for one in packages:
        if one.is_for_here and (about := _installed(one.name)):
            by_licence[licence_of(about) or "?"].append(one.name)
    return [f"{licence}: {', '.join(names)}" for licence, names in sorted(by_licence.items())]


def main(target: Path) -> int:
    """Write the bill, list the licences; 1 where something cannot be vouched for."""
    packages = locked(LOCK.read_text("utf-8"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill(packages), indent=1, ensure_ascii=False) + "\n", "utf-8")
    wrong = [*faults(packages)]
    told = [*licence_lines(packages), *wrong, f"{target}: {len(packages)} packages"]
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
