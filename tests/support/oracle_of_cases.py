"""The oracle's questions about cases: rows against events, review against nomination, council against register.

Owns: replaying a case from its events. Promises: read-only. Leaves to others: messages (`oracle`), the ledger
(`oracle_of_witness`).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.models import DossierVersion, Nomination
from services.notification.models import Notice
from services.registry import models as register
from services.review import council_models as council
from services.review import escalation_models as beyond
from services.review.models import Case, StageRun, Transition
from services.review.opening import columns_of
from shared.db import Database
from shared.erasure import ERASED
from shared.events.codec import from_plain
from shared.events.dossier import Dossier
from shared.events.envelope import decode
from shared.events.terms import FINAL_STATES, CaseState
from tests.support.logs import bodies_said

_AT_A_STAGE = frozenset({"submitted", "received", "under_review", "returned"})
_AFTER_SIGNATURE = frozenset({"awarded", "published", "presented", "cancelled"})

_STATE_AFTER: Mapping[str, str] = {
    "review.stage_opened": "submitted",
    "review.received": "received",
    "review.returned": "returned",
    "review.resumed": "submitted",
    "review.held": "on_hold",
    "review.refused": "not_awarded",
    "review.withdrawn": "withdrawn",
    "review.notice_published": "public_notice",
    "review.queued": "council_queue",
    "review.council_voted": "council_voted",
    "review.sent_for_signature": "pending_decision",
    "review.escalated": "pending_decision",
    "review.endorsed": "pending_decision",
    "review.awarded": "awarded",
}


def state_after(state: str | None, event: Mapping[str, Any]) -> str | None:
    """The state of a case after one of review's events, by the event alone: the replay of design §2."""
    if event["type"] in ("review.released", "review.case_moved", "review.sent_back"):
        return str(event["data"]["to_state"])
    if event["type"] == "review.stage_passed":
        return "stage_passed" if event["data"]["next_step"] is None else "submitted"
    return _STATE_AFTER.get(event["type"], state)


def replayed(events: Iterable[Mapping[str, Any]]) -> str | None:
    """The state a case must be in after these events of review, in their order."""
    state = None
    for event in events:
        state = state_after(state, event)
    return state


def violations(databases: Mapping[str, Database]) -> Iterator[str]:
    with databases["review"].reading() as review, databases["nomination"].reading() as nomination:
        yield from states_are_what_was_said(review)
        yield from transitions_tell_the_state(review)
        yield from one_stage_is_open(review)
        yield from cases_say_what_their_dossiers_say(review)
        yield from tallies_are_the_ballots(review)
        yield from nomination_mirrors_review(nomination, review)
        with databases["registry"].reading() as registry:
            yield from register_is_what_was_signed(registry, review)
    with databases["notification"].reading() as notification:
        yield from people_are_told_once(notification)


def events_of(tx: Session, *types: str, about: str | None = None) -> Iterator[dict[str, Any]]:
    """What a service said, decoded, in the order it was said; `about` one subject, or everything."""
    for body in bodies_said(tx, *types, about=about):
        yield json.loads(body) | {"data": decode(body.encode()).data}


def _cases(tx: Session, only: str | None) -> Iterable[Case]:
    """One case, or all."""
    return tx.scalars(select(Case) if only is None else select(Case).where(Case.id == only))


def states_are_what_was_said(tx: Session, only: str | None = None) -> Iterator[str]:
    """A case's state is the replay of its events: no state without its event, no event without its state."""
    said: dict[str, list[dict[str, Any]]] = {}
    for event in events_of(tx, about=only):
        if "case" in event["data"] and event["subject"] == event["data"]["case"]:
            said.setdefault(event["subject"], []).append(event)
    held = {case.id: case.state for case in _cases(tx, only)}
    for case_id in sorted(said.keys() | held.keys()):
        told = replayed(said.get(case_id, ()))
        if told != held.get(case_id):
            names = [event["type"] for event in said.get(case_id, ())]
            yield f"case {case_id} is {held.get(case_id)}, its events end in {told}: {names}"


def transitions_tell_the_state(tx: Session, only: str | None = None) -> Iterator[str]:
    """X01: numbered from 1 to the version, each from where the last one went, with actor and document."""
    steps: dict[str, list[Transition]] = {}
    wanted = select(Transition).order_by(Transition.case_id, Transition.number)
    for step in tx.scalars(wanted if only is None else wanted.where(Transition.case_id == only)):
        steps.setdefault(step.case_id, []).append(step)
    for case in _cases(tx, only):
        taken = steps.get(case.id, [])
        if [step.number for step in taken] != list(range(1, case.version + 1)):
            yield f"case {case.id} at version {case.version} has steps {[step.number for step in taken]}"
            continue
        for before, after in itertools.pairwise(taken):
            if after.from_state != before.to_state or after.at < before.at:
                yield f"case {case.id}: step {after.number} does not follow from step {before.number}"
        if taken[0].from_state is not None or taken[-1].to_state != case.state:
            yield f"case {case.id} is {case.state}, its steps say {taken[0].from_state} … {taken[-1].to_state}"
        if any(not step.actor or not step.document_sha256 for step in taken):
            yield f"case {case.id} has a step without actor or document"


def one_stage_is_open(tx: Session, only: str | None = None) -> Iterator[str]:
    opened: dict[str, list[int]] = {}
    runs = select(StageRun.case_id, StageRun.stage_index).where(
        StageRun.opened_at.is_not(None), StageRun.closed_at.is_(None)
    )
    for case_id, index in tx.execute(runs if only is None else runs.where(StageRun.case_id == only)):
        opened.setdefault(case_id, []).append(index)
    for case in _cases(tx, only):
        at = opened.get(case.id, [])
        stands = case.resume_state if case.state == CaseState.ON_HOLD else case.state
        expected = [case.stage_index] if stands in _AT_A_STAGE else []
        if at != expected:
            yield f"case {case.id} in state {case.state} at stage {case.stage_index} has open stages {at}"
        if CaseState(case.state) in FINAL_STATES and at:
            yield f"case {case.id} has ended ({case.state}) with stages {at} open"


def cases_say_what_their_dossiers_say(tx: Session, only: str | None = None) -> Iterator[str]:
    """Agenda, vote, decision and recusal read a case's columns: they are those of the latest version sent."""
    wanted = select(Case, Case.dossier)
    for case, plain in tx.execute(wanted if only is None else wanted.where(Case.id == only)):
        dossier = from_plain(Dossier, plain)
        if dossier.nominee.full_name == ERASED:
            continue
        for column, said in columns_of(dossier).items():
            if getattr(case, column) != said:
                yield f"case {case.id}: {column} is not that of version {case.dossier_version}"


def tallies_are_the_ballots(tx: Session, only: str | None = None) -> Iterator[str]:
    """Every closed vote is its papers, its voters and what was said about it; `only` one session's."""
    voted = [event["data"] for event in events_of(tx, "review.council_voted")] if only is None else _voted(tx, only)
    told = {(said["session"], said["case"]): said["tally"] for said in voted}
    closed = {e["data"]["session"]: e["data"]["ballots"] for e in events_of(tx, "review.session_closed", about=only)}
    cast: dict[str, list[str]] = {}
    for event in events_of(tx, "review.ballot_cast", about=only):
        cast.setdefault(event["data"]["session"], []).append(event["data"]["member"])
    voters = _by(tx, council.Voter.session_id, council.Voter.member, only)
    recused = _by(tx, council.Recusal.case_id, council.Recusal.member)
    for session, members in cast.items():
        if sorted(members) != sorted(voters.get(session, [])):
            yield f"session {session}: {len(members)} ballots were said, {len(voters.get(session, []))} voters noted"
    for session, count in closed.items():
        if count != len(voters.get(session, [])):
            yield f"session {session} was closed on {count} ballots, {len(voters.get(session, []))} voters noted"
    items = select(council.AgendaItem).where(council.AgendaItem.tally.is_not(None))
    for item in tx.scalars(items if only is None else items.where(council.AgendaItem.session_id == only)):
        yield from _tally_is_its_papers(tx, item, told, set(voters.get(item.session_id, [])), recused)


def _tally_is_its_papers(
    tx: Session,
    item: council.AgendaItem,
    told: Mapping[tuple[str, str], Any],
    voters: set[str],
    recused: Mapping[str, list[str]],
) -> Iterator[str]:
    paper = council.BallotPaper
    wanted = select(paper.choice).where(paper.session_id == item.session_id, paper.case_id == item.case_id)
    papers = list(tx.scalars(wanted))
    tally = item.sealed or item.tally or {}
    counted = {"yes": papers.count("yes"), "no": papers.count("no"), "abstained": papers.count("abstain")}
    where = f"case {item.case_id} in session {item.session_id}"
    if {name: tally[name] for name in counted} != counted or tally["ballots"] != len(papers):
        yield f"{where}: tally {tally} but papers {counted}"
    if len(papers) != len(voters - set(recused.get(item.case_id, []))):
        yield f"{where}: {len(papers)} papers of {len(voters)} voters"
    if (tally["yes"] * 100 >= tally["threshold_percent"] * tally["counted_of"]) != item.passed:
        counting = f"{tally['yes']} of {tally['counted_of']} against {tally['threshold_percent']} %"
        yield f"{where}: {counting} counts as {item.passed}"
    if told.get((item.session_id, item.case_id)) != item.tally:
        yield f"{where}: the event says {told.get((item.session_id, item.case_id))}, the row {item.tally}"


def nomination_mirrors_review(nomination: Session, review: Session, only: str | None = None) -> Iterator[str]:
    """Every submitted dossier has its case, with the dossier's newest version, and both call its state the same."""
    cases = {case.id: case for case in _cases(review, only)}
    submitted = select(Nomination).where(Nomination.submitted_at.is_not(None))
    mirrors = nomination.scalars(submitted if only is None else submitted.where(Nomination.id == only))
    sent = {row.id: row for row in mirrors}
    for case_id in sorted(cases.keys() ^ sent.keys()):
        yield f"case {case_id} is known to {'review' if case_id in cases else 'nomination'} alone"
    versions = (
        select(DossierVersion.nomination_id, DossierVersion.dossier_sha256)
        .join(Nomination, Nomination.id == DossierVersion.nomination_id)
        .where(DossierVersion.number == Nomination.dossier_version)
    )
    newest = dict(nomination.execute(versions if only is None else versions.where(Nomination.id == only)).all())
    for case_id in sorted(cases.keys() & sent.keys()):
        case, mirror = cases[case_id], sent[case_id]
        same = case.state == mirror.state or {case.state, mirror.state} <= _AFTER_SIGNATURE
        if not same:
            yield f"case {case_id} is {case.state} in review and {mirror.state} in nomination"
        if (case.unit, case.successor_id) != (mirror.unit_id, mirror.successor_id):
            unions = (case.unit, case.successor_id), (mirror.unit_id, mirror.successor_id)
            yield f"case {case_id} is answered for by {unions[0]} in review and {unions[1]} in nomination"
        if newest.get(case_id) != case.dossier_sha256 or mirror.dossier_version != case.dossier_version:
            yield f"case {case_id}: review decides on another dossier than nomination sent"


def register_is_what_was_signed(registry: Session, review: Session) -> Iterator[str]:
    """Every awarded case stands in exactly one decision and once in the register, and nothing else does."""
    awarded = set(review.scalars(select(Case.id).where(Case.state == CaseState.AWARDED.value)))
    listed = list(review.execute(select(council.DecisionItem.case_id, council.DecisionItem.decision_id)))
    given = select(beyond.OutsideAnswer.case_id, beyond.OutsideAnswer.decision_id)
    listed += review.execute(given.where(beyond.OutsideAnswer.decision_id.is_not(None)))
    # What a correction enters later stands in the register alone.
    first = select(register.Award.case_id, register.Award.decision_id).where(register.Award.entry == 1)
    entered = list(registry.execute(first))
    unlisted = sorted(awarded - {case_id for case_id, _ in listed})
    yield from (f"case {case_id} is awarded on no decision" for case_id in unlisted)
    yield from (f"case {case_id} is on a decision and not awarded" for case_id, _ in listed if case_id not in awarded)
    if sorted(listed) != sorted(entered):
        differing = sorted(set(listed) ^ set(entered))
        yield f"decisions list {len(listed)} awards, the register has {len(entered)}; they differ in {differing[:5]}"
    signed = {row.id: (row.printed, row.list_sha256) for row in review.scalars(select(council.Decision))}
    # What the authority above decided about its own decision was entered in the register alone.
    of_review = register.Decision.authority.is_(None) | register.Decision.amends.is_(None)
    signed |= {row.id: (row.printed, row.list_sha256) for row in review.scalars(select(beyond.OutsideDecision))}
    entered_here = registry.scalars(select(register.Decision).where(of_review))
    kept = {row.id: (row.number, row.list_sha256) for row in entered_here}
    if signed != kept:
        yield f"review signed {signed}, the register holds {kept}"


def people_are_told_once(tx: Session) -> Iterator[str]:
    """One message per recipient, channel and cause."""
    seen: set[tuple[str, str, str]] = set()
    for told in tx.execute(select(Notice.recipient, Notice.channel, Notice.cause)):
        if told in seen:
            yield f"{told[0]} was told twice over {told[1]} of event {told[2]}"
        seen.add(told)


def _voted(tx: Session, session: str) -> list[dict[str, Any]]:
    """What was said of the vote on each case of one session."""
    listed = tx.scalars(select(council.AgendaItem.case_id).where(council.AgendaItem.session_id == session))
    return [event["data"] for case in listed for event in events_of(tx, "review.council_voted", about=case)]


def _by(tx: Session, key: Any, value: Any, only: str | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    wanted = select(key, value)
    for name, one in tx.execute(wanted if only is None else wanted.where(key == only)):
        found.setdefault(name, []).append(one)
    return found
