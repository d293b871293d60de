"""A submission as a person names it: by its file, or by the beginning of its id."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.refusal import Refusal


def meant(names: Mapping[str, str], reference: str, refusal: str) -> str:
    """The id of the one submission among ``names`` (of files, by id) that is called so, with or
    without the folder it came in; raises ``Refusal`` under the key ``refusal`` where none or
    several are."""
    called_so = [
        submission_id
        for submission_id, name in names.items()
        if submission_id.startswith(reference) or f"/{name}".endswith(f"/{reference}")
    ]
    if not reference or len(called_so) != 1:
        raise Refusal(refusal, reference=reference, count=len(called_so))
    return called_so[0]
