"""Passing: a level agrees, and the case goes up to the next or, at the top of its road, to council or signer.

Owns: one case, and many in one request. Promises: a case is passed on the rules of its own room and on nothing else.
Leaves to others: receiving, returning, the council.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.review.appraisal import ask_at_passing, refuse_unless_clear
from services.review.authority import authorize_at_stage
from services.review.bulk import Clear, Outcome, Wanted, each_of, only
from services.review.case_rows import mark_passed, save_cases
from services.review.cases import award_of, move, policy_of, record_many, step_of, unit_of
from services.review.list_gathering import Lists
from services.review.models import Case
from services.review.rules.chain import find_next
from services.review.rules.facts import Relation
from services.review.stage_clock import end_clock
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import SentForSignature, StagePassed, Step
from shared.events.terms import CaseState, StageKind
from shared.verdicts import Evaluation
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the level says. `minutes` names the paper it stands in (M08); `reason`: why a warning is set aside."""

    opinion: str
    minutes: str | None = None
    reason: str | None = None
    relation: Relation | None = None


def pass_stage(desk: Desk, work: Work, case_id: str, *, seen: int, opinion: Opinion) -> Case:
    """Pass one case; raises what the rules or the table say against it."""
    return only(pass_many(desk, work, [Wanted(case_id, seen)], opinion=opinion))


def pass_many(desk: Desk, work: Work, wanted: Sequence[Wanted], *, opinion: Opinion) -> list[Outcome]:
    """Pass many in one transaction; one that may not pass does not keep the others back."""
    ahead: Counter[tuple[str, ...]] = Counter()
    lists: list[Lists] = []

    def ask(case: Case, seen: int, found: Mapping[str, Case]) -> tuple[Evaluation, ...]:
        if not lists:
            lists.append(Lists(work.tx, found))
        share = (case.plan, case.award, case.answering, case.body)
        asked = _may_pass(desk, work, case, opinion, lists[0], seen=seen, ahead=ahead[share])
        ahead[share] += 1
        return asked

    clear, outcomes = each_of(work, wanted, ask)
    _write(desk, work, clear, opinion)
    return outcomes


def begin_appraisal(work: Work, case: Case) -> None:
    """The first act on a received case begins its appraisal (domain.md §6: received → under_review)."""
    if case.is_in is CaseState.RECEIVED:
        move(work, case, CaseState.UNDER_REVIEW, action="appraise")


def _may_pass(
    desk: Desk, work: Work, case: Case, opinion: Opinion, lists: Lists, *, seen: int, ahead: int
) -> tuple[Evaluation, ...]:
    authorize_at_stage("pass_stage", work.actor, case, seen=seen)
    asked = ask_at_passing(
        work, case, desk.policies,
        opinion=opinion.opinion, minutes=opinion.minutes, relation=opinion.relation, ahead=ahead, lists=lists,
    )  # fmt: skip
    refuse_unless_clear(asked, opinion.reason)
    return asked


def _write(desk: Desk, work: Work, clear: Clear, opinion: Opinion) -> None:
    if not clear:
        return
    record_many(work, clear, "pass_stage")
    passed = [(case.id, case.stage_index) for case, _ in clear]
    for case, asked in clear:
        begin_appraisal(work, case)
        move(work, case, CaseState.STAGE_PASSED, action="pass_stage", reason=opinion.reason, document=opinion.minutes)
        end_clock(case)
        _go_up(work, case, asked, opinion)
        if case.is_in is CaseState.STAGE_PASSED and not _is_voted_on(desk, work, case):
            _send_to_signer(work, case, opinion)
    mark_passed(work.tx, passed, **_closed(work, opinion))
    save_cases(work.tx, [case for case, _ in clear])


def _closed(work: Work, opinion: Opinion) -> dict[str, Any]:
    return {
        "passed_by": work.actor.subject, "passed_at": work.now, "opinion": opinion.opinion,
        "minutes": opinion.minutes, "warning_reason": opinion.reason, "closed_at": work.now, "outcome": "passed",
    }  # fmt: skip


def _go_up(work: Work, case: Case, asked: tuple[Evaluation, ...], opinion: Opinion) -> None:
    """Say that the stage is passed; where one lies above, the same event says that the case waits there now."""
    here, above = step_of(case), _step_above(case)
    passed = StagePassed(
        case=case.id, unit=unit_of(case), step=here, opinion=opinion.opinion, evaluations=asked, next_step=above,
        minutes=opinion.minutes, reason=opinion.reason,
    )  # fmt: skip
    work.emit(case.id, passed, policy=case.policy)
    if above is None:
        return
    move(work, case, CaseState.SUBMITTED, action="escalate")
    case.stage_index, case.stage_kind = above.index, above.kind.value
    case.body, case.body_name = above.body, above.body_name
    case.sent_up_by, case.stage_since = work.actor.subject, work.now
    case.received_by = case.received_at = None


def _is_voted_on(desk: Desk, work: Work, case: Case) -> bool:
    policy = policy_of(desk, work.tx, case)
    return policy.is_voted_on(award_of(policy, case), office_day(work.now))


def _send_to_signer(work: Work, case: Case, opinion: Opinion) -> None:
    """No council votes on this award: the competent person decides on the body's own minutes (domain.md §6)."""
    move(work, case, CaseState.PENDING_DECISION, action="send_to_signer", document=opinion.minutes)
    sent = SentForSignature(case=case.id, unit=unit_of(case), step=step_of(case), session=None)
    work.emit(case.id, sent, policy=case.policy)


def _step_above(case: Case) -> Step | None:
    stages = case.road["stages"]
    index = find_next(case.stage_index, len(stages))
    if index is None:
        return None
    stage = stages[index]
    return Step(index=index, kind=StageKind(stage["kind"]), body=stage["unit"], body_name=stage["unit_name"])
