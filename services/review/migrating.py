"""Moving open cases to another policy or road, and taking a move back: reform in mid-flight, explicit and logged.

Owns: which cases move, the act, its record, the way back. Promises: all or none – one case whose invariants fail keeps
every case where it is; a rehearsal is this very act, undone by the caller; cases before the council stay.
Leaves to others: the new road of one case (`rerouting`), the rows of a road (`former_road`), naming bodies (`deploy`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import former_road, rerouting
from services.review.cases import lock_found, move, policy_of, step_of, unit_of
from services.review.errors import MigrationAbsent, MigrationRefused, MigrationTakenBack
from services.review.former_road import Former, Run
from services.review.migration_models import MigratedCase, Migration
from services.review.models import Case, Transition
from services.review.permissions import IN_SESSION, MOVABLE, PERMISSIONS
from services.review.rerouting import Wanted
from services.review.rules.migration import NoRoad, Standing, broken_by_move
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.codec import from_plain, to_plain
from shared.events.migration import CaseMoved
from shared.events.review import Step
from shared.events.terms import CaseState
from shared.permissions import authorize
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


_BEFORE_COUNCIL = Words(
    "đang ở phiên họp hoặc chờ ký: làm xong ở đó theo quy định cũ",
    "before the council or the signer: finished there under the old law",
)
_NOTHING_CHANGES = Words("tuyến còn lại và quy định không đổi", "nothing of its policy or of the road ahead changes")


def migrate(desk: Desk, work: Work, wanted: Wanted, grounds: Grounds) -> Migrated:
    """Move every open case that is concerned; `MigrationRefused` names each case that cannot move, and none does."""
    authorize(PERMISSIONS, "migrate", work.actor)
    if wanted.to_policy is None and wanted.chain is None and not wanted.bodies:
        words = Words("Cần nêu quy định, tuyến hoặc đơn vị mới.", "Name a new policy, chain or body.")
        raise InvalidInput(places=[Place("to_policy", words)])
    record = _record(work, wanted, grounds)
    cases, runs = _concerned(work.tx, wanted)
    open_cases = {case_id: case for case_id, case in cases.items() if case.goes_on_in not in IN_SESSION}
    before = _measured(desk, work.tx, open_cases)
    moved: list[Moved] = []
    left = [_stays(case, _BEFORE_COUNCIL) for case in cases.values() if case.goes_on_in in IN_SESSION]
    against: list[Place] = []
    for case in open_cases.values():
        try:
            done = _move(desk, work, case, runs[case.id], wanted, record)
        except NoRoad as refused:
            against.append(Place(case.receipt, refused.words))
            continue
        if done is None:
            left.append(_stays(case, _NOTHING_CHANGES))
        else:
            moved.append(done)
    against.extend(_broken(desk, work, [open_cases[one.case] for one in moved], before, wanted))
    if against:
        raise MigrationRefused(places=against)
    return Migrated(migration=record.id, moved=tuple(moved), left=tuple(sorted(left, key=lambda one: one.case)))


def revert(work: Work, migration_id: str, grounds: Grounds) -> Migrated:
    """Bring back exactly the former road of every case that has not moved on since; the others are named."""
    authorize(PERMISSIONS, "migrate", work.actor)
    former = _get_migration(work.tx, migration_id)
    record = _record(work, Wanted(plan=former.plan, bodies={}), grounds, reverts=former.id)
    rows = work.tx.scalars(select(MigratedCase).where(MigratedCase.migration_id == former.id))
    kept = {row.case_id: row for row in rows}
    cases = lock_found(work.tx, kept, with_dossier=False)
    moved: list[Moved] = []
    left: list[Left] = []
    for case in cases.values():
        went_on = _find_step_since(work.tx, case, kept[case.id].version)
        if went_on is None:
            moved.append(_bring_back(work, case, from_plain(Former, kept[case.id].before), record))
        else:
            left.append(_stays(case, went_on))
    return Migrated(migration=record.id, moved=tuple(moved), left=tuple(left))


def _record(work: Work, wanted: Wanted, grounds: Grounds, *, reverts: str | None = None) -> Migration:
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
    return record


def _concerned(tx: Session, wanted: Wanted) -> tuple[dict[str, Case], dict[str, tuple[Run, ...]]]:
    """The open cases of the plan the migration is about, locked, with their stages."""
    states = [state.value for state in MOVABLE | IN_SESSION]
    ids = tx.scalars(select(Case.id).where(Case.plan == wanted.plan, Case.state.in_(states))).all()
    cases = lock_found(tx, ids, with_dossier=False)
    runs = former_road.runs_of(tx, cases)
    found = {case_id: case for case_id, case in cases.items() if _is_concerned(case, runs[case_id], wanted)}
    return found, runs


def _is_concerned(case: Case, runs: Sequence[Run], wanted: Wanted) -> bool:
    if wanted.from_chain is not None and case.road["chain"] != wanted.from_chain:
        return False
    ahead = {run.body for run in runs if run.outcome != "passed"}
    return not wanted.bodies or bool(ahead & set(wanted.bodies))


def _measured(desk: Desk, tx: Session, cases: Mapping[str, Case]) -> dict[str, Standing]:
    """Where the cases stand by their rows."""
    runs, notices = former_road.runs_of(tx, cases), former_road.notices_of(tx, cases)
    return {
        case.id: former_road.standing_of(case, runs[case.id], policy_of(desk, tx, case), notices.get(case.id))
        for case in cases.values()
    }


def _broken(
    desk: Desk, work: Work, cases: Sequence[Case], before: Mapping[str, Standing], wanted: Wanted
) -> list[Place]:
    """What the moves break, measured again from the rows as they are now."""
    work.tx.flush()
    after = _measured(desk, work.tx, {case.id: case for case in cases})
    return [
        Place(case.receipt, words)
        for case in cases
        for words in broken_by_move(
            before[case.id], after[case.id],
            keeps=rerouting.keeps_its_desk(case, before[case.id], wanted.bodies),
        )
    ]  # fmt: skip


def _move(desk: Desk, work: Work, case: Case, runs: Sequence[Run], wanted: Wanted, record: Migration) -> Moved | None:
    authorize(PERMISSIONS, "move_case", work.actor, state=case.is_in)
    former, from_step = former_road.former_of(case, runs), step_of(case)
    state = rerouting.reroute(desk, work, case, runs, wanted)
    if state is None:
        return None
    move(work, case, state, action="move_case", reason=record.reason, document=record.document)
    return _say_moved(work, case, former, from_step, record)


def _bring_back(work: Work, case: Case, former: Former, record: Migration) -> Moved:
    authorize(PERMISSIONS, "move_case_back", work.actor, state=case.is_in)
    now = former_road.former_of(case, former_road.runs_of(work.tx, [case.id])[case.id])
    from_step, state = step_of(case), CaseState(former.state)
    former_road.put_back(work.tx, case, former)
    move(work, case, state, action="move_case_back", reason=record.reason, document=record.document)
    return _say_moved(work, case, now, from_step, record)


def _say_moved(work: Work, case: Case, former: Former, from_step: Step, record: Migration) -> Moved:
    """Keep how the case stood before, and say where it stands now."""
    kept = {"migration_id": record.id, "case_id": case.id, "version": case.version, "before": to_plain(former)}
    work.record(MigratedCase.__table__, kept)
    road, step = former_road.road_of(case), step_of(case)
    moved = CaseMoved(
        case=case.id, unit=unit_of(case), migration=record.id, from_step=from_step, step=step, to_state=case.is_in,
        road=road, from_policy=former.policy, policy=case.policy, due_on=case.return_due_on or case.due_on,
        reason=record.reason, document=record.document, is_back=record.reverts is not None,
    )  # fmt: skip
    work.emit(case.id, moved, policy=case.policy)
    return Moved(
        case=case.id, receipt=case.receipt, from_step=from_step, step=step, from_state=CaseState(former.state),
        state=case.is_in, from_chain=str(former.road["chain"]), chain=road.chain, from_policy=former.policy,
        policy=case.policy,
    )  # fmt: skip


def _stays(case: Case, why: Words) -> Left:
    return Left(case=case.id, receipt=case.receipt, state=case.is_in, why=why)


def _get_migration(tx: Session, migration_id: str) -> Migration:
    found = tx.get(Migration, migration_id)
    if found is None:
        raise MigrationAbsent()
    if found.reverts is not None or tx.scalar(select(Migration.id).where(Migration.reverts == found.id)) is not None:
        raise MigrationTakenBack()
    return found


def _find_step_since(tx: Session, case: Case, version: int) -> Words | None:
    """The first step the case took after it was moved; help by an area officer is none."""
    since = select(Transition).where(Transition.case_id == case.id, Transition.number > version)
    step = tx.scalars(since.where(Transition.action != "comment").order_by(Transition.number).limit(1)).first()
    if step is None:
        return None
    at = step.at.isoformat()
    return Words(f"đã đi tiếp: {step.action} lúc {at}", f"it has moved on: {step.action} at {at}")
