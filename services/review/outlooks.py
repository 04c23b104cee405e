"""What the list about to be decided would do to the plan's targets and to every limit, live (P14, M05).

Owns: gathering awards given and listed from review's own rows. Promises: what an earlier decision gave counts once, in
the plan's period that decision falls into; what the council passed before takes its place of a limit already; a case
hidden from the reader is neither listed nor counted for them. Leaves to others: the arithmetic (`rules.outlook`,
`rules.limits`), targets that no award moves (registry).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import Session

from services.review.blindness import is_hidden_from
from services.review.cases import policy_of
from services.review.council_models import Decision
from services.review.council_queries import agenda_of
from services.review.escalation_models import OutsideDecision
from services.review.models import Case, StageRun
from services.review.models_after import AWARD_STANDS, ENDED_WITHOUT_AWARD, HAS_A_PLACE
from services.review.rules.limits import Place, QuotaStanding, standings_of_caps, standings_of_quotas
from services.review.rules.outlook import Person, Standing, moved_by_awards, standings
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.envelope import Actor
from shared.events.terms import CaseState, StageKind, SubjectKind
from shared.policy import Policy
from shared.policy.periods import Period
from shared.policy.trust import Unverified
from shared.tombstones import erased_records

_GIVEN = (CaseState.AWARDED, CaseState.PUBLISHED, CaseState.PRESENTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Of one plan: every target awards move, over the period counted, and every limit the list touches.

    `doubts`: the unverified items of plan and rulebook among them.
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
    listed = _cases(tx, Case.id.in_(on_agenda), Case.state.not_in(ENDED_WITHOUT_AWARD), not_(is_hidden_from(actor)))
    return [
        _outlook(desk, tx, [case for case in listed if case.plan == plan], today, actor)
        for plan in sorted({case.plan for case in listed})
    ]


def targets_with(policy: Policy, tx: Session, listed: Sequence[Case], on: date) -> tuple[Standing, ...]:
    """Every target with a list of one plan decided on that day; what of it is awarded already counts with the given."""
    if not moved_by_awards(policy.plan.targets):
        return ()
    decided = _decided(tx, policy.plan.id)
    period = policy.plan.period_of(on)
    days = policy.plan.decided_in(period)
    before = [person for person, dated in decided.values() if days.holds(dated)]
    return standings(policy.plan.targets, period, before, persons_of(case for case in listed if case.id not in decided))


def _outlook(desk: Desk, tx: Session, listed: Sequence[Case], on: date, reader: Actor) -> Outlook:
    policy = policy_of(desk, tx, listed[0])
    targets = targets_with(policy, tx, listed, on)
    quotas = _limits(tx, policy, [case.id for case in listed if case.is_in not in _GIVEN], reader)
    return Outlook(
        plan=policy.plan.id, period=policy.plan.period_of(on), targets=targets, quotas=quotas,
        doubts=_doubts(policy, targets, quotas),
    )  # fmt: skip


def _doubts(policy: Policy, targets: Sequence[Standing], quotas: Sequence[QuotaStanding]) -> tuple[Unverified, ...]:
    of_targets = policy.unverified_behind("P14", None, {"standings": to_plain(list(targets))})
    of_limits = (policy.unverified_behind("M05", one.award, {"limit": to_plain(one.words)}) for one in quotas)
    return (*of_targets, *dict.fromkeys(item for found in of_limits for item in found))


def _cases(tx: Session, *conditions: ColumnElement[bool]) -> Sequence[Case]:
    return tx.scalars(select(Case).where(*conditions).order_by(Case.id)).all()


def _decided(tx: Session, plan: str) -> dict[str, tuple[Person, date]]:
    """To whom something was given under the plan that still stands, here or above, and the day of its decision, by
    case. Columns and not cases: each signature reads everybody the season has honoured so far."""
    given = (
        select(
            Case.id, Case.nominee_key, Case.award, Case.is_direct_worker, Case.is_leader,
            func.coalesce(Decision.dated, OutsideDecision.dated),
        )
        .outerjoin(Decision, Decision.id == Case.decision_id)
        .outerjoin(OutsideDecision, OutsideDecision.id == Case.decision_id)
        .where(
            Case.plan == plan, Case.state.in_(_GIVEN), Case.nominee_kind == SubjectKind.INDIVIDUAL.value, AWARD_STANDS
        )
    )  # fmt: skip
    found = tx.execute(given.order_by(Case.id)).all()
    # An erasure leaves no status, so only of who has none it is asked.
    erased = erased_records(tx, {row.id for row in found if row.is_direct_worker is None and row.is_leader is None})
    return {
        case: (
            Person(key=key, award=award, is_direct_worker=direct, is_leader=leader, is_erased=case in erased), dated
        )
        for case, key, award, direct, leader, dated in found
    }  # fmt: skip


def persons_of(cases: Iterable[Case], erased: Collection[str] = ()) -> list[Person]:
    """The individuals among them, as targets count them."""
    return [
        Person(
            key=case.nominee_key, award=case.award, is_direct_worker=case.is_direct_worker, is_leader=case.is_leader,
            is_erased=case.id in erased,
        )
        for case in cases
        if case.nominee_kind == SubjectKind.INDIVIDUAL.value
    ]  # fmt: skip


def _limits(tx: Session, policy: Policy, new: Sequence[str], reader: Actor) -> tuple[QuotaStanding, ...]:
    """Quotas of the plan and caps of the rulebook, where somebody of the list takes a place. What no decision has
    published yet counts only where the reader may see it."""
    is_shown = or_(Case.state.in_(_GIVEN), not_(is_hidden_from(reader)))
    listed = _places(tx, Case.id.in_(new))
    bodies = select(StageRun.body).where(StageRun.case_id.in_(new), StageRun.kind == StageKind.PROVINCIAL.value)
    here = select(StageRun.case_id).where(StageRun.kind == StageKind.PROVINCIAL.value, StageRun.body.in_(bodies))
    is_counted = or_(Case.id.in_(here), Case.plan == policy.plan.id)
    taken = _places(tx, HAS_A_PLACE, Case.id.not_in(new), is_counted, is_shown)
    own = [place for place, plan in taken if plan == policy.plan.id]
    places, added = [place for place, _ in taken], [place for place, _ in listed]
    return (
        *standings_of_quotas(policy.plan.quotas, own, added),
        *standings_of_caps(policy.rulebook.caps, places, added),
    )


def _places(tx: Session, *conditions: ColumnElement[bool]) -> list[tuple[Place, str]]:
    """Each case that takes a place, with its plan and whoever answers for it; of the dossier only the movement."""
    answering = func.coalesce(Case.successor_id, Case.unit)
    wanted = select(
        Case.award, Case.award_type, answering, Case.year, Case.dossier["movement"].as_string(), Case.plan
    ).where(*conditions)
    return [
        (Place(award=award, award_type=award_type, unit=unit, year=year, theme=theme or ""), plan)
        for award, award_type, unit, year, theme, plan in tx.execute(wanted)
    ]
