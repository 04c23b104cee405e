"""What the list about to be decided would do to the plan's targets and quotas, live (P14).

Owns: gathering awards given and listed from review's own rows. Promises: what an earlier decision gave counts once, in
the plan's period that decision falls into; a case hidden from the reader is neither listed nor counted for them.
Leaves to others: the arithmetic (`rules.outlook`), targets that no award moves (registry).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session

from services.review.blindness import is_hidden_from
from services.review.cases import policy_of
from services.review.council_models import Decision
from services.review.council_queries import agenda_of
from services.review.models import Case
from services.review.rules.outlook import Person, QuotaStanding, Standing, standings
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.envelope import Actor
from shared.events.terms import CaseState, SubjectKind
from shared.policy import Policy
from shared.policy.periods import Period
from shared.policy.trust import Unverified, unverified_behind_any

_GIVEN = (CaseState.AWARDED, CaseState.PUBLISHED, CaseState.PRESENTED)
# What the council refused or somebody took back is on no list any more.
_OFF = (CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Of one plan: every target awards move, over the period counted, and the quotas the list touches.

    `doubts`: the unverified items of the plan among them.
    """

    plan: str
    period: Period
    targets: tuple[Standing, ...]
    quotas: tuple[QuotaStanding, ...]
    doubts: tuple[Unverified, ...] = ()


def outlook_of(desk: Desk, tx: Session, session_id: str, actor: Actor) -> list[Outlook]:
    """For each plan on the agenda, as if all of it that can still be awarded were passed and signed today."""
    today = office_day(desk.clock.now())
    on_agenda = [item.case_id for item in agenda_of(tx, session_id)]
    listed = _cases(tx, Case.id.in_(on_agenda), Case.state.not_in(_OFF), not_(is_hidden_from(actor)))
    return [
        outlook_for(desk, tx, [case for case in listed if case.plan == plan], today)
        for plan in sorted({case.plan for case in listed})
    ]


def outlook_for(desk: Desk, tx: Session, listed: Sequence[Case], on: date) -> Outlook:
    """For a list of one plan, decided on that day; what of it is awarded already counts with what was given."""
    plan, policy = listed[0].plan, policy_of(desk, tx, listed[0])
    decided = _decided(tx, plan)
    given = list(decided)
    known = {case.id for case in given}
    new = [case for case in listed if case.id not in known]
    period = policy.plan.period_of(on)
    days = policy.plan.decided_in(period)
    before = [case for case, dated in decided.items() if days.holds(dated)]
    targets = standings(policy.plan.targets, period, _persons(before), _persons(new))
    quotas = _quotas(policy, given, new)
    return Outlook(plan=plan, period=period, targets=targets, quotas=quotas, doubts=_doubts(policy, targets, quotas))


def _doubts(policy: Policy, targets: Sequence[Standing], quotas: Sequence[QuotaStanding]) -> tuple[Unverified, ...]:
    of_targets = policy.unverified_behind("P14", None, {"standings": to_plain(list(targets))})
    # No limit is named: the plan's own quotas, and none of the rulebook's caps.
    of_quotas = unverified_behind_any([policy], "M05", sorted({one.award for one in quotas}), {"limit": None})
    return (*of_targets, *of_quotas)


def _cases(tx: Session, *conditions: ColumnElement[bool]) -> Sequence[Case]:
    return tx.scalars(select(Case).where(*conditions).order_by(Case.id)).all()


def _decided(tx: Session, plan: str) -> dict[Case, date]:
    """What was given under the plan so far, with the day of its decision."""
    given = (
        select(Case, Decision.dated)
        .join(Decision, Decision.id == Case.decision_id)
        .where(Case.plan == plan, Case.state.in_(_GIVEN))
    )
    return {case: dated for case, dated in tx.execute(given.order_by(Case.id))}


def _persons(cases: Iterable[Case]) -> list[Person]:
    return [
        Person(
            key=case.nominee_key, award=case.award, is_direct_worker=case.is_direct_worker, is_leader=case.is_leader
        )
        for case in cases
        if case.nominee_kind == SubjectKind.INDIVIDUAL.value
    ]


def _quotas(policy: Policy, given: Sequence[Case], new: Sequence[Case]) -> tuple[QuotaStanding, ...]:
    before, more = (Counter((case.award, case.unit) for case in cases) for cases in (given, new))
    return tuple(
        QuotaStanding(
            award=award, unit=unit, now=before[award, unit], then=before[award, unit] + count, most=quota.most_per_unit
        )
        for (award, unit), count in sorted(more.items())
        if (quota := policy.plan.find_quota(award)) is not None
    )
