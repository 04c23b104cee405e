"""Sending dossiers up, taking one back.

Owns: submit, submit_many, withdraw. Promises: state, version, evaluations, claim and event are one
transaction; a case keeps its policy; two units naming one person meet on the claim and one is told of the other.
Leaves to others: what the rules say (`actions_judging`), the rows (`sending`), the case's life afterwards (review).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from services.nomination import ledger
from services.nomination.actions_judging import Judgement, judge, refuse_unready
from services.nomination.changes import mark_changed
from services.nomination.errors import NoSuchNomination, WithdrawalPending
from services.nomination.judging_exclusivity import hold_subjects
from services.nomination.judging_quotas import Tallies, limits_on, open_tallies
from services.nomination.models import Nomination
from services.nomination.nominee_contacts import state_contact
from services.nomination.permissions import PERMISSIONS
from services.nomination.queries import get_nomination, lock_nominations
from services.nomination.queries_dossier import assemble
from services.nomination.queries_known import Known, gather
from services.nomination.queries_policies import in_force
from services.nomination.rules.asked import claims_on
from services.nomination.rules.exclusivity import Other
from services.nomination.rules.quotas import Limit, Standing, claim_of_one
from services.nomination.sending import Sending, send
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import VinhDanhError
from shared.events.dossier import Road, UnitRef
from shared.events.nomination import (
    DraftWithdrawn,
    PolicyPublished,
    Resubmitted,
    Submitted,
    WithdrawalRequested,
)
from shared.events.terms import Block, CaseState
from shared.permissions import WrongState, authorize
from shared.policy import Policy
from shared.verdicts import Evaluation
from shared.versions import refuse_stale
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one draft among others: as it was sent, or the error that kept it back. `receipt` is what one has
    that was sent before."""

    nomination_id: str
    nomination: Nomination | None
    evaluations: tuple[Evaluation, ...]
    error: VinhDanhError | None
    receipt: str | None = None

    @property
    def was_draft(self) -> bool:
        return not isinstance(self.error, WrongState)


@dataclass(frozen=True, slots=True)
class Sent:
    """A nomination as it was sent, and how the limits it counts against stand with it."""

    nomination: Nomination
    quotas: tuple[Standing, ...]


def submit(desk: Desk, work: Work, nomination_id: str, *, seen: int | None) -> Sent:
    """Send a draft up. `seen` None skips the version check (a list submits what it has just read).

    Raises `Forbidden`, `WrongState`, `Stale`, or `NotReady` with one place per rule.
    """
    nomination = authorized(work, nomination_id, "submit", seen)
    _hold_subjects(desk, work, [nomination])
    known = gather(work.tx, [nomination], office_day(work.now))
    room = _open_room(desk, work, [nomination], known)
    ready = _ready(desk, work, nomination, known[nomination.id], room)
    _send_up(desk, work, [ready], room)
    return Sent(nomination, room.tallies.standings(room.limits[nomination.id]))


def submit_many(desk: Desk, work: Work, nomination_ids: Sequence[str]) -> list[Outcome]:
    """Send drafts up together, in the order given, each as `submit` would send it after those before it.

    All rules are asked before anything is written: what is refused is refused alone and leaves nothing.
    """
    found = lock_nominations(work.tx, nomination_ids)
    sent_on = office_day(work.now)
    _hold_subjects(desk, work, list(found.values()))
    known = gather(work.tx, list(found.values()), sent_on) if found else {}
    room = _open_room(desk, work, list(found.values()), known)
    outcomes: list[Outcome] = []
    ready: list[_Ready] = []
    receipts: dict[str, str] = {}
    for nomination_id in nomination_ids:
        try:
            nomination = _allowed(work, found.get(nomination_id), "submit", None)
            one = _ready(desk, work, nomination, known[nomination_id].with_sent(receipts, sent_on), room)
        except VinhDanhError as error:
            before = found[nomination_id].receipt if nomination_id in found else None
            outcomes.append(Outcome(nomination_id, None, getattr(error, "evaluations", ()), error, before))
        else:
            ready.append(one)
            receipts[nomination_id] = receipt_of(nomination_id, work.now)
            outcomes.append(Outcome(nomination_id, nomination, one.judgement.evaluations, None))
    _send_up(desk, work, ready, room)
    return outcomes


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft all rules let pass, and the road it goes."""

    nomination: Nomination
    known: Known
    judgement: Judgement
    road: Road


@dataclass(frozen=True, slots=True)
class _Room:
    """The limits each nomination counts against, and what is taken of them."""

    limits: Mapping[str, tuple[Limit, ...]]
    tallies: Tallies


def _hold_subjects(desk: Desk, work: Work, nominations: Sequence[Nomination]) -> None:
    """Before anything is looked up: what is found beside a subject then holds until the commit."""
    subjects: list[tuple[str, Policy]] = []
    for row in nominations:
        try:
            subjects.append((row.nominee_key, in_force(desk.policies, work.tx, row.plan, office_day(work.now))))
        except VinhDanhError:
            continue  # no plan or law for that day: judging says so to this row alone
    hold_subjects(work.tx, subjects)


def _open_room(desk: Desk, work: Work, nominations: Sequence[Nomination], known: Mapping[str, Known]) -> _Room:
    """Hold the counts of every limit these nominations meet, all at once and in one order."""
    sent_on = office_day(work.now)
    limits: dict[str, tuple[Limit, ...]] = {}
    for row in nominations:
        try:
            limits[row.id] = limits_on(in_force(desk.policies, work.tx, row.plan, sent_on), row, known[row.id].path)
        except VinhDanhError:
            limits[row.id] = ()  # no plan or law for that day: judging says so to this row alone
    return _Room(limits, open_tallies(work.tx, chain.from_iterable(limits.values()), is_final=True))


def _ready(desk: Desk, work: Work, nomination: Nomination, known: Known, room: _Room) -> _Ready:
    sent_on = office_day(work.now)
    policy, limits = in_force(desk.policies, work.tx, nomination.plan, sent_on), room.limits[nomination.id]
    quotas = room.tallies.ask(nomination.id, limits)
    judgement = judge(
        nomination, assemble(nomination, known), known, policy, sent_on=sent_on, quotas=quotas,
        names_scanner=desk.settings.scanner is not None,
    )  # fmt: skip
    ready = _Ready(nomination, known, judgement, refuse_unready(judgement))
    room.tallies.take(nomination.id, limits, as_other(nomination, known, work.now))
    return ready


def as_other(nomination: Nomination, known: Known, now: datetime) -> Other:
    return Other(
        reference=receipt_of(nomination.id, now), unit_name=known.path.bodies[0].name, award=nomination.award,
        year=nomination.year, dated=office_day(now),
    )  # fmt: skip


def _send_up(desk: Desk, work: Work, ready: Sequence[_Ready], room: _Room) -> None:
    for policy in {one.judgement.policy.hash: one.judgement.policy for one in ready}.values():
        publish_policy(desk, work, policy)
    send(work, [_submitted(work, one, room.limits[one.nomination.id]) for one in ready], change="submit")
    for one in ready:
        state_contact(work, one.nomination)
    ledger.take(work.tx, room.tallies.places)


def places_of(limits: Sequence[Limit]) -> tuple[str, ...]:
    """Where a nomination that was let pass holds its places."""
    return tuple(sorted(limit.account for limit in limits))


def claims_held_by(nomination: Nomination, known: Known, policy: Policy) -> tuple[str, ...]:
    """What it holds alone; beside a namesake whom a person told apart, alone among its own cases."""
    claims = claims_on(
        policy, award=nomination.award, period=nomination.period, achievement_key=nomination.achievement_key
    )
    beside = [one.bearer for one in known.others] + [one.bearer for one in known.claims]
    is_told_apart = any(one.key == nomination.nominee_key and known.is_of(one) is False for one in beside)
    return tuple(claim_of_one(claim, known.nominee.mark) for claim in claims) if is_told_apart else claims


def _submitted(work: Work, ready: _Ready, limits: Sequence[Limit]) -> Sending:
    nomination, judgement, road = ready.nomination, ready.judgement, ready.road
    claims = claims_held_by(nomination, ready.known, judgement.policy)
    receipt = receipt_of(nomination.id, work.now)
    policy = judgement.policy.hash
    block = Block(judgement.path.block or "")  # G02 let it pass: a grassroots union, which always has one
    said = say(
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
            claims=claims,
            places=places_of(limits),
        ),
        policy,
    )
    first = road.stages[0]
    columns = {
        "policy": policy, "receipt": receipt, "submitted_by": work.actor.subject, "submitted_at": work.now,
        "must_hold": judgement.must_hold, "road": said["road"], "stage_index": 0, "stage_kind": first.kind.value,
        "holder": first.unit, "holder_name": first.unit_name,
    }  # fmt: skip
    return Sending(nomination, said, policy, columns, claims)


def withdraw(desk: Desk, work: Work, nomination_id: str, *, seen: int | None, reason: str) -> Nomination:
    """Drop a draft at once; ask review for a submitted case, which grants or declines."""
    # Held before it is asked what it is: meanwhile somebody may send the draft.
    nomination = get_nomination(work.tx, nomination_id, lock=True)
    _allowed(work, nomination, "drop_draft" if nomination.state == CaseState.DRAFT else "withdraw", seen)
    if nomination.withdrawal_asked_at is not None:
        raise WithdrawalPending()
    mark_changed(nomination, work, "withdraw")
    if nomination.state == CaseState.DRAFT:
        nomination.state = CaseState.WITHDRAWN.value
        nomination.reason = reason
        work.emit(
            nomination.id,
            DraftWithdrawn(
                case=nomination.id, unit=nomination.unit_id, nominee_key=nomination.nominee_key, reason=reason,
                from_state=CaseState.DRAFT,
            ),
        )  # fmt: skip
        return nomination
    nomination.withdrawal_asked_at = work.now
    work.emit(
        nomination.id,
        WithdrawalRequested(case=nomination.id, unit=nomination.unit_id, reason=reason),
        policy=nomination.policy,
    )
    return nomination


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


def authorized(work: Work, nomination_id: str, action: str, seen: int | None) -> Nomination:
    return _allowed(work, get_nomination(work.tx, nomination_id, lock=True), action, seen)


def _allowed(work: Work, nomination: Nomination | None, action: str, seen: int | None) -> Nomination:
    if nomination is None:
        raise NoSuchNomination()
    state = CaseState(nomination.state)
    authorize(PERMISSIONS, action, work.actor, own_unit=nomination.answering, state=state)
    refuse_stale(nomination, seen)
    return nomination


def say(work: Work, fact: Submitted | Resubmitted, policy: str) -> dict[str, Any]:
    """Emit the event and give back its plain data, so that rows and event are one content, made plain once."""
    work.emit(fact.case, fact, policy=policy)
    return work.said.events[-1].data

