"""Management of network security and the levels of information systems: what agencies reported, and
the documents of the founding directives that they list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dashboards.marts.figures import ListedDocument
from dashboards.marts.reading import Marts
from dashboards.pages.directives import directive_values
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class DocumentLine:
    """One document: the item that names it, its number, the year of issue, and in each year of the
    page the reports that list it (None where none does)."""

    item_id: str
    number: str
    issued: int
    reports: tuple[ListedDocument | None, ...]


def management_page(marts: Marts, edition: Edition) -> Content:
    """The figures of the page and, for those who may see it, who lists which document."""
    rows = marts.rows(ListedDocument)
    years = sorted({row.index_year for row in rows})
    documents: defaultdict[tuple[str, int], dict[int, ListedDocument]] = defaultdict(dict)
    for row in rows:
        documents[row.item_id, row.issued_on.year][row.index_year] = row
    lines = [
        DocumentLine(
            item_id,
            next(iter(by_year.values())).document_number,
            issued,
            tuple(by_year.get(year) for year in years),
        )
        for (item_id, issued), by_year in sorted(documents.items())
    ]
    values = directive_values("management", marts)
    return Content("management.html", {**values, "documents": lines, "years": years})
