"""What a migration keeps and says: who ordered it on which paper, how each case stood before, where it stands now.

Owns: the record and the events of moving. Promises: nothing moves without both; what a record wanted can be read back.
Leaves to others: which cases move (`migrating`), their new road (`rerouting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import former_road, rerouting
from services.review.cases import step_of, unit_of
from services.review.errors import MigrationAbsent, MigrationTakenBack
from services.review.former_road import Former, Run
from services.review.migration_models import MigratedCase, Migration
from services.review.models import Case
from services.review.rerouting import Named, Wanted
from services.review.rules.migration import Successor
from shared.canonical import content_hash
from shared.errors import InvalidInput, Place
from shared.events.codec import from_plain, to_plain
from shared.events.dossier import SuccessorUnit, UnitRef
from shared.events.migration import CaseMoved, MigrationOrdered, ProposerSucceeded
from shared.events.review import Step
from shared.events.terms import CaseState
from shared.words import Words
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why, and on which paper: domain.md §3.3 asks for both; the author is who acts."""

    reason: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One case that moved: from where to where."""

    case: str
    receipt: str
    from_step: Step
    step: Step
    from_state: CaseState
    state: CaseState
    from_chain: str
    chain: str
    from_policy: str
    policy: str
    from_unit: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One case that stays where it is, and why."""

    case: str
    receipt: str
    state: CaseState
    why: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What a migration did, or would do; cases in the order of their ids."""

    migration: str
    moved: tuple[Moved, ...]
    left: tuple[Left, ...]


def keep_record(work: Work, wanted: Wanted, grounds: Grounds, *, reverts: str | None = None) -> Migration:
    for name in ("reason", "document"):
        if not getattr(grounds, name).strip():
            words = Words("Cần ghi lý do và văn bản căn cứ.", "Give the reason and the document it rests on.")
            raise InvalidInput(places=[Place(name, words)])
    record = Migration(
        id=work.new_id(), at=work.now, author=work.actor.subject, unit=work.actor.unit, via=work.trace.via.value,
        reason=grounds.reason.strip(), document=grounds.document.strip(), plan=wanted.plan, wanted=to_plain(wanted),
        reverts=reverts,
    )  # fmt: skip
    work.tx.add(record)
    work.tx.flush()
    ordered = MigrationOrdered(
        migration=record.id, plan=record.plan, wanted=record.wanted, reverts=reverts, reason=record.reason,
        document=record.document,
    )  # fmt: skip
    work.emit(record.id, ordered)
    return record


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A case as the step finds it."""

    former: Former
    step: Step
    unit: UnitRef


def before_of(case: Case, runs: Sequence[Run]) -> Before:
    return Before(former=former_road.former_of(case, runs), step=step_of(case), unit=unit_of(case))


def say_moved(work: Work, case: Case, before: Before, record: Migration) -> Moved:
    """Keep how the case stood before, and say where it stands now."""
    former, plain = before.former, to_plain(before.former)
    kept = {"migration_id": record.id, "case_id": case.id, "version": case.version, "before": plain}
    work.record(MigratedCase.__table__, kept)
    road, step, unit = former_road.road_of(case), step_of(case), unit_of(case)
    moved = CaseMoved(
        case=case.id, from_unit=before.unit, unit=unit, migration=record.id, from_step=before.step, step=step,
        to_state=case.is_in, road=road, from_policy=former.policy, policy=case.policy,
        due_on=case.return_due_on or case.due_on, reason=record.reason, document=record.document,
        is_back=record.reverts is not None, before_sha256=content_hash(plain),
    )  # fmt: skip
    work.emit(case.id, moved, policy=case.policy)
    return Moved(
        case=case.id, receipt=case.receipt, from_step=before.step, step=step, from_state=CaseState(former.state),
        state=case.is_in, from_chain=str(former.road["chain"]), chain=road.chain, from_policy=former.policy,
        policy=case.policy, from_unit=before.unit.answering_name, unit=unit.answering_name,
    )  # fmt: skip


def say_succeeded(work: Work, record: Migration, wanted: Wanted) -> None:
    """Whoever keeps what was not sent up yet hears which union goes on with it."""
    for ended, heir, items in rerouting.passings(wanted):
        succeeded = ProposerSucceeded(
            unit=ended, successor=SuccessorUnit(id=heir.unit, name=heir.name), plan=record.plan, migration=record.id,
            reason=record.reason, document=record.document, is_back=record.reverts is not None, items=items,
        )  # fmt: skip
        work.emit(record.plan, succeeded)


def wanted_of(record: Migration) -> Wanted:
    """What the record says was wanted, as far as it names bodies."""
    bodies = {old: from_plain(Successor, new) for old, new in record.wanted["bodies"].items()}
    named = {item: from_plain(Named, one) for item, one in record.wanted["named"].items()}
    return Wanted(plan=record.plan, bodies=bodies, named=named)


def get_migration(tx: Session, migration_id: str) -> Migration:
    found = tx.get(Migration, migration_id)
    if found is None:
        raise MigrationAbsent()
    if found.reverts is not None or tx.scalar(select(Migration.id).where(Migration.reverts == found.id)) is not None:
        raise MigrationTakenBack()
    return found
