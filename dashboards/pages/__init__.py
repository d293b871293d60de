"""The pages of a release: each turns typed rows into what its template prints.

This is the one table of them. Who gets a copy is in ``audiences.csv``, under the page's name.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboards.marts.reading import Marts
from dashboards.pages.audit import audit_page
from dashboards.pages.budget import budget_page
from dashboards.pages.catalogue import catalogue_page
from dashboards.pages.certainty import certainty_page
from dashboards.pages.changes import changes_page
from dashboards.pages.compare import compare_page
from dashboards.pages.directives import directive_page
from dashboards.pages.downloads import downloads_page
from dashboards.pages.incidents import incidents_page
from dashboards.pages.legal_basis import legal_basis_page
from dashboards.pages.management import management_page
from dashboards.pages.map import map_page
from dashboards.pages.method import method_page
from dashboards.pages.methods import methods_page
from dashboards.pages.pillars import pillars_page
from dashboards.pages.province import province_page
from dashboards.pages.quality import held_keys, quality_page, submission_page
from dashboards.pages.ranking import ranking_page
from dashboards.pages.reporting import reporting_page
from dashboards.pages.shell import Content, Page, Site, per_unit, single
from dashboards.release_record.edition import Edition


def _more(name: str, content: Callable[[Marts, Edition], Content]) -> Page:
    """A page whose menu entry is behind the word for more."""
    return single(name, content, path=f"{name}.html", is_more=True)


def _directive(name: str) -> Page:
    """The page of what founding directives ask for on one subject."""
    return _more(name, directive_page(name))


SITE = Site(
    (
        single("ranking", ranking_page, path="index.html"),
        single("map", map_page, path="map.html"),
        single("compare", compare_page, path="compare.html"),
        single("pillars", pillars_page, path="pillars.html"),
        single("incidents", incidents_page, path="incidents.html"),
        _more("budget", budget_page),
        _more("reporting", reporting_page),
        _more("legal_basis", legal_basis_page),
        _more("management", management_page),
        _directive("programme"),
        _directive("data_centres"),
        _directive("websites"),
        _directive("infrastructure"),
        _directive("inspections"),
        _more("catalogue", catalogue_page),
        _more("certainty", certainty_page),
        _more("method", method_page),
        _more("methods", methods_page),
        _more("audit", audit_page),
        _more("changes", changes_page),
        per_unit("province", province_page, home_of="province"),
        _more("quality", quality_page),
        _more("downloads", downloads_page),
        Page("submission", "submission/{key}.html", submission_page, held_keys),
    )
)
