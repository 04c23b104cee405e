"""Has a plan's target been met? domain.md §1.6, target arithmetic.

Owns: numerator, denominator, value and verdict of a target. Promises: distinct persons; integers compared exactly as
the plan words it; what cannot be computed is said so with the reason, never shown as 0 %.
Leaves to others: collecting figures (`services/registry/queries_targets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from services.registry.rules.progress import Counted
from shared.policy.targets import Comparator, Denominator, Numerator, Target
from shared.words import Words


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_COMPUTABLE = "not_computable"
    NO_TARGET = "no_target"  # measured although the plan sets no figure


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedCounts:
    """What a unit counts of itself, each named as the numerator or denominator it adds to; None is not stated.

    `officers`: of emulation and commendation. `movements`, `clusters` (khối thi đua): those the unit itself held or led
    in the period, and how many of them were reviewed.
    """

    headcount: int | None = None
    initiatives_recognised: int | None = None
    persons_with_initiative: int | None = None
    persons_registered: int | None = None
    officers: int | None = None
    officers_trained: int | None = None
    movements: int | None = None
    movements_reviewed: int | None = None
    clusters: int | None = None
    clusters_reviewing: int | None = None


STATED = tuple(one.name for one in fields(StatedCounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures(StatedCounts):
    """What a unit entered for the plan; `unit_name` names it in reasons."""

    unit: str
    unit_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardedPerson:
    """One award to an individual, with the status at the decision (domain.md §1.6), which an erasure took."""

    key: str
    award: str
    is_direct_worker: bool | None
    is_leader: bool | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unions:
    """Unions of one level: how many launched a movement under the plan, of how many it is for."""

    launching: int
    there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A target measured. `percent_tenths` is the value in tenths of a percent, rounded down, for percentages only.

    `left_out` says who might be expected in the numerator and is not, with the reason. `missing_units` did not state
    what is measured: a figure beside them is of the others alone.
    """

    numerator: int | None
    denominator: int | None
    percent_tenths: int | None
    outcome: Outcome
    why: Words | None = None
    missing_units: tuple[str, ...] = ()
    left_out: tuple[Words, ...] = ()


def measure(
    target: Target,
    figures: Sequence[UnitFigures],
    persons: Sequence[AwardedPerson],
    with_initiative: Counted | None = None,
    unions: Unions | None = None,
) -> Reached:
    """The target against the figures of the units it concerns and the individuals rewarded under the plan.

    `with_initiative`: who the register counts person by person, for targets that no unit can state as a figure.
    `unions`: of the level the target names, for targets that count who launched.
    """
    if target.value is not None and target.numerator in COUNTS_UNIONS:
        return _of_unions(target, unions)
    if target.value is not None and target.numerator is Numerator.DIRECT_WORKERS_AWARDED:
        return _against(target, direct_worker_share(persons))
    if target.value is None or not _is_counted(target):
        return _not_computable(None, None, _NOT_COUNTED if target.value is not None else _SET_ELSEWHERE)
    numerator, lacking = _numerator(target, figures, persons, with_initiative)
    if numerator is None:
        return _not_computable(None, None, _no_numerator(lacking), lacking)
    if target.denominator is None:
        return _against_a_number(target, numerator, lacking)
    denominator, without_whole = _sum(figures, target.denominator.value)
    if lacking:
        return _not_computable(numerator, denominator, _so_far(lacking, numerator, denominator), lacking)
    if without_whole or not denominator:
        return _not_computable(numerator, denominator, _no_whole(target.denominator, without_whole), without_whole)
    return Reached(
        numerator=numerator,
        denominator=denominator,
        percent_tenths=numerator * 1000 // denominator,
        outcome=_outcome(target.is_reached(numerator, denominator)),
        left_out=with_initiative.left_out if with_initiative else (),
    )


def _against_a_number(target: Target, numerator: int, lacking: tuple[str, ...]) -> Reached:
    """Enough is enough, whatever the others would add; too little is not, while somebody has not stated a figure."""
    is_reached = target.is_reached(numerator)
    if lacking and (not is_reached or target.comparator is Comparator.BETWEEN):
        return _not_computable(numerator, None, _so_far(lacking, numerator, None), lacking)
    return Reached(
        numerator=numerator, denominator=None, percent_tenths=None, outcome=_outcome(is_reached),
        missing_units=lacking, left_out=(_no_numerator(lacking),) if lacking else (),
    )  # fmt: skip


def _of_unions(target: Target, unions: Unions | None) -> Reached:
    if unions is None:
        return _not_computable(None, None, _NOBODY_LAUNCHED)
    if not unions.there:
        return _not_computable(unions.launching, 0, _NO_UNIONS)
    return Reached(
        numerator=unions.launching,
        denominator=unions.there,
        percent_tenths=unions.launching * 1000 // unions.there,
        outcome=_outcome(target.is_reached(unions.launching, unions.there)),
    )


def _against(target: Target, share: Reached) -> Reached:
    """The share of direct workers, judged by a plan that sets a figure for it (Điện Biên: at least 15 %)."""
    if share.outcome is Outcome.NOT_COMPUTABLE or share.numerator is None:
        return share
    return replace(share, outcome=_outcome(target.is_reached(share.numerator, share.denominator)))


def direct_worker_share(persons: Sequence[AwardedPerson]) -> Reached:
    """Direct workers and staff without a leading post among distinct individuals rewarded; collectives do not count.

    A person rewarded twice counts once, by the later status. Someone whose status nobody stated makes the share not
    computable: neither side may be assumed (X05). Who was erased is on neither side, for nobody can state it any more.
    """
    latest = {person.key: person for person in persons if not person.is_erased}
    erased = len({person.key for person in persons} - latest.keys())
    return replace(_share_of(list(latest.values()), erased), left_out=(_erased(erased),) if erased else ())


def _share_of(persons: Sequence[AwardedPerson], erased: int) -> Reached:
    is_direct = [_is_direct(person) for person in persons]
    numerator, denominator, unstated = is_direct.count(True), len(is_direct), is_direct.count(None)
    if not denominator:
        return _not_computable(0, 0, _ALL_ERASED if erased else _NOBODY)
    if unstated:
        why = Words(
            f"{unstated} cá nhân chưa rõ là lao động trực tiếp hay lãnh đạo.",
            f"Of {unstated} persons nobody stated whether they work directly or lead.",
        )
        return _not_computable(numerator, denominator, why)
    return Reached(
        numerator=numerator,
        denominator=denominator,
        percent_tenths=numerator * 1000 // denominator,
        outcome=Outcome.NO_TARGET,
    )


def _erased(persons: int) -> Words:
    return Words(
        f"{persons} cá nhân đã được xóa dữ liệu: không tính vào tỷ lệ.",
        f"{persons} persons whose data was erased: on neither side of the share.",
    )


_NOBODY = Words("Chưa có cá nhân được khen thưởng.", "Nobody has been rewarded yet.")
_ALL_ERASED = Words(
    "Dữ liệu của mọi cá nhân được khen thưởng đã được xóa.", "The data of everybody who was rewarded was erased."
)
_COUNTED_BY_PERSON = (Numerator.PERSONS_AWARDED, Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY)
COUNTS_UNIONS = {
    Numerator.GRASSROOTS_UNIONS_LAUNCHING, Numerator.UPPER_UNIONS_LAUNCHING, Numerator.GRASSROOTS_UNIONS_DEPLOYING,
}  # fmt: skip
"""Who makes a plan and launches; a union to which the plan came (“triển khai đến”) shows it by launching."""

_NOBODY_LAUNCHED = Words(
    "Chưa có đơn vị nào phát động theo kế hoạch nên chưa rõ kế hoạch áp dụng cho những công đoàn nào.",
    "Nobody launched a movement under the plan, so it is not known which unions it is for.",
)
_NO_UNIONS = Words("Không có công đoàn nào thuộc cấp này.", "There are no unions of this level.")
_NOT_COUNTED = Words("Hệ thống chưa thu thập số liệu này.", "These figures are not collected yet.")
_SET_ELSEWHERE = Words("Chỉ tiêu giao ở văn bản khác, chưa nhập.", "The number is set in another document.")


_OF_BODIES_ABOVE = (Numerator.CLUSTERS_REVIEWING,)
_OF_EVERYBODY = (Numerator.OFFICERS_TRAINED, Numerator.MOVEMENTS_REVIEWED)


def is_asked_of(target: Target, *, is_grassroots: bool) -> bool:
    """Whether a body of this level has a figure to state: heads and initiatives are the base's, clusters are led above
    it, officers and movements are everybody's."""
    if target.numerator in _OF_EVERYBODY:
        return True
    return is_grassroots is (target.numerator not in _OF_BODIES_ABOVE)


def concerns(target: Target, figures: UnitFigures, *, is_grassroots: bool | None) -> bool:
    """Whether a unit counts towards the target, or is missed: it is asked, or it stated a half of what is measured
    unasked. `is_grassroots` None: nobody knows its level, so it is asked."""
    if is_grassroots is None or is_asked_of(target, is_grassroots=is_grassroots):
        return True
    halves = {target.numerator.value, target.denominator.value if target.denominator else None}
    return any(name in halves and getattr(figures, name) is not None for name in STATED)


def _is_counted(target: Target) -> bool:
    """Whether what the target counts, and what it divides by, is collected at all."""
    is_whole_stated = target.denominator is None or target.denominator.value in STATED
    return is_whole_stated and (target.numerator in _COUNTED_BY_PERSON or target.numerator.value in STATED)


def _numerator(
    target: Target, figures: Sequence[UnitFigures], persons: Sequence[AwardedPerson], with_initiative: Counted | None
) -> tuple[int | None, tuple[str, ...]]:
    if target.numerator is Numerator.PERSONS_AWARDED:
        return len({person.key for person in persons if target.award in (None, person.award)}), ()
    if target.numerator is Numerator.PERSONS_WITH_INITIATIVE_IN_REGISTRY:
        return (None if with_initiative is None else len(with_initiative.persons)), ()
    return _sum(figures, target.numerator.value)


def _sum(figures: Sequence[UnitFigures], name: str) -> tuple[int | None, tuple[str, ...]]:
    """The sum over units that state the figure, and those that do not; None where nobody does."""
    entered = [(one.unit_name, getattr(one, name)) for one in figures]
    stated = [value for _, value in entered if value is not None]
    return sum(stated) if stated else None, tuple(unit for unit, value in entered if value is None)


def _is_direct(person: AwardedPerson) -> bool | None:
    if person.is_direct_worker or person.is_leader is False:
        return True
    return None if person.is_direct_worker is None and person.is_leader is None else False


def _outcome(is_reached: bool | None) -> Outcome:
    if is_reached is None:
        return Outcome.NOT_COMPUTABLE
    return Outcome.MET if is_reached else Outcome.NOT_MET


def _not_computable(
    numerator: int | None, denominator: int | None, why: Words, missing: tuple[str, ...] = ()
) -> Reached:
    return Reached(
        numerator=numerator,
        denominator=denominator,
        percent_tenths=None,
        outcome=Outcome.NOT_COMPUTABLE,
        why=why,
        missing_units=missing,
    )


def _no_numerator(lacking: Sequence[str]) -> Words:
    if not lacking:
        return Words("Chưa đơn vị nào nhập số liệu.", "No unit has entered its figures.")
    return Words(f"{len(lacking)} đơn vị chưa nhập số liệu.", f"{len(lacking)} units have not entered their figures.")


def _so_far(lacking: Sequence[str], numerator: int, denominator: int | None) -> Words:
    """Who stated a figure shows where things stand; a verdict it is not."""
    part = f"{numerator}" if denominator is None else f"{numerator}/{denominator}"
    missing = _no_numerator(lacking)
    return Words(f"{missing.vi} Các đơn vị đã nhập: {part}.", f"{missing.en} Of those that have: {part}.")


_WHOLE = {
    Denominator.HEADCOUNT: Words("tổng số người", "headcount"),
    Denominator.MOVEMENTS: Words("số phong trào", "number of movements"),
    Denominator.OFFICERS: Words("số cán bộ làm công tác thi đua, khen thưởng", "number of emulation officers"),
    Denominator.CLUSTERS: Words("số khối thi đua", "number of emulation blocks"),
}


def _no_whole(whole: Denominator, lacking: Sequence[str]) -> Words:
    named = _WHOLE[whole]
    if not lacking:
        return Words(f"Chưa có {named.vi} để tính tỷ lệ.", f"There is no {named.en} to divide by.")
    return Words(f"{len(lacking)} đơn vị chưa nhập {named.vi}.", f"{len(lacking)} units lack a {named.en}.")
