"""What a list would do to the plan's targets, before anybody votes on it (domain.md §1.6, P14).

Owns: where each target that awards move stands now and would stand then, in numbers and in words. Promises: pure;
distinct persons, integers compared exactly as the plan words it; an unstated status is never assumed (X05).
Leaves to others: targets that no award moves, the settled register (registry), limits (`limits`), who may see the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.policy.periods import Period
from shared.policy.targets import Comparator, Target, TargetUnit
from shared.words import Words

PERSONS = "persons_awarded"
DIRECT_WORKERS = "direct_workers_awarded"
MOVED_BY_AWARDS = frozenset({PERSONS, DIRECT_WORKERS})
"""What a target may count for a decision to move it."""

_WORDED = {
    Comparator.MORE_THAN: Words("trên", "more than"),
    Comparator.AT_LEAST: Words("ít nhất", "at least"),
    Comparator.BETWEEN: Words("từ", "from"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One award to an individual, given or on the list; the status at that time, None where nobody stated it.

    `is_erased`: an erasure took the status; they are on neither side of a share, for nobody can state it any more.
    """

    key: str
    award: str
    is_direct_worker: bool | None
    is_leader: bool | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A target's count; `of` None where it is no share. `unstated` persons might belong to the count."""

    count: int
    of: int | None = None
    unstated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A target now and with the list; `is_reached` is that with the list, None while it cannot be computed.

    `period`: the days counted. `value` None: the number is set in another document.
    """

    target: str
    name: Words
    period: Period
    comparator: Comparator
    value: int | None
    upper: int | None
    unit: TargetUnit
    now: Figure
    then: Figure
    is_reached: bool | None


def is_direct(is_direct_worker: bool | None, is_leader: bool | None) -> bool | None:
    """Direct workers, and staff without a leading post (plan Điện Biên: 15 % target)."""
    if is_direct_worker or is_leader is False:
        return True
    return None if is_direct_worker is None and is_leader is None else False


def moved_by_awards(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Those a decision moves."""
    return tuple(target for target in targets if target.numerator.value in MOVED_BY_AWARDS)


def standings(
    targets: Iterable[Target], period: Period, given: Sequence[Person], listed: Sequence[Person]
) -> tuple[Standing, ...]:
    """Every target awards move: `given` in the period before, `listed` if all of the list is passed and signed."""
    return tuple(
        _standing(target, period, _figure(target, given), _figure(target, [*given, *listed]))
        for target in moved_by_awards(targets)
    )


def _standing(target: Target, period: Period, now: Figure, then: Figure) -> Standing:
    reached = None if then.unstated else target.is_reached(then.count, then.of)
    return Standing(
        target=target.id, name=target.name, period=period, comparator=target.comparator, value=target.value,
        upper=target.upper, unit=target.unit, now=now, then=then, is_reached=reached,
    )  # fmt: skip


def _figure(target: Target, persons: Sequence[Person]) -> Figure:
    """A person rewarded twice counts once, by the later status."""
    counted = [person for person in persons if target.award in (None, person.award)]
    if target.numerator.value == PERSONS:
        people = len({person.key for person in counted})
        return Figure(count=people, of=None if target.denominator is None else people)
    latest = {person.key: person for person in counted if not person.is_erased}
    of = None if target.denominator is None else len(latest)
    direct = [is_direct(person.is_direct_worker, person.is_leader) for person in latest.values()]
    return Figure(count=direct.count(True), of=of, unstated=direct.count(None))


def said_of(standing: Standing) -> Words:
    """“Lao động trực tiếp, 01/01/2026–31/12/2026: 16,7 % → 13,8 % / ít nhất 15 % (chưa đạt)” and its English twin."""
    now, then, aim = standing.now, standing.then, _aim(standing)
    days = f"{standing.period.first:%d/%m/%Y}–{standing.period.last:%d/%m/%Y}"
    reached = {
        True: Words("đạt", "reached"),
        False: Words("chưa đạt", "not reached"),
        None: Words("chưa tính được", "not computable"),
    }[standing.is_reached]
    if then.unstated:
        reached = Words(
            f"chưa tính được: {then.unstated} người chưa rõ chức vụ",
            f"not computable: of {then.unstated} persons the status is not stated",
        )
    return Words(
        f"{standing.name.vi}, {days}: {_shown(now, ',')} → {_shown(then, ',')} / {aim.vi} ({reached.vi})",
        f"{standing.name.en}, {days}: {_shown(now, '.')} → {_shown(then, '.')} / {aim.en} ({reached.en})",
    )


def _aim(standing: Standing) -> Words:
    if standing.value is None:
        return Words("số giao ở văn bản khác", "a number set in another document")
    asked = _WORDED[standing.comparator]
    upper = f"–{standing.upper}" if standing.upper is not None else ""
    sign = " %" if standing.unit is TargetUnit.PERCENT else ""
    return Words(f"{asked.vi} {standing.value}{upper}{sign}", f"{asked.en} {standing.value}{upper}{sign}")


def _shown(figure: Figure, comma: str) -> str:
    """A count, or a share in tenths of a percent rounded down: nothing looks reached that is not."""
    if figure.of is None:
        return str(figure.count)
    if not figure.of:
        return "–"
    tenths = figure.count * 1000 // figure.of
    return f"{tenths // 10}{comma}{tenths % 10} %"
