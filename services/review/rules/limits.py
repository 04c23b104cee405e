"""How many of an award a list would bring under each limit: quotas of the plan, caps of the rulebook (M05, live).

Owns: which cases a limit counts together, and the sums now and with the list. Promises: pure, whole numbers, shares
rounded down; the base of a share that nobody counted here is not known, never nought. Leaves to others: gathering
(`outlooks`), stopping anybody – M05 does that at submission and at the stages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.policy.plan_items import Quota
from shared.policy.rulebook_items import Cap, CapPeriod, CapScope
from shared.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One case that takes a place: given, on its way to the signer, or on the list. `theme` of a thematic award."""

    award: str
    award_type: str
    unit: str
    year: int
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaStanding:
    """A limit with what counts under it. `unit` None: the whole province together; `most` None: a share of something
    nobody has counted here. `year` and `theme` None: of every year, of every theme of the plan."""

    award: str
    unit: str | None
    year: int | None
    theme: str | None
    now: int
    then: int
    most: int | None
    words: Words
    source: str

    @property
    def remains(self) -> int | None:
        """Below nought where the list goes beyond the limit."""
        return None if self.most is None else self.most - self.then


_Account = tuple[str | None, int | None, str | None]


def standings_of_quotas(
    quotas: Iterable[Quota], taken: Sequence[Place], listed: Sequence[Place]
) -> Iterator[QuotaStanding]:
    """A plan's quota counts a unit's cases over the whole plan, as its clause says."""
    for quota in quotas:
        words = Words(f"mỗi đơn vị tối đa {quota.most_per_unit}", f"at most {quota.most_per_unit} a unit")
        before, more = (
            Counter((one.unit, None, None) for one in places if one.award == quota.award) for places in (taken, listed)
        )
        for account, count in sorted(more.items()):
            yield _standing(quota.award, account, before[account], count, quota.most_per_unit, words, quota.source)


def standings_of_caps(caps: Iterable[Cap], taken: Sequence[Place], listed: Sequence[Place]) -> Iterator[QuotaStanding]:
    """Caps of a unit or of the province. One of the whole nation cannot be counted in one province."""
    for cap in caps:
        if cap.scope is CapScope.NATION:
            continue
        before, more = (
            Counter(_account(cap, one) for one in places if _is_under(cap, one)) for places in (taken, listed)
        )
        for account, count in sorted(more.items(), key=str):
            most = cap.most if cap.percent is None else _share(cap, account, (*taken, *listed))
            yield _standing(cap.award, account, before[account], count, most, cap.words, cap.basis)


def _is_under(cap: Cap, place: Place) -> bool:
    return place.award == cap.award and cap.award_type in (None, place.award_type)


def _account(cap: Cap, place: Place) -> _Account:
    unit = place.unit if cap.scope is CapScope.UNIT else None
    return unit, place.year, place.theme if cap.period is CapPeriod.THEME_AND_YEAR else None


def _share(cap: Cap, account: _Account, places: Sequence[Place]) -> int | None:
    """The places a share leaves; None where cases of the award it is a share of are not counted here."""
    unit, year, _ = account
    base = sum(one.award == cap.base_award and one.year == year and unit in (None, one.unit) for one in places)
    return base * (cap.percent or 0) // 100 if base else None


def _standing(
    award: str, account: _Account, before: int, more: int, most: int | None, words: Words, source: str
) -> QuotaStanding:
    unit, year, theme = account
    return QuotaStanding(
        award=award, unit=unit, year=year, theme=theme, now=before, then=before + more, most=most, words=words,
        source=source,
    )  # fmt: skip
