"""Receiving: a body takes a case in hand, by another person than the one who sent it; the clock starts.

Owns: one case, and many in one request. Promises: a case that may not be received keeps its row and says why.
Leaves to others: passing, returning, holding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.review.appraisal import ask_at_receipt, ask_on_dossier, refuse_unless_clear
from services.review.authority import authorize_at_stage
from services.review.bulk import Clear, Outcome, Wanted, each_of, only
from services.review.case_rows import mark_received, save_cases
from services.review.cases import move, policy_of, record_many, step_of, unit_of
from services.review.earlier_checks import is_supplemented
from services.review.list_days import ListDays
from services.review.models import Case
from services.review.rules.facts import Relation
from services.review.stage_clock import last_day_from
from shared.clock import office_day
from shared.desk import Desk
from shared.events.review import Received
from shared.events.terms import CaseState
from shared.verdicts import Evaluation
from shared.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`consent`: the paper by which a late file is taken (M03); `reason`: why a warning is set aside."""

    consent: str | None = None
    reason: str | None = None
    relation: Relation | None = None


def receive(desk: Desk, work: Work, case_id: str, *, seen: int, receipt: Receipt = Receipt()) -> Case:
    """Take one case in hand; raises what the rules or the table say against it."""
    return only(receive_many(desk, work, [Wanted(case_id, seen)], receipt=receipt))


def receive_many(desk: Desk, work: Work, wanted: Sequence[Wanted], *, receipt: Receipt = Receipt()) -> list[Outcome]:
    """Take many in hand in one transaction; one that may not be received does not keep the others back."""
    list_days = ListDays(work.tx, [one.case for one in wanted])
    # No room looks into the papers at receipt, but for a supplement.
    clear, outcomes = each_of(
        work, wanted,
        lambda case, seen, _: _may_receive(desk, work, case, receipt, list_days, seen=seen), with_dossier=False,
    )
    _write(desk, work, clear, receipt)
    return outcomes


def _may_receive(
    desk: Desk, work: Work, case: Case, receipt: Receipt, list_days: ListDays, *, seen: int
) -> tuple[Evaluation, ...]:
    authorize_at_stage("receive", work.actor, case, seen=seen)
    policy = policy_of(desk, work.tx, case)
    asked = ask_at_receipt(
        work, case, policy, consent=receipt.consent, relation=receipt.relation, list_days=list_days
    )
    refuse_unless_clear(asked, receipt.reason)
    if not is_supplemented(case):
        return asked
    # What the supplement changed is looked at when it is taken up; what follows from that is for passing to say.
    work.tx.refresh(case, ["dossier"])
    return (*asked, *ask_on_dossier(work.tx, case, policy))


def _write(desk: Desk, work: Work, clear: Clear, receipt: Receipt) -> None:
    if not clear:
        return
    due_days = _due_days(desk, work, clear)
    for case, asked in clear:
        due_on = case.due_on or due_days[_period_of(case)]
        case.received_by, case.received_at, case.due_on = work.actor.subject, work.now, due_on
        move(work, case, CaseState.RECEIVED, action="receive", reason=receipt.reason, document=receipt.consent)
        fact = Received(
            case=case.id, unit=unit_of(case), step=step_of(case), due_on=due_on, evaluations=asked,
            reason=receipt.reason, consent=receipt.consent,
        )  # fmt: skip
        work.emit(case.id, fact, policy=case.policy)
    record_many(work, clear, "receive")
    cases = [case for case, _ in clear]
    mark_received(work.tx, cases, received_by=work.actor.subject, received_at=work.now)
    save_cases(work.tx, cases)


def _due_days(desk: Desk, work: Work, clear: Clear) -> dict[tuple[str, str, int], date]:
    """The last day of a period that begins today; a case that comes back from its unit keeps what was left instead."""
    today = office_day(work.now)
    alike, calendar = {_period_of(case): case for case, _ in clear}, desk.policies.calendar
    return {key: last_day_from(case, policy_of(desk, work.tx, case), today, calendar) for key, case in alike.items()}


def _period_of(case: Case) -> tuple[str, str, int]:
    """Cases of one policy and award at one place of roads equally long have the same period."""
    return case.policy, case.award, len(case.road["stages"]) - case.stage_index
