"""The page of files: what its reader may take away, in which formats."""

from __future__ import annotations

from dashboards.images.gallery import pictures
from dashboards.marts.offered_files import FORMATS, PACKAGE, SDMX, WORKBOOK, takings
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content, Edition


def downloads_page(marts: Marts, edition: Edition) -> Content:
    """The charts as pictures, every mart with its rows and formats, then the package and the index
    in SDMX-CSV."""
    files = {"workbook": WORKBOOK, "package": PACKAGE, "sdmx": SDMX}
    values = {
        "takings": takings(marts),
        "formats": FORMATS,
        "pictures": [] if marts.audience.unit_id else pictures(marts),
        **files,
    }
    return Content("downloads.html", values)
