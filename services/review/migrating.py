"""Moving open cases to another policy, road or answering union, and taking a move back: explicit and logged.

Owns: which cases move, the act, its record, the way back. Promises: all or none – one case whose invariants fail keeps
every case where it is; a rehearsal is this very act, undone by the caller; cases before the council keep policy and
road, and only pass to the union their own merged into. Leaves to others: the new road of one case (`rerouting`), the
rows of a road (`former_road`), naming bodies (`deploy`), drafts (nomination, which hears of it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import former_road, rerouting
from services.review.award_places import say_places_passed
from services.review.cases import lock_found, move, policy_of
from services.review.errors import MigrationRefused
from services.review.former_road import Former, Run
from services.review.list_days import ListDays
from services.review.migration_models import MigratedCase, Migration
from services.review.migration_record import (
    Grounds,
    Left,
    Migrated,
    Moved,
    before_of,
    get_migration,
    keep_record,
    say_moved,
    say_succeeded,
    wanted_of,
)
from services.review.models import Case, Transition
from services.review.permissions import IN_SESSION, MOVABLE, PERMISSIONS
from services.review.rerouting import Wanted
from services.review.rules.migration import NoRoad, Standing, broken_by_move
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events.codec import from_plain
from shared.events.terms import CaseState
from shared.permissions import authorize
from shared.rows import is_one_of
from shared.words import Words
from shared.work import Work

_BEFORE_COUNCIL = Words(
    "đang ở phiên họp hoặc chờ ký: làm xong ở đó theo quy định cũ",
    "before the council or the signer: finished there under the old law",
)
_NOTHING_CHANGES = Words("tuyến còn lại và quy định không đổi", "nothing of its policy or of the road ahead changes")
_NOT_NAMED = Words("chưa nêu đơn vị kế thừa nào làm tiếp", "no successor was named to go on with it")
_ON_ITS_WAY = Words("hồ sơ vừa nộp chưa đến nơi xét: thực hiện lại sau ít phút", "was just sent: try again in a moment")


def migrate(
    desk: Desk, work: Work, wanted: Wanted, grounds: Grounds, *, awaited: Mapping[str, str] | None = None
) -> Migrated:
    """Move every open case that is concerned; `MigrationRefused` names each case that cannot move, and none does.

    `awaited` are receipts by case of what merged unions sent up: one that has not arrived yet refuses the move, so that
    a submission under way is not left behind with a union that is no more.
    """
    authorize(PERMISSIONS, "migrate", work.actor)
    if wanted.to_policy is None and wanted.chain is None and not wanted.bodies and not wanted.named:
        words = Words("Cần nêu quy định, tuyến hoặc đơn vị mới.", "Name a new policy, chain or body.")
        raise InvalidInput(places=[Place("to_policy", words)])
    record = keep_record(work, wanted, grounds)
    # Asked first: what has arrived by now is found below, and what arrives from now on has not arrived.
    against = _on_their_way(work.tx, awaited or {})
    cases, runs = _concerned(work.tx, wanted)
    before = _measured(desk, work.tx, cases)
    moved: list[Moved] = []
    left: list[Left] = []
    for case in cases.values():
        try:
            done = _move(desk, work, case, runs[case.id], wanted, record)
        except NoRoad as refused:
            against.append(Place(case.receipt, refused.words))
            continue
        if done is None:
            left.append(_stays(case, _why_left(case, wanted)))
        else:
            moved.append(done)
    against.extend(_broken(desk, work, [cases[one.case] for one in moved], before, wanted))
    if against:
        raise MigrationRefused(places=against)
    say_succeeded(work, record, wanted)
    say_places_passed(work, record)
    return Migrated(migration=record.id, moved=tuple(moved), left=tuple(left))


def revert(work: Work, migration_id: str, grounds: Grounds) -> Migrated:
    """Bring back exactly the former road of every case that has not moved on since; the others are named."""
    authorize(PERMISSIONS, "migrate", work.actor)
    former = get_migration(work.tx, migration_id)
    record = keep_record(work, Wanted(plan=former.plan, bodies={}), grounds, reverts=former.id)
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
    say_succeeded(work, record, wanted_of(former))
    say_places_passed(work, record)
    return Migrated(migration=record.id, moved=tuple(moved), left=tuple(left))


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
    told = set(wanted.bodies) | wanted.units_named
    return not told or bool((ahead | {case.answering}) & told)


def _on_their_way(tx: Session, awaited: Mapping[str, str]) -> list[Place]:
    arrived = set(tx.scalars(select(Case.id).where(is_one_of(tx, Case.__table__.c.id, sorted(awaited)))))
    return [Place(receipt, _ON_ITS_WAY) for case, receipt in sorted(awaited.items()) if case not in arrived]


def _measured(desk: Desk, tx: Session, cases: Mapping[str, Case]) -> dict[str, Standing]:
    """Where the cases stand by their rows."""
    runs, notices = former_road.runs_of(tx, cases), former_road.notices_of(tx, cases)
    list_days = ListDays(tx, cases)
    return {
        case.id: former_road.standing_of(
            case, runs[case.id], list_days.find(case, policy_of(desk, tx, case)), notices.get(case.id)
        )
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
            keeps=rerouting.keeps_its_desk(case, before[case.id], wanted.of_case(case.id).bodies),
        )
    ]  # fmt: skip


def _move(desk: Desk, work: Work, case: Case, runs: Sequence[Run], wanted: Wanted, record: Migration) -> Moved | None:
    before, action, wanted = before_of(case, runs), "move_case", wanted.of_case(case.id)
    if case.goes_on_in in IN_SESSION:
        wanted, action = rerouting.heirs_alone(wanted), "pass_to_successor"
    authorize(PERMISSIONS, action, work.actor, state=case.is_in)
    state = rerouting.reroute(desk, work, case, runs, wanted)
    if state is None:
        return None
    move(work, case, state, action=action, reason=record.reason, document=record.document)
    return say_moved(work, case, before, record)


def _bring_back(work: Work, case: Case, former: Former, record: Migration) -> Moved:
    authorize(PERMISSIONS, "move_case_back", work.actor, state=case.is_in)
    now = before_of(case, former_road.runs_of(work.tx, [case.id])[case.id])
    former_road.put_back(work.tx, case, former)
    state = CaseState(former.state)
    move(work, case, state, action="move_case_back", reason=record.reason, document=record.document)
    return say_moved(work, case, now, record)


def _why_left(case: Case, wanted: Wanted) -> Words:
    if case.answering in wanted.units_named:
        return _NOT_NAMED
    return _BEFORE_COUNCIL if case.goes_on_in in IN_SESSION else _NOTHING_CHANGES


def _stays(case: Case, why: Words) -> Left:
    return Left(case=case.id, receipt=case.receipt, state=case.is_in, why=why)


def _find_step_since(tx: Session, case: Case, version: int) -> Words | None:
    """The first step the case took after it was moved; help by an area officer is none."""
    since = select(Transition).where(Transition.case_id == case.id, Transition.number > version)
    step = tx.scalars(since.where(Transition.action != "comment").order_by(Transition.number).limit(1)).first()
    if step is None:
        return None
    at = step.at.isoformat()
    return Words(f"đã đi tiếp: {step.action} lúc {at}", f"it has moved on: {step.action} at {at}")
