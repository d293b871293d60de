"""The pages of a release: each turns typed rows into what its template prints.

This is the one table of them. Who gets a copy is in ``audiences.csv``, under the page's name.
"""

from __future__ import annotations

from dashboards.pages.audit import audit_page
from dashboards.pages.downloads import downloads_page
from dashboards.pages.province import province_page
from dashboards.pages.quality import held_keys, quality_page, submission_page
from dashboards.pages.ranking import ranking_page
from dashboards.pages.shell import Page, Site, per_unit, single

SITE = Site(
    (
        single("ranking", ranking_page, path="index.html", menu="page.nav.ranking"),
        per_unit("province", province_page, home_of="province"),
        single("audit", audit_page, path="audit.html", menu="page.nav.audit"),
        single("quality", quality_page, path="quality.html", menu="page.nav.quality"),
        Page("submission", "submission/{key}.html", submission_page, held_keys),
        single("downloads", downloads_page, path="downloads.html", menu="page.nav.downloads"),
    )
)
