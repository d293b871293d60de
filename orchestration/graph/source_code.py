"""What an asset is made by: where that lies, and as a version. Dagster calls an asset stale when
it was made by another version, or from other data."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import dagster as dg

from ingestion.forms.contract import CONTRACTS, Form, contract_hash
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.reference.source_hashes import hash_of_sources

_SOURCES = (".py", ".yml", ".csv", ".po", ".html", ".css", ".js")


def package_version(*packages: ModuleType) -> str:
    """Of an asset that packages of ours make."""
    return hash_of_sources([Path(package.__path__[0]) for package in packages], _SOURCES)


def contract_references(versions: Sequence[Form]) -> dict[str, Any]:
    """Where the contracts of a form lie on this machine, as metadata of its asset."""
    files = [CONTRACTS / form.form / f"{form.version}.yml" for form in versions]
    lying: list[dg.LocalFileCodeReference | dg.UrlCodeReference] = [
        dg.LocalFileCodeReference(file_path=str(file), label=file.name) for file in files
    ]
    return {"dagster/code_references": dg.CodeReferencesMetadataValue(code_references=lying)}


def form_version(versions: Sequence[Form]) -> str:
    """Of the rows of a form: all versions of its contract."""
    return _hash([contract_hash(form) for form in versions])


def dbt_version(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """Of a model or seed: its SQL with our macros it calls, the types its contract promises, and
    for a model in Python what it may import; the content of a seed's file."""
    types = {name: column.get("data_type") for name, column in node.get("columns", {}).items()}
    parts = [node["checksum"]["checksum"], node.get("raw_code") or "", types]
    called = _macros(manifest["macros"], node.get("depends_on", {}).get("macros", []))
    parts += [manifest["macros"][name]["macro_sql"] for name in sorted(called)]
    if node.get("language") == "python":
        parts.append(hash_of_sources([DBT_PROJECT / "audit"], (".py",)))
    return _hash(parts)


def _macros(macros: Mapping[str, Any], named: Collection[str]) -> set[str]:
    """Our macros among those named, and all that they call."""
    found: set[str] = set()
    waiting = [*named]
    while waiting:
        name = waiting.pop()
        if name.startswith("macro.csi.") and name not in found:
            found.add(name)
            waiting += macros[name]["depends_on"]["macros"]
    return found


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
