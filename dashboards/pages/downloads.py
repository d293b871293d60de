"""The page of files: what its reader may take away, in which formats."""

from __future__ import annotations

from decimal import Decimal

from dashboards.downloads.imprint import terms
from dashboards.downloads.sdmx import sdmx_files
from dashboards.looks.locale import percent, text
from dashboards.marts.audiences import table
from dashboards.marts.offered_files import FORMATS, PACKAGE, WORKBOOK, Taking, takings
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


def downloads_page(marts: Marts, edition: Edition) -> Content:
    """Every mart with its rows and formats, then the other files, and on what terms."""
    offered = takings(marts)
    values = {
        "takings": offered,
        "has_statuses": any(
            line.counts for taking in offered for line in table().of_mart(taking.mart)
        ),
        "kept_back": _kept_back,
        "formats": FORMATS,
        "workbook": WORKBOOK,
        "package": PACKAGE,
        "sdmx": sdmx_files(marts),
        "imprint": terms(marts, edition),
    }
    return Content("downloads.html", values)


def _kept_back(taking: Taking) -> str:
    """How many counts of a table its reader does not see."""
    hidden, counts = taking.kept_back or (0, 0)
    share = percent(Decimal(hidden) / counts)
    return text("page.downloads.kept_back", kept_back=hidden, counts=counts, share=share)
