"""The catalogue: every item of the founding documents, by which form it is carried, whether
figures have arrived, and on which page they are seen."""

from __future__ import annotations

from collections import defaultdict

from dashboards.looks.locale import language, text
from dashboards.marts.catalogue import CatalogueItem
from dashboards.marts.reading import Marts
from dashboards.pages.item_places import place_of
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition
from ingestion.forms.contract import load_contracts


def catalogue_page(marts: Marts, edition: Edition) -> Content:
    """Items by founding document, in the order of the document."""
    items = marts.rows(CatalogueItem)
    documents: defaultdict[str, list[CatalogueItem]] = defaultdict(list)
    for item in items:
        documents[item.document].append(item)
    forms = load_contracts().latest()
    titles = {name: form.title.in_language(language()) for name, form in forms.items()}
    titles["published"] = text("page.catalogue.published")
    titles["register"] = text("page.catalogue.register")
    values = {
        "documents": dict(sorted(documents.items())),
        "titles": titles,
        "places": {item.item_id: place_of(item) for item in items},
        "items": len(items),
        "arrived": sum(item.has_arrived for item in items),
        "out_of_reach": sum(item.status != "carried" for item in items),
    }
    return Content("catalogue.html", values)
