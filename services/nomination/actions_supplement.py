"""Supplementing a returned dossier, and asking beforehand what sending one would find.

Owns: resubmit, check. Promises: a supplement is judged by the day and policy of its first submission, keeps its places,
and cannot slip past a limit by changing its award; a check writes nothing and asks the same way.
Leaves to others: the first submission (`actions_submission`), what the rules say (`actions_judging`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.nomination import ledger
from services.nomination.actions_judging import Judgement, judge, refuse_unready
from services.nomination.actions_submission import Sent, as_other, authorized, claims_held_by, say
from services.nomination.judging_quotas import Tallies, limits_on, open_tallies
from services.nomination.models import Claim, DossierVersion, Nomination
from services.nomination.queries_known import Known, gather
from services.nomination.rules.quotas import Limit, Standing
from services.nomination.sending import Sending, send
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.nomination import Resubmitted
from shared.events.terms import CaseState
from shared.work import Work


def resubmit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Sent:
    """Send the supplement a return asked for: a new version under the policy of the first; the old one is kept."""
    nomination = authorized(work, nomination_id, "resubmit", seen)
    again = _judge_again(desk, work.tx, nomination, is_final=True)
    judgement = again.judgement
    refuse_unready(judgement)
    before = work.tx.get_one(DossierVersion, (nomination.id, nomination.dossier_version)).dossier
    changed = changed_paths(before, to_plain(judgement.dossier))
    work.tx.execute(delete(Claim).where(Claim.case_id == nomination.id))
    said = say(
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
    claims = claims_held_by(nomination, judgement.policy)
    send(work, [Sending(nomination, said, judgement.policy.hash, {}, claims)], change="resubmit")
    again.tallies.take(nomination.id, again.limits, as_other(nomination, again.known, work.now))
    if {account for _, account in again.tallies.places} != again.tallies.own[nomination.id]:
        # Another award or period: its places are others now.
        ledger.give_back(work.tx, [nomination.id])
        ledger.take(work.tx, again.tallies.places)
    return Sent(nomination, again.tallies.standings(again.limits))


def check(desk: Desk, tx: Session, nomination: Nomination, *, now: datetime) -> tuple[Judgement, tuple[Standing, ...]]:
    """What submitting (or resubmitting) now would find, and how its limits stand; nothing is written."""
    if nomination.state == CaseState.RETURNED:
        again = _judge_again(desk, tx, nomination, is_final=False)
        return again.judgement, again.tallies.standings(again.limits)
    sent_on = office_day(now)
    known = gather(tx, [nomination], sent_on)[nomination.id]
    policy = desk.policies.current(nomination.plan, sent_on)
    limits = limits_on(policy, nomination, known.path)
    tallies = open_tallies(tx, limits, is_final=False)
    judgement = judge(nomination, known, policy, sent_on, tallies.ask(nomination.id, limits))
    return judgement, tallies.standings(limits)


@dataclass(frozen=True, slots=True)
class _Again:
    judgement: Judgement
    known: Known
    limits: tuple[Limit, ...]
    tallies: Tallies


def _judge_again(desk: Desk, tx: Session, nomination: Nomination, *, is_final: bool) -> _Again:
    """Judge a supplement by the day and policy of the first submission (design D9); it keeps the places it holds."""
    if nomination.policy is None or nomination.submitted_at is None:
        raise AssertionError(f"nomination {nomination.id} is returned but was never submitted")
    policy = desk.policies.pinned(tx, nomination.policy)
    sent_on = office_day(nomination.submitted_at)
    known = gather(tx, [nomination], sent_on)[nomination.id]
    limits = limits_on(policy, nomination, known.path)
    own = {nomination.id: ledger.accounts_of(tx, nomination.id)}
    tallies = open_tallies(tx, limits, is_final=is_final, own=own)
    judgement = judge(nomination, known, policy, sent_on, tallies.ask(nomination.id, limits))
    return _Again(judgement, known, limits, tallies)


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
