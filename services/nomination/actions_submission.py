"""Sending a dossier up, supplementing a returned one, taking one back.

Owns: submit, resubmit, withdraw. Promises: state, version, evaluations, claim and event are one transaction; a case
keeps the policy it was sent under; two units naming one person meet on the claim and one is told of the other.
Leaves to others: what the rules say (`actions_judging`), the case's life afterwards (review).
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from services.nomination.actions_judging import Judgement, judge, refuse_unready
from services.nomination.changes import mark_changed, refuse_stale
from services.nomination.errors import WithdrawalPending
from services.nomination.models import Claim, DossierVersion, Nomination
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_nomination
from shared.canonical import content_hash
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.dossier import UnitRef
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
from shared.work import Work


def submit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Nomination:
    """Send a draft up. `seen` None skips the version check (a list submits what it has just read).

    Raises `Forbidden`, `WrongState`, `Stale`, or `NotReady` with one place per rule.
    """
    nomination = _authorized(work, nomination_id, "submit", seen)
    sent_on = office_day(work.now)
    policy = desk.policies.current(nomination.plan, sent_on)
    judgement = judge(work.tx, nomination, policy, sent_on)
    road = refuse_unready(judgement)
    publish_policy(desk, work, policy)
    _claim(work.tx, nomination)
    nomination.policy = policy.hash
    nomination.receipt = receipt_of(nomination.id, work.now)
    nomination.submitted_by = work.actor.subject
    nomination.submitted_at = work.now
    nomination.must_hold = judgement.must_hold
    first = road.stages[0]
    nomination.stage_index, nomination.stage_kind = 0, first.kind.value
    nomination.holder, nomination.holder_name = first.unit, first.unit_name
    block = Block(judgement.path.block or "")  # G02 let it pass: a grassroots union, which always has one
    said = _say(
        work,
        Submitted(
            case=nomination.id,
            receipt=nomination.receipt,
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
        policy.hash,
    )
    nomination.road = said["road"]
    _send(work, nomination, said, policy.hash, change="submit")
    return nomination


def resubmit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Nomination:
    """Send the supplement a return asked for: a new version under the policy of the first; the old one is kept."""
    nomination = _authorized(work, nomination_id, "resubmit", seen)
    judgement = judge_again(desk, work.tx, nomination)
    refuse_unready(judgement)
    before = work.tx.get_one(DossierVersion, (nomination.id, nomination.dossier_version)).dossier
    changed = changed_paths(before, to_plain(judgement.dossier))
    work.tx.execute(delete(Claim).where(Claim.case_id == nomination.id))
    _claim(work.tx, nomination)
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
    _send(work, nomination, said, judgement.policy.hash, change="resubmit")
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
    return judge(tx, nomination, desk.policies.current(nomination.plan, sent_on), sent_on)


def judge_again(desk: Desk, tx: Session, nomination: Nomination) -> Judgement:
    """Judge a supplement by the day and policy of the first submission (design D9)."""
    if nomination.policy is None or nomination.submitted_at is None:
        raise AssertionError(f"nomination {nomination.id} is returned but was never submitted")
    policy = desk.policies.pinned(tx, nomination.policy)
    return judge(tx, nomination, policy, office_day(nomination.submitted_at))


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
    nomination = get_nomination(work.tx, nomination_id, lock=True)
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, action, work.actor, own_unit=nomination.unit_id, state=state)
    refuse_stale(nomination, seen)
    return nomination


def _claim(tx: Session, nomination: Nomination) -> None:
    """The loser of a race fails here, is tried again, and then hears from G06 who was first."""
    claimed = (nomination.nominee_key, nomination.award, nomination.year)
    tx.execute(insert(Claim).values(nominee_key=claimed[0], award=claimed[1], year=claimed[2], case_id=nomination.id))


def _say(work: Work, fact: Submitted | Resubmitted, policy: str) -> dict[str, Any]:
    """Emit the event and give back its plain data, so that rows and event are one content, made plain once."""
    work.emit(fact.case, fact, policy=policy)
    return work.said.events[-1].data


def _send(work: Work, nomination: Nomination, said: dict[str, Any], policy: str, *, change: str) -> None:
    nomination.dossier_version += 1
    nomination.state = CaseState.SUBMITTED.value
    nomination.held_since = work.now
    nomination.due_on = nomination.reason = nomination.return_items = None
    mark_changed(nomination, work, change)
    work.tx.execute(
        insert(DossierVersion).values(
            nomination_id=nomination.id,
            number=nomination.dossier_version,
            sent_at=work.now,
            sent_by=work.actor.subject,
            policy=policy,
            dossier_sha256=content_hash(said["dossier"]),
            dossier=said["dossier"],
            changed=said.get("changed", []),
            evaluations=said["evaluations"],
        )
    )
