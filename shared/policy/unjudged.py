"""What a policy lays down that nothing here judges by: limits of the whole nation, days of a year, unread numbers.

Owns: finding these for an award. Promises: pure; each with the id of the rule it belongs to, its words and its article.
Leaves to others: what rules do judge by, and saying that a draft adds one of these (`services/review/rehearsing_new`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.policy.policy import Policy
from shared.policy.rulebook_items import Cap, CapScope, DueDay, Parameter
from shared.policy.trust_facts import READ
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """`item` is what is laid down; M05 counts limits, M03 looks at deadlines, a number belongs to the rule it names."""

    rule: str
    item: Cap | DueDay | Parameter

    @property
    def words(self) -> Words:
        """As an officer reads it, with the article: “Khoảng 10 người mỗi lần trao: 10 (Tin báo …)”."""
        match self.item:
            case Cap():
                size = str(self.item.most) if self.item.percent is None else f"{self.item.percent} %"
            case DueDay():
                size = f"{self.item.day}/{self.item.month}"
            case Parameter():
                said = f"{self.item.rule}.{self.item.name}: {self.item.value} {self.item.unit} ({self.item.basis})"
                return Words(said, said)
        vi, en = self.item.words.vi, self.item.words.en
        return Words(f"{vi}: {size} ({self.item.basis})", f"{en}: {size} ({self.item.basis})")

    @property
    def measure(self) -> object:
        """What it asks, whatever it is worded and founded: a draft that only cites better asks nothing new."""
        match self.item:
            case Cap() as cap:
                return cap.id, cap.award, cap.award_type, cap.most, cap.percent, cap.of, cap.period
            case DueDay() as due:
                return due.id, due.award, due.month, due.day, due.years_after
            case Parameter() as number:
                return number.rule, number.name, number.value, number.unit


def unjudged(policy: Policy, award: str, award_type: str) -> Iterator[Unjudged]:
    """What would concern a case of this award and type."""
    book = policy.rulebook
    for cap in book.caps_on(award):
        if cap.scope is CapScope.NATION and cap.award_type in (None, award_type):
            yield Unjudged(rule="M05", item=cap)
    for due in book.due_days:
        if due.award in (None, award) and due is not book.find_filing_day(award):
            yield Unjudged(rule="M03", item=due)
    for number in book.rules:
        if (number.rule, number.name) not in READ:
            yield Unjudged(rule=number.rule, item=number)
