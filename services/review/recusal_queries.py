"""Reading who is concerned by which case: hands in it, declarations, recusals of a session.

Owns: these selects. Promises: a lifted recusal keeps nobody out; declarations that were withdrawn count no more; who
a case names is known by every key it named them by, so that a corrected name ends no relation.
Leaves to others: what follows from a hand (`rules.recusal`), writing (`recusals`), hiding cases (`blindness`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, or_, select, union_all
from sqlalchemy.orm import Session

from services.review.council_models import Declaration, Recusal
from services.review.models import Case, HeardVersion, StageRun
from services.review.rules.recusal import Decided, Hands

STANDS: ColumnElement[bool] = Recusal.decided != Decided.LIFTED.value
"""The recusals that keep somebody out."""

By = dict[str, frozenset[str]]
"""Token subjects by case id."""


class Kind(StrEnum):
    """What a declaration says of the person: `about` is a nominee key, and a unit for UNIT."""

    KIN = "kin"
    MYSELF = "myself"
    UNIT = "unit"


def recusals_of(tx: Session, session_id: str) -> list[Recusal]:
    """Those that keep a member out, proposed ones included."""
    return list(tx.scalars(_recusals(session_id).where(STANDS)))


def every_recusal_of(tx: Session, session_id: str) -> list[Recusal]:
    return list(tx.scalars(_recusals(session_id)))


def _recusals(session_id: str) -> Select[Recusal]:
    return select(Recusal).where(Recusal.session_id == session_id).order_by(Recusal.case_id, Recusal.member)


def hands_of(tx: Session, cases: Iterable[Case], members: Collection[str]) -> dict[str, Hands]:
    """Everybody known to be concerned by each case; what is looked up in registers is narrowed to `members`."""
    by_id = {case.id: case for case in cases}
    received, passed = _handled(tx, by_id)
    supplemented = supplemented_by(tx, by_id.values())
    declared = _declared(tx, members)
    keys = keys_of(tx, by_id.values())
    before = _nominated_before(tx, keys, members)
    return {
        case_id: Hands(
            submitted_by=case.submitted_by,
            supplemented_by=supplemented.get(case_id, frozenset()),
            received_by=received.get(case_id, frozenset()),
            passed_by=passed.get(case_id, frozenset()),
            beneficiaries=_of_any(declared, Kind.MYSELF, keys[case_id]),
            kin=_of_any(declared, Kind.KIN, keys[case_id]),
            of_the_unit=_of_its_units(case, declared),
            nominated_before=before.get(case_id, frozenset()),
        )
        for case_id, case in by_id.items()
    }


def supplemented_by(tx: Session, cases: Iterable[Case]) -> By:
    """Who sent the later versions of each case: they wrote what is judged as much as who sent the first."""
    later = [case.id for case in cases if case.dossier_version > 1]
    if not later:
        return {}
    found: dict[str, set[str]] = {}
    wanted = select(HeardVersion.case_id, HeardVersion.sent_by)
    for case_id, by in tx.execute(wanted.where(HeardVersion.case_id.in_(later), HeardVersion.number > 1)):
        found.setdefault(case_id, set()).add(by)
    return _frozen(found)


def later_senders(tx: Session, case: Case) -> tuple[str, ...]:
    """The same of one case, in one order."""
    return tuple(sorted(supplemented_by(tx, [case]).get(case.id, ())))


def _of_its_units(case: Case, declared: Mapping[tuple[Kind, str], frozenset[str]]) -> frozenset[str]:
    """Who declared the union that proposed it, or the one that answers for it since: a merger ends no relation."""
    return _of_any(declared, Kind.UNIT, {case.unit, case.answering})


def _of_any(
    declared: Mapping[tuple[Kind, str], frozenset[str]], kind: Kind, subjects: Collection[str]
) -> frozenset[str]:
    return frozenset().union(*(declared.get((kind, about), frozenset()) for about in subjects))


def is_about(keys: SelectBase) -> ColumnElement[bool]:
    """A condition on `Case`: it names, or named in a version before, somebody who goes by one of the keys."""
    formerly = select(HeardVersion.case_id).where(HeardVersion.former_key.in_(keys))
    return or_(Case.nominee_key.in_(keys), Case.id.in_(formerly))


def keys_of(tx: Session, cases: Iterable[Case]) -> By:
    """By which keys each case named its nominee: the present one, and those that a supplement put right."""
    known = list(cases)
    found = {case.id: {case.nominee_key} for case in known}
    later = [case.id for case in known if case.dossier_version > 1]
    if not later:
        return _frozen(found)
    wanted = select(HeardVersion.case_id, HeardVersion.former_key)
    for case_id, key in tx.execute(wanted.where(HeardVersion.case_id.in_(later), HeardVersion.former_key.is_not(None))):
        if key is not None:
            found[case_id].add(key)
    return _frozen(found)


def _handled(tx: Session, cases: Collection[str]) -> tuple[By, By]:
    """(received by, passed by)."""
    received: dict[str, set[str]] = {}
    passed: dict[str, set[str]] = {}
    wanted = select(StageRun.case_id, StageRun.received_by, StageRun.passed_by).where(StageRun.case_id.in_(cases))
    for case_id, receiver, passer in tx.execute(wanted):
        if receiver is not None:
            received.setdefault(case_id, set()).add(receiver)
        if passer is not None:
            passed.setdefault(case_id, set()).add(passer)
    return _frozen(received), _frozen(passed)


def _declared(tx: Session, members: Collection[str]) -> dict[tuple[Kind, str], frozenset[str]]:
    found: dict[tuple[Kind, str], set[str]] = {}
    wanted = select(Declaration.kind, Declaration.about, Declaration.about_year, Declaration.person).where(
        Declaration.person.in_(members), Declaration.withdrawn_at.is_(None)
    )
    for kind, about, about_year, person in tx.execute(wanted):
        for key in {about, about_year or about}:
            found.setdefault((Kind(kind), key), set()).add(person)
    return {key: frozenset(persons) for key, persons in found.items()}


def _nominated_before(tx: Session, keys: By, members: Collection[str]) -> By:
    """Who submitted another case of the same nominee, whatever key either was known by."""
    asked = frozenset().union(*keys.values())
    theirs = Case.submitted_by.in_(members)
    now = select(Case.id, Case.nominee_key, Case.submitted_by).where(theirs, Case.nominee_key.in_(asked))
    formerly = (
        select(Case.id, HeardVersion.former_key, Case.submitted_by)
        .join(HeardVersion, HeardVersion.case_id == Case.id)
        .where(theirs, HeardVersion.former_key.in_(asked))
    )
    earlier: Sequence[Any] = tx.execute(union_all(now, formerly)).all()
    return {
        case_id: frozenset(by for other, key, by in earlier if key in own and other != case_id)
        for case_id, own in keys.items()
    }


def _frozen(found: Mapping[str, set[str]]) -> By:
    return {key: frozenset(subjects) for key, subjects in found.items()}
