"""What review does on hearing nomination: open, resume, let go; keep the policies cases stand on.

Owns: the handlers. Promises: a case opens once, under the policy its dossier was sent under; an unknown policy waits.
Leaves to others: exactly-once and order (`shared.inbox`), the acts of the stages (`actions_*`).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select

from services.review.actions_holds import set_on_hold
from services.review.actions_passing import stage_opened
from services.review.actions_returns import close_stage
from services.review.cases import lock_case, move, step_of, transition_of, unit_of
from services.review.errors import CaseKnown, HoldUnexplained, PolicyAltered
from services.review.models import Case, StageRun, Transition, searchable
from services.review.permissions import PERMISSIONS
from shared.canonical import content_hash
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.dossier import Dossier
from shared.events.envelope import Envelope
from shared.events.nomination import DraftWithdrawn, PolicyPublished, Resubmitted, Submitted, WithdrawalRequested
from shared.events.review import Resumed, WithdrawalDeclined, Withdrawn
from shared.events.terms import CaseState, HoldKind
from shared.inbox import Handlers
from shared.permissions import WrongState
from shared.policy_book import PolicyNotKnown
from shared.verdicts import Verdict
from shared.words import Words
from shared.work import Work

_IN_VAIN = Words(
    "Hội đồng đã biểu quyết hoặc hồ sơ đã kết thúc; không thể rút.",
    "The council has voted or the case is closed: it can no longer be taken back.",
)


def handlers(desk: Desk) -> Handlers:
    """Every event of nomination's streams `case` and `policy`; what needs no act here is named all the same."""
    return Handlers(
        each={
            "nomination.submitted": partial(on_submitted, desk),
            "nomination.resubmitted": on_resubmitted,
            "nomination.withdrawal_requested": on_withdrawal_requested,
            "nomination.draft_withdrawn": on_draft_withdrawn,
            "nomination.policy_published": partial(on_policy_published, desk),
        }
    )


def on_submitted(desk: Desk, work: Work, event: Submitted, envelope: Envelope) -> None:
    """Open the case at the first stage of its road; on hold where something is being verified (G08)."""
    if envelope.policy is None:
        raise PolicyNotKnown()
    desk.policies.pinned(work.tx, envelope.policy)
    if work.tx.scalar(select(Case.id).where(Case.id == event.case)) is not None:
        raise CaseKnown()
    case = _opened(work, event, envelope.policy)
    work.tx.add(case)
    # The dossier's row first: transitions and stages point at it.
    work.tx.flush()
    work.tx.add_all(_stages_of(work, event))
    work.emit(case.id, stage_opened(case), policy=case.policy)
    state = CaseState.SUBMITTED
    if event.must_hold:
        set_on_hold(work, case, **_what_is_verified(event))
        state = CaseState.ON_HOLD
        case.state = state.value
    step = transition_of(work, case, None, state, action="submit", document=case.hold_document)
    work.record(Transition.__table__, step)


def on_resubmitted(work: Work, event: Resubmitted, envelope: Envelope) -> None:
    """Take the new version and go on at the stage that returned the case."""
    case = lock_case(work.tx, event.case, None)
    if case.goes_on_in is not CaseState.RETURNED:
        raise WrongState(
            f"Hồ sơ không chờ bổ sung ({case.state}).", f"the case waits for no supplement ({case.state})"
        )
    _take_dossier(case, event.dossier, event.version)
    case.return_reason = case.return_items = case.return_due_on = None
    if case.is_in is CaseState.ON_HOLD:
        # Nothing moves while something is verified; the release goes on with the new version.
        case.resume_state = CaseState.SUBMITTED.value
        move(work, case, CaseState.ON_HOLD, action="resubmit")
        return
    move(work, case, CaseState.SUBMITTED, action="resubmit")
    fact = Resumed(case=case.id, unit=unit_of(case), step=step_of(case), version=event.version)
    work.emit(case.id, fact, policy=case.policy)


def on_withdrawal_requested(work: Work, event: WithdrawalRequested, envelope: Envelope) -> None:
    """Let the case go before the council's vote, decline afterwards: domain.md §6."""
    case = lock_case(work.tx, event.case, None)
    if case.goes_on_in not in (PERMISSIONS["withdraw"].states or ()):
        declined = WithdrawalDeclined(case=case.id, unit=unit_of(case), step=step_of(case), words=_IN_VAIN)
        work.emit(case.id, declined, policy=case.policy)
        return
    from_state, case.due_on = case.is_in, None
    close_stage(work, case, "withdrawn")
    move(work, case, CaseState.WITHDRAWN, action="withdraw", reason=event.reason)
    fact = Withdrawn(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=event.reason, from_state=from_state
    )
    work.emit(case.id, fact, policy=case.policy)


def on_draft_withdrawn(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
    """A draft never reached review: nothing to do."""


def on_policy_published(desk: Desk, work: Work, event: PolicyPublished, envelope: Envelope) -> None:
    """Keep the policy, so that every case under it can be explained for good."""
    kept = desk.policies.keep_document(work.tx, event.document)
    if kept.hash != event.policy:
        raise PolicyAltered(
            f"Quy định {event.policy} có nội dung khác ({kept.hash}).", f"{event.policy} came as {kept.hash}"
        )


def _opened(work: Work, event: Submitted, policy: str) -> Case:
    first, nominee, dossier = event.road.stages[0], event.dossier.nominee, event.dossier
    case = Case(
        id=event.case, receipt=event.receipt, plan=event.plan, policy=policy, list_id=event.list,
        award=dossier.award, award_type=dossier.award_type.value, year=dossier.year,
        is_simplified=dossier.is_simplified, unit=event.unit.id, unit_name=event.unit.name,
        unit_block=event.unit.block.value, nominee_key=nominee.key, nominee_name=nominee.full_name,
        nominee_folded=searchable(nominee.full_name), nominee_kind=nominee.kind.value, nominee_birth=nominee.birth,
        is_direct_worker=nominee.is_direct_worker, is_leader=nominee.is_leader, state=CaseState.SUBMITTED.value,
        stage_index=0, stage_kind=first.kind.value, body=first.unit, body_name=first.unit_name,
        road=to_plain(event.road), sent_at=event.sent_at, opened_at=work.now, submitted_by=work.actor.subject,
        sent_up_by=work.actor.subject, stage_since=event.sent_at, version=1,
        changed_by=work.actor.subject, changed_at=work.now, change="submit",
    )  # fmt: skip
    _take_dossier(case, dossier, event.version)
    return case


def _take_dossier(case: Case, dossier: Dossier, version: int) -> None:
    plain = to_plain(dossier)
    case.dossier, case.dossier_version, case.dossier_sha256 = plain, version, content_hash(plain)


def _stages_of(work: Work, event: Submitted) -> list[StageRun]:
    return [
        StageRun(
            case_id=event.case, stage_index=index, kind=stage.kind.value, body=stage.unit,
            body_name=stage.unit_name, opened_at=work.now if index == 0 else None,
        )
        for index, stage in enumerate(event.road.stages)
    ]  # fmt: skip


def _what_is_verified(event: Submitted) -> dict[str, Any]:
    """Kind and document of the first open verification G08 found; both are facts of that evaluation."""
    for said in event.evaluations:
        if said.rule == "G08" and said.verdict is Verdict.FAILS:
            first = said.facts["open_holds"][0]
            return {"kind": HoldKind(first["kind"]), "document": first["document"]}
    raise HoldUnexplained()
