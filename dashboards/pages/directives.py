"""What the founding directives ask for: one page per subject, line by line, the country first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.directive_tables import figure_table
from dashboards.pages.figures import form, is_form
from dashboards.pages.shell import Content
from dashboards.pages.years_compared import notes_on_years
from dashboards.release_record.edition import Edition

DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "management": ("register", "security_management", "information_systems", "contact_points"),
    "programme": ("internet_programme",),
    "data_centres": ("data_centres",),
    "websites": ("websites",),
    "infrastructure": ("telecom_infrastructure",),
    "inspections": ("inspections",),
}
"""The pages of figures, and the forms each shows; ``register`` is the register of agencies."""


def directive_page(name: str) -> Callable[[Marts, Edition], Content]:
    """The page of the figures of some forms (``DIRECTIVES``)."""

    def page(marts: Marts, edition: Edition) -> Content:
        return Content("directive.html", directive_values(name, marts))

    return page


def directive_values(name: str, marts: Marts) -> dict[str, object]:
    """What the template of such a page prints."""
    forms = DIRECTIVES[name]
    tables = [table for one in forms if (table := figure_table(marts, one)).groups]
    lines = [line for table in tables for group in table.groups for line in group.lines]
    return {
        "name": name,
        "sources": [form(one).legal_source for one in forms if is_form(one)],
        "tables": tables,
        "year_notes": notes_on_years(marts, forms, {line.code: line.name for line in lines}),
        "count_notes": phrases.count_notes(
            words
            for line in lines
            for figure in line.figures
            for words in (figure.main, *figure.parts)
        ),
    }
