"""What a release says of itself on every page and in every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboards.looks.locale import text
from dashboards.release_record.comparing import Comparison
from dashboards.release_record.manifest import Manifest

# The folder of what all pages of a release share, and in an audience's own that of its files.
SHARED = "shared"
DATA = "data"


@dataclass(frozen=True)
class Edition:
    """What a release says of itself on every page; ``shared`` is what its pages share, by name:
    the file it has in the folder ``shared``. ``this`` and ``before`` are the manifests of the
    release and of the one before it, both without their pages and files, and ``changes`` what
    changed between them; ``None`` in a first release. A preview is no release."""

    shared: Mapping[str, str]
    this: Manifest
    is_preview: bool = False
    before: Manifest | None = None
    changes: Comparison | None = None

    @property
    def release_id(self) -> str:
        """The name of the release."""
        return self.this.release_id

    @property
    def as_of(self) -> date:
        """The day it was computed for."""
        return self.this.as_of

    @property
    def correction(self) -> str:
        """Which release it corrects and why, in the current language; empty if it corrects none."""
        if self.this.corrects is None:
            return ""
        names = ", ".join(self.this.corrections)
        reason = self.this.reason or text("page.correction.decisions", names=names)
        return text("page.correction", release=self.this.corrects, reason=reason)
