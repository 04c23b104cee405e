"""Sending dossiers up, supplementing a returned one, taking one back.

Owns: submit, submit_many, resubmit, withdraw. Promises: state, version, evaluations, claim and event are one
transaction; a case keeps its policy; two units naming one person meet on the claim and one is told of the other.
Leaves to others: what the rules say (`actions_judging`), the rows (`sending`), the case's life afterwards (review).
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.nomination.actions_judging import Judgement, judge, refuse_unready
from services.nomination.changes import mark_changed, refuse_stale
from services.nomination.errors import NoSuchNomination, WithdrawalPending
from services.nomination.models import Claim, DossierVersion, Nomination
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_nomination, lock_nominations
from services.nomination.queries_known import Known, gather
from services.nomination.sending import Sending, send
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import VinhDanhError
from shared.events.codec import to_plain
from shared.events.dossier import Road, UnitRef
from shared.events.nomination import (
    DraftWithdrawn,
    PolicyPublished,
    Resubmitted,
    Submitted,
    WithdrawalRequested,
)
from shared.events.terms import Block, CaseState
from shared.permissions import authorize
from shared.policy import Policy
from shared.verdicts import Evaluation
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one draft among others: as it was sent, or the error that kept it back."""

    nomination_id: str
    nomination: Nomination | None
    evaluations: tuple[Evaluation, ...]
    error: VinhDanhError | None


def submit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Nomination:
    """Send a draft up. `seen` None skips the version check (a list submits what it has just read).

    Raises `Forbidden`, `WrongState`, `Stale`, or `NotReady` with one place per rule.
    """
    nomination = _authorized(work, nomination_id, "submit", seen)
    known = gather(work.tx, [nomination], office_day(work.now))
    ready = _ready(desk, work, nomination, known[nomination.id])
    _send_up(desk, work, [ready])
    return nomination


def submit_many(desk: Desk, work: Work, nomination_ids: Sequence[str]) -> list[Outcome]:
    """Send drafts up together, in the order given, each as `submit` would send it after those before it.

    All rules are asked before anything is written: what is refused is refused alone and leaves nothing.
    """
    found = lock_nominations(work.tx, nomination_ids)
    known = gather(work.tx, list(found.values()), office_day(work.now)) if found else {}
    outcomes: list[Outcome] = []
    ready: list[_Ready] = []
    receipts: dict[str, str] = {}
    for nomination_id in nomination_ids:
        try:
            nomination = _allowed(work, found.get(nomination_id), "submit", None)
            one = _ready(desk, work, nomination, known[nomination_id].with_sent(receipts))
        except VinhDanhError as error:
            outcomes.append(Outcome(nomination_id, None, getattr(error, "evaluations", ()), error))
        else:
            ready.append(one)
            receipts[nomination_id] = receipt_of(nomination_id, work.now)
            outcomes.append(Outcome(nomination_id, nomination, one.judgement.evaluations, None))
    _send_up(desk, work, ready)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft all rules let pass, and the road it goes."""

    nomination: Nomination
    judgement: Judgement
    road: Road


def _ready(desk: Desk, work: Work, nomination: Nomination, known: Known) -> _Ready:
    sent_on = office_day(work.now)
    judgement = judge(nomination, known, desk.policies.current(nomination.plan, sent_on), sent_on)
    return _Ready(nomination, judgement, refuse_unready(judgement))


def _send_up(desk: Desk, work: Work, ready: Sequence[_Ready]) -> None:
    for policy in {one.judgement.policy.hash: one.judgement.policy for one in ready}.values():
        publish_policy(desk, work, policy)
    send(work, [_submitted(work, one) for one in ready], change="submit")


def _submitted(work: Work, ready: _Ready) -> Sending:
    nomination, judgement, road = ready.nomination, ready.judgement, ready.road
    receipt = receipt_of(nomination.id, work.now)
    policy = judgement.policy.hash
    block = Block(judgement.path.block or "")  # G02 let it pass: a grassroots union, which always has one
    said = _say(
        work,
        Submitted(
            case=nomination.id,
            receipt=receipt,
            plan=nomination.plan,
            unit=UnitRef(id=nomination.unit_id, name=judgement.path.bodies[0].name, block=block),
            road=road,
            dossier=judgement.dossier,
            version=nomination.dossier_version + 1,
            sent_at=work.now,
            evaluations=judgement.evaluations,
            must_hold=judgement.must_hold,
            list=nomination.list_id,
        ),
        policy,
    )
    first = road.stages[0]
    columns = {
        "policy": policy, "receipt": receipt, "submitted_by": work.actor.subject, "submitted_at": work.now,
        "must_hold": judgement.must_hold, "road": said["road"], "stage_index": 0, "stage_kind": first.kind.value,
        "holder": first.unit, "holder_name": first.unit_name,
    }  # fmt: skip
    return Sending(nomination, said, policy, columns)


def resubmit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Nomination:
    """Send the supplement a return asked for: a new version under the policy of the first; the old one is kept."""
    nomination = _authorized(work, nomination_id, "resubmit", seen)
    judgement = judge_again(desk, work.tx, nomination)
    refuse_unready(judgement)
    before = work.tx.get_one(DossierVersion, (nomination.id, nomination.dossier_version)).dossier
    changed = changed_paths(before, to_plain(judgement.dossier))
    work.tx.execute(delete(Claim).where(Claim.case_id == nomination.id))
    said = _say(
        work,
        Resubmitted(
            case=nomination.id,
            dossier=judgement.dossier,
            version=nomination.dossier_version + 1,
            sent_at=work.now,
            changed=changed,
            evaluations=judgement.evaluations,
        ),
        judgement.policy.hash,
    )
    send(work, [Sending(nomination, said, judgement.policy.hash, {})], change="resubmit")
    return nomination


def withdraw(desk: Desk, work: Work, nomination_id: str, *, seen: int | None, reason: str) -> Nomination:
    """Take a draft back at once; ask review for a submitted case, which grants or declines."""
    nomination = _authorized(work, nomination_id, "withdraw", seen)
    if nomination.withdrawal_asked_at is not None:
        raise WithdrawalPending()
    mark_changed(nomination, work, "withdraw")
    if nomination.state == CaseState.DRAFT:
        nomination.state = CaseState.WITHDRAWN.value
        nomination.reason = reason
        work.emit(
            nomination.id,
            DraftWithdrawn(
                case=nomination.id, unit=nomination.unit_id, reason=reason, from_state=CaseState.DRAFT
            ),
        )
        return nomination
    nomination.withdrawal_asked_at = work.now
    work.emit(
        nomination.id,
        WithdrawalRequested(case=nomination.id, unit=nomination.unit_id, reason=reason),
        policy=nomination.policy,
    )
    return nomination


def check(desk: Desk, tx: Session, nomination: Nomination, *, now: datetime) -> Judgement:
    """What submitting (or resubmitting) now would find; nothing is written."""
    if nomination.state == CaseState.RETURNED:
        return judge_again(desk, tx, nomination)
    sent_on = office_day(now)
    known = gather(tx, [nomination], sent_on)
    return judge(nomination, known[nomination.id], desk.policies.current(nomination.plan, sent_on), sent_on)


def judge_again(desk: Desk, tx: Session, nomination: Nomination) -> Judgement:
    """Judge a supplement by the day and policy of the first submission (design D9)."""
    if nomination.policy is None or nomination.submitted_at is None:
        raise AssertionError(f"nomination {nomination.id} is returned but was never submitted")
    policy = desk.policies.pinned(tx, nomination.policy)
    sent_on = office_day(nomination.submitted_at)
    known = gather(tx, [nomination], sent_on)
    return judge(nomination, known[nomination.id], policy, sent_on)


def publish_policy(desk: Desk, work: Work, policy: Policy) -> None:
    """Make sure everybody can know the policy a case stands on; once per policy."""
    if desk.policies.keep(work.tx, policy):
        work.emit(
            policy.hash,
            PolicyPublished(
                policy=policy.hash,
                plan=policy.plan.id,
                rulebook=policy.rulebook.id,
                document=policy.document(),
            ),
        )


def receipt_of(nomination_id: str, now: datetime) -> str:
    """A code people can read out, like VD26-7K3M9-Q2RXA: the year, then 50 random bits of the id."""
    bits = int(nomination_id.replace("-", ""), 16) & ((1 << 50) - 1)
    text = base64.b32encode((bits << 6).to_bytes(7, "big")).decode()[:10]
    readable = text.translate(str.maketrans("IO", "89"))
    return f"VD{office_day(now):%y}-{readable[:5]}-{readable[5:]}"


def changed_paths(before: Any, after: Any, at: str = "") -> tuple[str, ...]:
    """Paths that differ between two plain dossiers; papers by their kind (`papers.minutes`)."""
    if at == "papers":
        kinds = {paper["kind"] for paper in (*before, *after)}
        return tuple(
            f"papers.{kind}" for kind in sorted(kinds) if _hashes(before, kind) != _hashes(after, kind)
        )
    if isinstance(before, dict) and isinstance(after, dict):
        found: list[str] = []
        for name in sorted(before.keys() | after.keys()):
            found.extend(changed_paths(before.get(name), after.get(name), f"{at}.{name}" if at else name))
        return tuple(found)
    return () if before == after else (at,)


def _hashes(papers: Any, kind: str) -> list[str]:
    return sorted(paper["sha256"] for paper in papers if paper["kind"] == kind)


def _authorized(work: Work, nomination_id: str, action: str, seen: int | None) -> Nomination:
    return _allowed(work, get_nomination(work.tx, nomination_id, lock=True), action, seen)


def _allowed(work: Work, nomination: Nomination | None, action: str, seen: int | None) -> Nomination:
    if nomination is None:
        raise NoSuchNomination()
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, action, work.actor, own_unit=nomination.unit_id, state=state)
    refuse_stale(nomination, seen)
    return nomination


def _say(work: Work, fact: Submitted | Resubmitted, policy: str) -> dict[str, Any]:
    """Emit the event and give back its plain data, so that rows and event are one content, made plain once."""
    work.emit(fact.case, fact, policy=policy)
    return work.said.events[-1].data

