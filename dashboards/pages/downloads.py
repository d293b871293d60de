"""The page of files: what its reader may take away, in which formats."""

from __future__ import annotations

from dashboards.downloads.imprint import terms
from dashboards.downloads.sdmx import sdmx_files
from dashboards.marts.audiences import table
from dashboards.marts.offered_files import FORMATS, PACKAGE, WORKBOOK, takings
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
        "formats": FORMATS,
        "workbook": WORKBOOK,
        "package": PACKAGE,
        "sdmx": sdmx_files(marts),
        "imprint": terms(marts, edition),
    }
    return Content("downloads.html", values)
