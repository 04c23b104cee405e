"""Asking M05 at submission, and taking places as one nomination after another is let pass.

Owns: the counts of one transaction. Promises: what a limit counts is locked before it is compared, so what M05 says is
still true at the commit; a nomination sent again keeps the place it holds. Leaves to others: the rows (`ledger`), which
limits there are (`rules.asked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.ledger import Count
from services.nomination.models import Nomination
from services.nomination.queries_units import PathUp
from services.nomination.rules import asked
from services.nomination.rules.exclusivity import Other
from services.nomination.rules.quotas import Limit, Standing, quota_leaves_room
from shared.events.terms import AwardType
from shared.policy import Policy
from shared.verdicts import Evaluation

_HOLDERS_NAMED = 5


def limits_on(policy: Policy, nomination: Nomination, path: PathUp) -> tuple[Limit, ...]:
    """Every limit a nomination counts against; the top of its path is the province."""
    province = path.bodies[-1].unit if path.bodies else ""
    return asked.limits_of(
        policy,
        award=nomination.award,
        award_type=AwardType(nomination.award_type),
        unit=nomination.answering,
        province=province,
        period=nomination.period,
        theme=nomination.draft.get("movement") or "",
    )


@dataclass
class Tallies:
    """What is taken of each account, as far as this transaction knows. `limits`, by account, have their bases counted;
    `own` is what cases held before."""

    limits: Mapping[str, Limit] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    holders: dict[str, tuple[Other, ...]] = field(default_factory=dict)
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, case: str, limits: Sequence[Limit], *, came_by_merger: bool = False) -> list[Evaluation]:
        """M05, once for each limit. `came_by_merger`: the places the case holds were taken by a union that merged."""
        return [
            quota_leaves_room(
                consequence=limit.consequence,
                limit=limit.words,
                most=self.limits[limit.account].most,
                taken=self._taken_by_others(case, limit.account),
                holders=self.holders.get(limit.account, ()) if self._is_full(case, limit) else (),
                came_by_merger=came_by_merger and limit.account in self.own.get(case, ()),
            )
            for limit in limits
        ]

    def take(self, case: str, limits: Sequence[Limit], other: Other) -> None:
        """The case was let pass: it holds a place of each of its limits from here on."""
        for limit in limits:
            if limit.account not in self.own.get(case, ()):
                before = self.counts[limit.account]
                self.counts[limit.account] = Count(before.reserved + 1, before.used)
                self.holders[limit.account] = (other, *self.holders.get(limit.account, ()))[:_HOLDERS_NAMED]
            self.places.append((case, limit.account))

    def standings(self, limits: Sequence[Limit]) -> tuple[Standing, ...]:
        return tuple(
            Standing(limit=self.limits[limit.account], reserved=count.reserved, used=count.used)
            for limit in limits
            for count in (self.counts[limit.account],)
        )

    def _taken_by_others(self, case: str, account: str) -> int:
        return self.counts[account].taken - (account in self.own.get(case, ()))

    def _is_full(self, case: str, limit: Limit) -> bool:
        most = self.limits[limit.account].most
        return most is not None and self._taken_by_others(case, limit.account) >= most


def open_tallies(
    tx: Session, limits: Iterable[Limit], *, is_final: bool, own: Mapping[str, frozenset[str]] | None = None
) -> Tallies:
    """The counts of all limits; `is_final` holds them for this transaction, otherwise they are only looked at."""
    told = {limit.account: limit for limit in limits}
    held = own or {}
    accounts = set(told).union(*held.values())
    counts = ledger.lock(tx, accounts) if is_final else ledger.read(tx, accounts)
    known = {
        account: limit.with_base(ledger.count_base(tx, limit.base)) if limit.base else limit
        for account, limit in told.items()
    }
    full = [one for one, limit in known.items() if limit.most is not None and counts[one].taken >= limit.most]
    return Tallies(limits=known, counts=counts, holders={one: ledger.holders_of(tx, one) for one in full}, own=held)


def standings_of(tx: Session, policy: Policy, unit: str, path: PathUp, period: str) -> tuple[Standing, ...]:
    """Every limit the unit meets under the policy in a period, award by award."""
    province = path.bodies[-1].unit if path.bodies else ""
    limits = [
        limit
        for award in policy.rulebook.awards
        if policy.plan.leads_to(award.code)
        for award_type in award.types
        for limit in asked.limits_of(
            policy, award=award.code, award_type=award_type, unit=unit, province=province, period=period, theme=""
        )
    ]
    told = list({limit.account: limit for limit in limits}.values())
    return open_tallies(tx, told, is_final=False).standings(told)
