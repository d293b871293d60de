"""The rule book of a home: the pages of ``rules/``, overlaid with the changes that two people
decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from expectations.book.rule_book import Rule, RuleBook, load_rule_book
from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import Decision, RuleChange, decisions_of, in_force


def rule_book_of(ledger: Ledger) -> RuleBook:
    """The rules in the home of a ledger."""
    return changed_book(load_rule_book(), in_force(decisions_of(ledger).values(), date.min))


def changed_book(book: RuleBook, decisions: Iterable[Decision]) -> RuleBook:
    """The book with every change in force, the later over the earlier; a rule that is no longer in
    the book is left alone."""
    rules: dict[str, Rule] = dict(book)
    for decision in decisions:
        change = decision.what
        if isinstance(change, RuleChange) and change.code in rules:
            changed_fields = change.model_dump(exclude_none=True, exclude={"kind", "code"})
            rules[change.code] = rules[change.code].model_copy(update=changed_fields)
    return RuleBook(list(rules.values()))
