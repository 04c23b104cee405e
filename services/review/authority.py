"""Whether somebody may act on a case: the table, and that their role is the one of the stage.

Owns: asking both, and whoever acts for another. Promises: sight before authority, authority before version, version
before state, so that a stranger learns nothing; a mandate never reaches further than its stages, awards and acts, nor
over a conflict of the delegate or the giver.
Leaves to others: the rows, what a mandate covers (`rules.delegation`), what a stale hand is told (`shared.versions`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import object_session

from services.review.blindness import hidden_among, is_hidden_from
from services.review.cases import lock_found, units_above
from services.review.council_errors import MandateConflict, MandateRefused
from services.review.errors import CaseAbsent
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.recusal_queries import later_senders
from services.review.rules.chain import acts_at
from services.review.rules.delegation import Mandate, why_not_covered
from shared.errors import Forbidden
from shared.events.envelope import Actor
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize_in_any_state, refuse_state
from shared.versions import refuse_stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Delegate(Actor):
    """Somebody acting for another: subject is the delegate, role and unit are the giver's."""

    mandate: Mandate | None = None


def take_case(work: Work, case_id: str) -> Case:
    """The case with its dossier, locked; `CaseAbsent` where there is none that the actor may see."""
    found = take_found(work, [case_id])
    if case_id not in found:
        raise CaseAbsent()
    return found[case_id]


def take_cases(work: Work, case_ids: Collection[str], *, with_dossier: bool = True) -> dict[str, Case]:
    """All of the cases, locked; `CaseAbsent` names the first of which there is none that the actor may see."""
    found = take_found(work, case_ids, with_dossier=with_dossier)
    for case_id in case_ids:
        if case_id not in found:
            raise CaseAbsent.named(case_id)
    return found


def take_found(work: Work, case_ids: Collection[str], *, with_dossier: bool = True) -> dict[str, Case]:
    """Those of the cases that the actor may see, locked. A delegate finds the hidden ones too: they act in somebody's
    name, and are told that it cannot be in this (`refuse_uncovered`)."""
    hidden = None if isinstance(work.actor, Delegate) else is_hidden_from(work.actor)
    return lock_found(work.tx, case_ids, with_dossier=with_dossier, but_not=hidden)


def authorize_at_stage(
    action: str, actor: Actor, case: Case, *, seen: int | None = None, state: CaseState | None = None
) -> None:
    """`Forbidden` unless the actor's role acts at the case's stage and the table lets it; then `Stale` unless they
    `seen` it as it is (None: not asked); then `WrongState`."""
    if not acts_at(actor.role, StageKind(case.stage_kind)):
        raise Forbidden(
            "Vai trò của bạn không xử lý ở cấp này.", f"the role {actor.role} does not act at a {case.stage_kind} stage"
        )
    authorize_on_road(action, actor, case, seen=seen, state=state)


def authorize_on_road(
    action: str, actor: Actor, case: Case, *, seen: int | None = None, state: CaseState | None = None
) -> None:
    """The table, and the mandate of whoever acts under one; version and state as above."""
    refuse_uncovered(action, actor, case)
    authorize_in_any_state(
        PERMISSIONS,
        action,
        actor,
        own_unit=case.answering,
        holding_body=case.body,
        above=units_above(case, actor),
    )
    refuse_stale(case, seen)
    refuse_state(PERMISSIONS, action, state or case.is_in)


def refuse_uncovered(action: str, actor: Actor, case: Case) -> None:
    """`MandateRefused` unless the mandate covers the act on this case and neither of the two is concerned by it."""
    if not isinstance(actor, Delegate) or actor.mandate is None:
        return
    against = why_not_covered(actor.mandate, action=action, stage=StageKind(case.stage_kind), award=case.award)
    if against is not None:
        raise MandateRefused(against.vi, against.en)
    giver, tx = Actor(actor.mandate.giver, actor.role, actor.unit), object_session(case)
    if tx is None:
        raise MandateConflict()
    sent_it = {case.submitted_by, case.sent_up_by, *later_senders(tx, case)} & {actor.subject, giver.subject}
    if sent_it or any(hidden_among(tx, one, [case.id]) for one in (actor, giver)):
        raise MandateConflict()
