"""Who held a place of a limit at a past instant: the ledger of that day, counted from the versions that were sent.

Owns: counting for a limit that nobody counted then, since only a draft of the law has it. Promises: reads only; where
nobody kept when a place was given back, or for what an erased case stood, that is said and not guessed (X05).
Leaves to others: the places of today (`ledger`), which limits there are (`rules.asked`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import DossierVersion, Nomination, Unit
from services.nomination.queries_units import path_up
from services.nomination.rules import asked
from services.nomination.rules.exclusivity import Other
from services.nomination.rules.quotas import CountedBase, Limit
from shared.clock import office_day
from shared.erasure import ERASED
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.terms import AwardType, CaseState
from shared.policy import Policy
from shared.rehearsal import FactsMissing

_HOLDERS_NAMED = 5
_FREED_BY = {
    CaseState.NOT_AWARDED.value: "review.refused",
    CaseState.WITHDRAWN.value: "review.withdrawn",
    CaseState.CANCELLED.value: "registry.award_revoked",
}
"""States in which a case counts no more, and the event that brought it there."""

PolicyFor = Callable[[str, date], Policy]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentVersion:
    """One version as it was sent, with what says where it counts. `order` puts the rows of one list in theirs."""

    nomination: Nomination
    row: DossierVersion
    dossier: Dossier
    unit_name: str

    @property
    def sent_at(self) -> datetime:
        return self.row.sent_at

    @property
    def order(self) -> tuple[datetime, int, str]:
        return (self.sent_at, self.nomination.list_row or 0, self.nomination.id)

    @property
    def first_sent_on(self) -> date:
        return office_day(self.nomination.submitted_at or self.sent_at)

    @property
    def is_erased(self) -> bool:
        return self.dossier.achievement == ERASED

    @property
    def period(self) -> str:
        dossier = self.dossier
        if self.is_erased:
            return self.nomination.period
        return f"{dossier.year}/{dossier.for_phase}" if dossier.for_phase else str(dossier.year)


class PastPlaces:
    """Counts under the limits of the policy that `policy_for` gives for a plan and the day of the first sending."""

    def __init__(self, tx: Session, policy_for: PolicyFor) -> None:
        self._tx, self._policy_for = tx, policy_for
        self._province = cache(self._top_of)
        self._accounts: dict[tuple[str, int], frozenset[str]] = {}

    @cached_property
    def versions(self) -> list[SentVersion]:
        """Every version ever sent, in the order they were."""
        wanted = (
            select(DossierVersion, Nomination, Unit.name)
            .join(Nomination, Nomination.id == DossierVersion.nomination_id)
            .join(Unit, Unit.id == Nomination.unit_id)
        )
        found = [
            SentVersion(nomination=nomination, row=row, dossier=from_plain(Dossier, row.dossier), unit_name=unit)
            for row, nomination, unit in self._tx.execute(wanted)
        ]
        return sorted(found, key=lambda one: (one.order, one.row.number))

    def limits_on(self, version: SentVersion) -> tuple[Limit, ...]:
        """Every limit the version counts against, the base of a percentage not yet counted."""
        row, dossier = version.nomination, version.dossier
        return asked.limits_of(
            self._policy_for(row.plan, version.first_sent_on), award=dossier.award,
            award_type=AwardType(dossier.award_type), unit=row.unit_id,
            province=self._province(row.unit_id, version.first_sent_on), period=version.period,
            theme=dossier.movement or "",
        )  # fmt: skip

    def counted(self, limit: Limit, before: SentVersion) -> Limit:
        """The limit with the base that a percentage had when the version was sent."""
        if limit.base is None:
            return limit
        base = limit.base
        return limit.with_base(sum(1 for one in self.standing(before) if self._is_of(base, one, before)))

    def holders(self, limit: Limit, before: SentVersion) -> tuple[Other, ...]:
        """Who else held a place when the version was sent, the latest first; their number is what was taken."""
        held = [one for one in self.standing(before) if self._counts(one, limit, before)]
        return tuple(other_of(one) for one in reversed(held))

    def standing(self, before: SentVersion) -> Iterator[SentVersion]:
        """The version of each other case that was the last one sent then, oldest first."""
        last: dict[str, SentVersion] = {}
        for one in self.versions:
            if one.order < before.order and one.nomination.id != before.nomination.id:
                last[one.nomination.id] = one
        yield from last.values()

    def _counts(self, one: SentVersion, limit: Limit, before: SentVersion) -> bool:
        if one.dossier.award != limit.award:
            return False
        if one.is_erased and before.dossier.movement:
            raise FactsMissing("có hồ sơ đã xóa dữ liệu cá nhân", "a case that may count has been erased")
        return limit.account in self._accounts_of(one) and not had_left(one, before)

    def _is_of(self, base: CountedBase, one: SentVersion, before: SentVersion) -> bool:
        row = one.nomination
        is_alike = (one.dossier.award, one.dossier.year, row.plan) == (base.award, base.year, base.plan)
        if not is_alike or base.unit not in (None, row.unit_id):
            return False
        return not had_left(one, before)

    def _accounts_of(self, one: SentVersion) -> frozenset[str]:
        key = (one.nomination.id, one.row.number)
        if key not in self._accounts:
            self._accounts[key] = frozenset(limit.account for limit in self.limits_on(one))
        return self._accounts[key]

    def _top_of(self, unit: str, day: date) -> str:
        bodies = path_up(self._tx, unit, day).bodies
        return bodies[-1].unit if bodies else ""


def named(holders: tuple[Other, ...], limit: Limit) -> tuple[Other, ...]:
    """Those whom M05 names: some, once the limit is full."""
    is_full = limit.most is not None and len(holders) >= limit.most
    return holders[:_HOLDERS_NAMED] if is_full else ()


def had_left(one: SentVersion, before: SentVersion) -> bool:
    """Whether the case had ended without an award, or lost it, when the other version was sent."""
    row = one.nomination
    freed_by = _FREED_BY.get(row.state)
    if freed_by is None:
        return False
    if row.changed_at <= before.sent_at:
        return True
    if row.change != freed_by:
        raise FactsMissing("không rõ lúc một hồ sơ thôi giữ chỗ", "when a case gave its place back is not known")
    return False


def other_of(one: SentVersion) -> Other:
    """As officers know it: receipt, unit, award, day."""
    row = one.nomination
    return Other(
        reference=row.receipt or "", unit_name=one.unit_name, award=one.dossier.award, year=one.dossier.year,
        dated=one.first_sent_on,
    )  # fmt: skip
