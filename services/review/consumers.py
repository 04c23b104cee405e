"""What review does on hearing nomination: open, resume, let go; keep the policies cases stand on.

Owns: the handlers. Promises: a case opens once, under the policy its dossier was sent under; an unknown policy waits.
Leaves to others: exactly-once and order (`shared.inbox`), the acts of the stages (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from services.review import ended_unions
from services.review.actions_holds import forget_hold, set_on_hold
from services.review.actions_returns import close_stage
from services.review.cases import lock_case, move, step_of, unit_of
from services.review.errors import PolicyAltered
from services.review.numbering import number_later_decision, on_later_decision_entered
from services.review.opening import keep_version, open_cases, take_dossier, what_is_verified
from services.review.permissions import PERMISSIONS
from services.review.stage_clock import end_clock, let_clock_go_on
from shared.clock import office_day
from shared.desk import Desk
from shared.events.catalog import read
from shared.events.codec import to_plain
from shared.events.envelope import Envelope
from shared.events.nomination import DraftWithdrawn, PolicyPublished, Resubmitted, WithdrawalRequested
from shared.events.review import Resumed, WithdrawalDeclined, Withdrawn
from shared.events.supplement import compare
from shared.events.terms import CaseState
from shared.inbox import Handlers
from shared.permissions import WrongState
from shared.words import Words
from shared.work import Work

_IN_VAIN = Words(
    "Hội đồng đã biểu quyết hoặc hồ sơ đã kết thúc; sau biểu quyết chỉ rút khi người quyết định đồng ý.",
    "The council has voted or the case is closed: after the vote it is taken back only with the decider's consent.",
)


def handlers(desk: Desk) -> Handlers:
    """Every event of nomination's streams `case` and `policy`, unions that end, and the register's later decisions.

    Policies and the cases that stand on them come first, a batch at a time; what cases do afterwards, one by one.
    """
    return Handlers(
        all_of=partial(hear, desk),
        each={
            "nomination.resubmitted": partial(on_resubmitted, desk),
            "nomination.withdrawal_requested": on_withdrawal_requested,
            "nomination.draft_withdrawn": on_draft_withdrawn,
            "nomination.unit_closed": ended_unions.on_unit_closed,
            "nomination.unit_succeeded": ended_unions.on_unit_succeeded,
            "nomination.succession_taken_back": ended_unions.on_succession_taken_back,
            "registry.later_decision_signed": number_later_decision,
            "registry.later_decision_entered": on_later_decision_entered,
        },
    )


def hear(desk: Desk, work: Work, envelopes: Sequence[Envelope]) -> None:
    """Keep the policies of a batch, then open its cases."""
    for envelope in envelopes:
        if envelope.type == "nomination.policy_published":
            keep_policy(desk, work, read(envelope))
    open_cases(desk, work, [one for one in envelopes if one.type == "nomination.submitted"])


def on_resubmitted(desk: Desk, work: Work, event: Resubmitted, envelope: Envelope) -> None:
    """Take the new version and go on at the stage that returned the case; where something is verified about whom it
    names, the case lies there on hold."""
    case = lock_case(work.tx, event.case)
    if case.is_in not in (PERMISSIONS["resubmit"].states or ()) or case.goes_on_in is not CaseState.RETURNED:
        raise WrongState(
            f"Hồ sơ không chờ bổ sung ({case.state}).", f"the case waits for no supplement ({case.state})"
        )
    parts = [item["part"] for item in case.return_items or ()]
    changes = compare(case.dossier, to_plain(event.dossier), parts)
    key_before = case.nominee_key
    take_dossier(case, event.dossier, event.version)
    keep_version(work, case, event, envelope, changes, key_before=key_before)
    case.return_reason = case.return_items = case.return_due_on = None
    if case.is_in is CaseState.ON_HOLD:
        # Nothing moves while something is verified; the release goes on with the new version.
        case.resume_state = CaseState.SUBMITTED.value
        move(work, case, CaseState.ON_HOLD, action="resubmit")
        return
    verified = what_is_verified(event) if event.must_hold else None
    state, paper = (CaseState.ON_HOLD, verified["document"]) if verified else (CaseState.SUBMITTED, None)
    move(work, case, state, action="resubmit", document=paper)
    let_clock_go_on(case, desk.policies.calendar, office_day(work.now))
    fact = Resumed(
        case=case.id, unit=unit_of(case), step=step_of(case), version=event.version, due_on=case.due_on,
        award=case.award,
    )  # fmt: skip
    work.emit(case.id, fact, policy=case.policy)
    if verified is not None:
        set_on_hold(work, case, **verified, from_state=CaseState.SUBMITTED)


def on_withdrawal_requested(work: Work, event: WithdrawalRequested, envelope: Envelope) -> None:
    """Let the case go before the council's vote, decline afterwards: domain.md §6. What is taken back is silent."""
    case = lock_case(work.tx, event.case)
    if case.is_in is CaseState.WITHDRAWN:
        return  # what is asked for is so, and was said
    if case.goes_on_in not in (PERMISSIONS["withdraw"].states or ()):
        declined = WithdrawalDeclined(
            case=case.id, unit=unit_of(case), step=step_of(case), words=_IN_VAIN, state=case.is_in
        )
        work.emit(case.id, declined, policy=case.policy)
        return
    from_state = case.is_in
    end_clock(case)
    forget_hold(case)
    close_stage(work, case, "withdrawn")
    move(work, case, CaseState.WITHDRAWN, action="withdraw", reason=event.reason)
    fact = Withdrawn(
        case=case.id, unit=unit_of(case), step=step_of(case), reason=event.reason, from_state=from_state
    )
    work.emit(case.id, fact, policy=case.policy)


def on_draft_withdrawn(work: Work, event: DraftWithdrawn, envelope: Envelope) -> None:
    """A draft never reached review: nothing to do."""


def keep_policy(desk: Desk, work: Work, event: PolicyPublished) -> None:
    """Keep the policy, so that every case under it can be explained for good."""
    kept = desk.policies.keep_document(work.tx, event.document)
    if kept.hash != event.policy:
        raise PolicyAltered(
            f"Quy định {event.policy} có nội dung khác ({kept.hash}).", f"{event.policy} came as {kept.hash}"
        )
