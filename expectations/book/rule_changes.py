"""The rule book of a home: the pages of ``rules/``, overlaid with the changes that two people
decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from expectations.book.rule_book import Rule, RuleBook, RuleForATime, load_rule_book
from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import Decision, RuleChange, decisions_of, in_force


def rule_book_of(ledger: Ledger) -> RuleBook:
    """The rules in the home of a ledger."""
    return changed_book(load_rule_book(), in_force(decisions_of(ledger).values(), date.min))


def changed_book(book: RuleBook, decisions: Iterable[Decision]) -> RuleBook:
    """The book with every change in force, the later over the earlier, and what holds from a day to
    a day over what holds always; a rule that is no longer in the book is left alone."""
    rules: dict[str, Rule] = dict(book)
    for_a_time: list[RuleForATime] = []
    for decision in decisions:
        change = decision.what
        if not isinstance(change, RuleChange) or change.code not in rules:
            continue
        changed_fields = change.model_dump(exclude_none=True, exclude={"kind", "code"})
        if change.is_for_a_time:
            for_a_time.append(RuleForATime(code=change.code, **changed_fields))
        else:
            rules[change.code] = rules[change.code].model_copy(update=changed_fields)
    return RuleBook(list(rules.values()), for_a_time)
