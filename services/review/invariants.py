"""What must always be true of review's rows; an operator and the test suite both ask.

Owns: the checks of cases and stages. Promises: read-only, one line per violation, none of them with a person's name.
Leaves to others: the council's (`council_queries`), outbox and inbox (`shared`).
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from services.review.models import Case, EvaluationRow, StageRun, Transition
from services.review.opening import columns_of
from services.review.permissions import PERMISSIONS
from shared.desk import Invariant
from shared.erasure import ERASED
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.terms import FINAL_STATES, CaseState
from shared.policy_book import policies_are_what_their_hash_says

_AT_A_STAGE = frozenset({CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.UNDER_REVIEW, CaseState.RETURNED})
_DOSSIERS_AT_A_TIME = 200


def stages_open(tx: Session) -> list[str]:
    """A case at a stage has exactly that stage open; any other case has none."""
    opened = Counter[str]()
    at_hand = set()
    for case_id, index in tx.execute(
        select(StageRun.case_id, StageRun.stage_index).where(
            StageRun.opened_at.is_not(None), StageRun.closed_at.is_(None)
        )
    ):
        opened[case_id] += 1
        at_hand.add((case_id, index))
    found = []
    for case_id, state, resume, index in tx.execute(
        select(Case.id, Case.state, Case.resume_state, Case.stage_index)
    ):
        # What an older release left of a hold with a case that was withdrawn says nothing any more.
        due = 1 if CaseState((resume if state == CaseState.ON_HOLD else None) or state) in _AT_A_STAGE else 0
        if opened[case_id] != due or (due and (case_id, index) not in at_hand):
            found.append(f"{case_id}: {state} with {opened[case_id]} open stages, at stage {index}")
    return found


def transitions_replay(tx: Session) -> list[str]:
    """Replayed in order, a case's transitions are without gap, join end to end, and end in its state."""
    found = []
    last: dict[str, tuple[int, str]] = {}
    for row in tx.execute(
        select(Transition.case_id, Transition.number, Transition.from_state, Transition.to_state).order_by(
            Transition.case_id, Transition.number
        )
    ):
        number, state = last.get(row.case_id, (0, None))
        if row.number != number + 1 or row.from_state != state:
            found.append(f"{row.case_id}: step {row.number} from {row.from_state} follows step {number} to {state}")
        last[row.case_id] = (row.number, row.to_state)
    for case_id, state, version in tx.execute(select(Case.id, Case.state, Case.version)):
        if last.get(case_id) != (version, state):
            found.append(f"{case_id}: {state} at version {version}, its steps end at {last.get(case_id)}")
    return found


def transitions_permitted(tx: Session) -> list[str]:
    """Every step taken has a row in the table that lets its role take it from that state."""
    steps = tx.execute(
        select(Transition.action, Transition.role, Transition.from_state, func.count()).group_by(
            Transition.action, Transition.role, Transition.from_state
        )
    )
    found = []
    for action, role, from_state, count in steps:
        row = PERMISSIONS.get(action)
        if row is None or role not in row.roles or (row.states is not None and from_state not in row.states):
            found.append(f"{count} × {action} by {role} from {from_state}: no such permission")
    return found


def carried_checks_were_made(tx: Session) -> list[str]:
    """What was carried over was really checked then: the same rule, the same facts, the same answer."""
    row, earlier = EvaluationRow, aliased(EvaluationRow)
    is_source = and_(
        earlier.case_id == row.case_id, earlier.rule == row.rule, earlier.at == row.since, earlier.since.is_(None)
    )
    wanted = select(row.id, row.case_id, row.rule, row.since, row.facts, row.verdict, earlier.facts, earlier.verdict)
    carried: dict[int, str] = {}
    made: set[int] = set()
    for number, case_id, rule, since, facts, verdict, facts_then, verdict_then in tx.execute(
        wanted.outerjoin(earlier, is_source).where(row.since.is_not(None))
    ):
        carried[number] = f"{case_id}: {rule} is said to have been checked at {since}, and was not"
        if (facts, verdict) == (facts_then, verdict_then):
            made.add(number)
    return [line for number, line in carried.items() if number not in made]


def clocks_run_at_stages(tx: Session) -> list[str]:
    """Only a case at a stage has a last day; its clock stands still exactly while it is returned or held."""
    found = []
    for case_id, state, resume, stopped in tx.execute(
        select(Case.id, Case.state, Case.resume_state, Case.clock_stopped_on).where(
            Case.due_on.is_not(None) | Case.clock_stopped_on.is_not(None)
        )
    ):
        stands_still = CaseState.ON_HOLD.value == state or CaseState.RETURNED.value == state
        if CaseState(resume or state) not in _AT_A_STAGE or stands_still != (stopped is not None):
            found.append(f"{case_id}: {state} with a clock that {'stands still' if stopped else 'runs'}")
    return found


def undecided_cases_say_what_their_versions_say(tx: Session) -> list[str]:
    """What is voted on and signed is what the latest version says; a release before 23 November 2026 left a case as it
    was opened. What was decided so stands.

    Only supplemented cases can differ: of all others no dossier is read.
    """
    ended = [state.value for state in FINAL_STATES]
    supplemented = select(Case, Case.dossier).where(Case.dossier_version > 1, Case.state.not_in(ended))
    found = []
    for case, plain in tx.execute(supplemented.order_by(Case.id).execution_options(yield_per=_DOSSIERS_AT_A_TIME)):
        dossier = from_plain(Dossier, plain)
        if dossier.nominee.full_name == ERASED:
            continue
        differing = [column for column, said in columns_of(dossier).items() if getattr(case, column) != said]
        if differing:
            found.append(f"{case.id}: {case.state}, {', '.join(differing)} not of version {case.dossier_version}")
    return found


INVARIANTS = (
    Invariant("review.stages_open", stages_open),
    Invariant("review.clocks_run_at_stages", clocks_run_at_stages),
    Invariant("review.transitions_replay", transitions_replay),
    Invariant("review.transitions_permitted", transitions_permitted),
    Invariant("review.carried_checks_were_made", carried_checks_were_made),
    Invariant("review.undecided_cases_say_what_their_versions_say", undecided_cases_say_what_their_versions_say),
    Invariant("review.policies_are_what_their_hash_says", policies_are_what_their_hash_says),
)
