"""A case in the hand: found, locked, moved, with what the rules said of it.

Owns: the only way a case changes state. Promises: each change is one transition more and one version more (X01).
Leaves to others: whether the change is allowed (`permissions`, `rules`), who finds the case at all and whether they saw
it as it is (`authority`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session, undefer

from services.review.errors import CaseAbsent, StepUnaccounted
from services.review.models import Case, EvaluationRow, Transition
from shared.cross_rules import evaluation_names_its_policy, step_is_accounted_for
from shared.desk import Desk
from shared.events.dossier import SuccessorUnit, UnitRef
from shared.events.envelope import Actor
from shared.events.review import Step
from shared.events.terms import Block, CaseState, Level, Role, StageKind
from shared.policy import Policy
from shared.policy.awards import Award
from shared.rows import among
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words
from shared.work import Work

_LOCK = (
    select(Case)
    .where(among(Case.id, "ids"))
    .order_by(Case.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCK_WITH_DOSSIER = _LOCK.options(undefer(Case.dossier))


def get_case(tx: Session, case_id: str) -> Case:
    """The case with its dossier, unlocked; `CaseAbsent` when there is none."""
    case = tx.scalar(select(Case).where(Case.id == case_id).options(undefer(Case.dossier)))
    if case is None:
        raise CaseAbsent()
    return case


def lock_case(tx: Session, case_id: str) -> Case:
    """The case with its dossier, locked until the end of the transaction; for people `authority.take_case`."""
    return lock_cases(tx, [case_id])[case_id]


def lock_cases(tx: Session, ids: Iterable[str], *, with_dossier: bool = True) -> dict[str, Case]:
    """The cases by id, locked; `CaseAbsent` names one that is not there."""
    wanted = list(ids)
    found = lock_found(tx, wanted, with_dossier=with_dossier)
    for case_id in wanted:
        if case_id not in found:
            raise CaseAbsent.named(case_id)
    return found


def lock_found(
    tx: Session, ids: Iterable[str], *, with_dossier: bool = True, but_not: ColumnElement[bool] | None = None
) -> dict[str, Case]:
    """Those of the cases that exist, locked in the order of their ids, so that two hands never wait for one another;
    `but_not`: of which cases they must not be."""
    wanted = _LOCK_WITH_DOSSIER if with_dossier else _LOCK
    rows = tx.scalars(wanted if but_not is None else wanted.where(not_(but_not)), {"ids": set(ids)})
    return {case.id: case for case in rows}


def step_of(case: Case) -> Step:
    """Where the case stands now."""
    return Step(index=case.stage_index, kind=StageKind(case.stage_kind), body=case.body, body_name=case.body_name)


def unit_of(case: Case) -> UnitRef:
    """The unit that proposes, and who answers for it since it merged."""
    successor = None
    if case.successor_id is not None:
        successor = SuccessorUnit(id=case.successor_id, name=case.successor_name or "")
    return UnitRef(id=case.unit, name=case.unit_name, block=Block(case.unit_block), successor=successor)


def answered_by(unit: str) -> ColumnElement[bool]:
    """The cases a union answers for: its own while it exists, and those of the unions that merged into it."""
    return or_(Case.successor_id == unit, and_(Case.unit == unit, Case.successor_id.is_(None)))


def units_on_road(case: Case) -> tuple[str, ...]:
    """The bodies of the case's road, grassroots first."""
    return tuple(stage["unit"] for stage in case.road["stages"])


def units_above(case: Case, actor: Actor) -> tuple[str, ...]:
    """Whose people may read the case and speak to it; an area officer helps also where the province decides nothing."""
    area = case.road.get("area_body") if actor.role is Role.AREA_OFFICER else None
    return (*units_on_road(case), case.answering, *((area,) if area else ()))


def move(
    work: Work, case: Case, to_state: CaseState, *, action: str, reason: str | None = None, document: str | None = None
) -> None:
    """Take one step: writes the transition and raises the version. The case must be locked (`lock_case`).

    `document` names the paper the act rests on; the hash of the dossier is always kept with the step.
    """
    case.version += 1
    case.changed_by, case.changed_at, case.change = work.actor.subject, work.now, action
    step = transition_of(work, case, case.state, to_state, action=action, reason=reason, document=document)
    case.state = to_state.value
    work.record(Transition.__table__, step)


def transition_of(
    work: Work,
    case: Case,
    from_state: str | None,
    to_state: CaseState,
    *,
    action: str,
    reason: str | None = None,
    document: str | None = None,
) -> dict[str, Any]:
    """The columns of the step a case takes to its present version; one that leaves out who or what is no step (X01)."""
    required = step_is_accounted_for.check(
        actor=work.actor.subject, role=work.actor.role.value, unit=work.actor.unit, action=action,
        from_state=from_state, to_state=to_state.value, at=work.now.isoformat(),
    )  # fmt: skip
    if required.verdict is not Verdict.HOLDS:
        raise StepUnaccounted(required.words.vi, required.words.en)
    return {
        "case_id": case.id, "number": case.version, "at": work.now, "actor": work.actor.subject,
        "role": work.actor.role.value, "unit": work.actor.unit, "on_behalf_of": work.actor.on_behalf_of,
        "via": work.trace.via.value, "action": action, "from_state": from_state, "to_state": to_state.value,
        "stage_index": case.stage_index, "stage_kind": case.stage_kind, "body": case.body, "reason": reason,
        "document": document, "document_sha256": case.dossier_sha256,
    }  # fmt: skip


def record_evaluations(work: Work, case: Case, evaluations: Sequence[Evaluation], action: str) -> None:
    """Keep what the rules said, with their facts and the case's policy (X03)."""
    record_many(work, [(case, evaluations)], action)


def record_many(work: Work, asked: Iterable[tuple[Case, Sequence[Evaluation]]], action: str) -> None:
    """The same for many cases in one statement."""
    for case, evaluations in asked:
        for one in evaluations:
            work.record(EvaluationRow.__table__, _evaluation_row(work, case, one, action))


def _evaluation_row(work: Work, case: Case, said: Evaluation, action: str) -> Mapping[str, Any]:
    named = evaluation_names_its_policy.check(policy=case.policy)
    if named.verdict is not Verdict.HOLDS:
        raise StepUnaccounted(named.words.vi, named.words.en)
    return {
        "case_id": case.id, "at": work.now, "stage_index": case.stage_index, "action": action, "rule": said.rule,
        "verdict": said.verdict.value, "consequence": said.consequence.value, "facts": dict(said.facts),
        "words_vi": said.words.vi, "words_en": said.words.en, "basis": said.basis, "unverified": said.unverified,
        "policy": case.policy, "dossier_version": case.dossier_version, "since": said.since,
    }  # fmt: skip


def evaluation_of(row: EvaluationRow) -> Evaluation:
    """What the rule said, as it was kept."""
    return Evaluation(
        rule=row.rule, verdict=Verdict(row.verdict), consequence=Consequence(row.consequence),
        words=Words(row.words_vi, row.words_en), basis=row.basis, facts=row.facts, unverified=row.unverified,
        since=row.since,
    )  # fmt: skip


def award_of(policy: Policy, case: Case) -> Award:
    """The case's award as the level decides it to which its road was laid."""
    return policy.award(case.award).decided_by(Level(case.road["decided_at"]))


def policy_of(desk: Desk, tx: Session, case: Case) -> Policy:
    """The policy the case was received under."""
    return desk.policies.pinned(tx, case.policy)
