"""What a draft of the law would have said of past cases: rules of the stages, votes counted again, the signature.

Owns: review's part of a rehearsal. Promises: reads only; each evaluation meets the parameters of the draft for its own
case; what belongs to several cases at once is asked only where the draft means the same for all of them.
Leaves to others: the parameters (`rule_parameters`, `session_parameters`), asking (`shared.rehearsal`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review import session_parameters
from services.review.agenda import counted_law
from services.review.council_models import AgendaItem, Council, CouncilSession, Decision, DecisionItem
from services.review.council_queries import law_of, papers_of
from services.review.escalation_models import OutsideAnswer, OutsideDecision, Submission, SubmissionItem
from services.review.models import Case, EvaluationRow, StageRun
from services.review.queries_explanation import HERE, ROOMS
from services.review.rule_parameters import About, Vote, count_under, given_by
from services.review.rules.vote_law import Chair, Count
from services.review.rules.vote_tally import count as tally_of
from shared.clock import office_day
from shared.errors import VinhDanhError
from shared.events.codec import from_plain
from shared.events.review import Tally
from shared.events.terms import BallotChoice, CouncilKind, Level, StageKind
from shared.policy_book import PolicyBook
from shared.rehearsal import (
    VOTE,
    Answer,
    Asked,
    Draft,
    FactsMissing,
    Given,
    Obstacle,
    Rehearsed,
    answer_of,
    ask_under,
)
from shared.replays import rules_of
from shared.verdicts import Consequence, Evaluation, Verdict
from shared.words import Words


@dataclass(frozen=True)
class _Past:
    """The cases a rehearsal is about with their stages, sessions and counted agenda items."""

    policies: PolicyBook
    tx: Session
    draft: Draft
    cases: Mapping[str, Case]
    stages: Mapping[tuple[str, int], StageKind]
    sessions: Mapping[str, tuple[CouncilSession, CouncilKind, str]]
    items: Mapping[str, Sequence[AgendaItem]]
    recused_present: Mapping[tuple[str, datetime], int]


def rehearse(
    policies: PolicyBook, tx: Session, draft: Draft, *, plan: str | None = None, since: date | None = None
) -> Iterator[Rehearsed]:
    """Every evaluation and vote of cases first sent on `since` or later: stages, sessions, votes, decisions."""
    past = _gather(policies, tx, draft, plan, since)
    yield from _at_stages(past)
    yield from _votes(past)
    yield from _in_sessions(past)
    yield from _at_signing(past)


def _gather(policies: PolicyBook, tx: Session, draft: Draft, plan: str | None, since: date | None) -> _Past:
    wanted = select(Case).order_by(Case.sent_at, Case.id)
    found = tx.scalars(wanted if plan is None else wanted.where(Case.plan == plan))
    cases = {case.id: case for case in found if since is None or office_day(case.sent_at) >= since}
    runs = tx.execute(select(StageRun.case_id, StageRun.stage_index, StageRun.kind))
    held = select(CouncilSession, Council.kind, Council.chair).join(Council, Council.id == CouncilSession.council_id)
    sessions = {row.id: (row, CouncilKind(kind), chair) for row, kind, chair in tx.execute(held)}
    items: dict[str, list[AgendaItem]] = {}
    for item in tx.scalars(select(AgendaItem).order_by(AgendaItem.session_id, AgendaItem.number)):
        items.setdefault(item.case_id, []).append(item)
    quorums = select(EvaluationRow.case_id, EvaluationRow.at, EvaluationRow.facts).where(
        EvaluationRow.rule == "P04", EvaluationRow.action == "close_session"
    )
    return _Past(
        policies=policies, tx=tx, draft=draft, cases=cases, sessions=sessions, items=items,
        stages={(case_id, index): StageKind(kind) for case_id, index, kind in runs},
        recused_present={(case_id, at): facts["recused_present"] for case_id, at, facts in tx.execute(quorums)},
    )  # fmt: skip


def _at_stages(past: _Past) -> Iterator[Rehearsed]:
    rules = rules_of(*ROOMS)
    kept = select(EvaluationRow).order_by(EvaluationRow.id)
    for row in past.tx.scalars(kept):
        case = past.cases.get(row.case_id)
        if case is None:
            continue
        said = Evaluation(
            rule=row.rule, verdict=Verdict(row.verdict), consequence=Consequence(row.consequence),
            words=Words(row.words_vi, row.words_en), basis=row.basis, facts=row.facts, unverified=row.unverified,
        )  # fmt: skip
        about = _about(past, case, said, row)
        again = ask_under(rules, said, partial(_bind, past, case, about))
        yield _rehearsed(case, said, again, at=row.at, action=row.action)


def _about(past: _Past, case: Case, said: Evaluation, row: EvaluationRow) -> About:
    item = next((one for one in past.items.get(case.id, ()) if _closed_at(past, one) == row.at), None)
    return About(
        said=said, then=past.policies.pinned(past.tx, row.policy), award=case.award,
        decided_at=Level(case.road["decided_at"]), is_simplified=case.is_simplified,
        sent_on=office_day(case.sent_at),
        stage=past.stages.get((case.id, row.stage_index), StageKind(case.stage_kind)),
        vote=_vote(past, item) if item is not None else None,
    )  # fmt: skip


def _closed_at(past: _Past, item: AgendaItem) -> datetime | None:
    return past.sessions[item.session_id][0].closed_at if item.tally is not None else None


def _bind(past: _Past, case: Case, about: About) -> Given:
    return given_by(past.draft.policy_for(case.plan, office_day(case.sent_at)), about)


def _vote(past: _Past, item: AgendaItem) -> Vote:
    session, kind, chair = past.sessions[item.session_id]
    tally = from_plain(Tally, item.tally)
    return Vote(
        council=kind, held_on=session.meets_on, chair=_chair(past, item, tally, chair),
        count=_find_count(past, item, tally),
    )  # fmt: skip


def _find_count(past: _Past, item: AgendaItem, tally: Tally) -> Count | None:
    """The count as it was, None while its split waits; who was recused and in the room stands in P04 of the count."""
    if tally.yes is None or tally.no is None or tally.abstained is None or tally.invalid is None:
        return None
    session = past.sessions[item.session_id][0]
    here = past.recused_present.get((item.case_id, session.closed_at or session.opened_at), 0)
    return Count(
        total_members=tally.total_members, present=tally.present, recused=tally.recused, written=tally.written,
        yes=tally.yes, no=tally.no, abstained=tally.abstained, invalid=tally.invalid, recused_present=here,
    )  # fmt: skip


def _chair(past: _Past, item: AgendaItem, tally: Tally, chair: str) -> Chair | None:
    """Where the chair stood, as far as an open vote tells."""
    if tally.chair is not None:
        return Chair(tally.chair)
    cast = papers_of(past.tx, item.session_id, chair).get(item.case_id)
    if cast is None:
        return None
    return Chair.AGREES if cast is BallotChoice.YES else Chair.DOES_NOT_AGREE


def _votes(past: _Past) -> Iterator[Rehearsed]:
    """Every vote counted again under the draft's vote law."""
    for case in past.cases.values():
        for item in past.items.get(case.id, ()):
            closed = _closed_at(past, item)
            if closed is None:
                continue
            was = from_plain(Tally, item.tally)
            now, obstacle, why = _count_again(past, case, item)
            yield Rehearsed(
                case=case.id, receipt=case.receipt, person=case.nominee_name, at=closed, action="close_session",
                asked_by=HERE, rule=VOTE, title=Words("Kết quả biểu quyết", "Result of the vote"),
                was=_of_tally(was), now=_of_tally(now) if now else None, obstacle=obstacle, why=why,
            )  # fmt: skip


def _count_again(past: _Past, case: Case, item: AgendaItem) -> tuple[Tally | None, Obstacle | None, Words | None]:
    vote = _vote(past, item)
    try:
        policy = past.draft.policy_for(case.plan, office_day(case.sent_at))
        law = counted_law(policy, case.award, vote.council, vote.held_on)
        if vote.count is None and law == law_of(item.law):
            return from_plain(Tally, item.tally), None, None  # not counted again, and nothing it rests on changed
        return tally_of(law, count_under(law, vote)), None, None
    except FactsMissing as missing:
        return None, Obstacle.FACTS_MISSING, missing.words
    except VinhDanhError as unknown:
        return None, Obstacle.PARAMETER_UNKNOWN, unknown.said


def _of_tally(tally: Tally) -> Answer:
    verdict = Verdict.HOLDS if tally.passed else Verdict.FAILS
    return Answer(verdict=verdict.value, consequence=Consequence.NONE.value, words=tally.formula)


def _in_sessions(past: _Past) -> Iterator[Rehearsed]:
    rules = rules_of(*ROOMS)
    agendas: dict[str, list[str]] = {}
    for item in (one for items in past.items.values() for one in items):
        agendas.setdefault(item.session_id, []).append(item.case_id)
    for session, kind, _ in past.sessions.values():
        on_it = agendas.get(session.id, ())
        agenda = [past.cases[case_id] for case_id in on_it if case_id in past.cases]
        for plain in session.evaluations if agenda else ():
            said, action = from_plain(Evaluation, plain), plain["action"]
            bind = _only_part if len(agenda) < len(on_it) else partial(
                session_parameters.of_session, past.draft, past.policies, past.tx, agenda, said, action=action,
                kind=kind, meets_on=session.meets_on,
            )  # fmt: skip
            at = datetime.fromisoformat(plain["at"])
            yield _rehearsed(None, said, ask_under(rules, said, bind), at=at, action=action)


def _only_part() -> Given:
    raise FactsMissing("phiên họp còn hồ sơ ngoài phạm vi chạy thử", "the session had cases outside this rehearsal")


def _at_signing(past: _Past) -> Iterator[Rehearsed]:
    """What was said of the whole list of a document; P08 stands with each case already."""
    rules = rules_of(*ROOMS)
    for document in _documents(past.tx):
        cases = [past.cases[case_id] for case_id in document.listed if case_id in past.cases]
        for plain in document.evaluations if cases else ():
            said = from_plain(Evaluation, plain)
            if said.rule == "P08":
                continue
            bind = partial(
                session_parameters.of_decision, past.draft, past.policies, past.tx, cases, said, dated=document.dated
            )
            yield _rehearsed(None, said, ask_under(rules, said, bind), at=document.at, action=document.action)


@dataclass(frozen=True, slots=True)
class _Document:
    """A decision, a submission letter, or a decision entered from beyond the chain, with the cases it lists."""

    at: datetime
    dated: date
    action: str
    evaluations: Sequence[Mapping[str, Any]]
    listed: Sequence[str]


def _documents(tx: Session) -> Iterator[_Document]:
    on = _listed(tx, select(DecisionItem.decision_id, DecisionItem.case_id))
    for signed in tx.scalars(select(Decision).order_by(Decision.signed_at)):
        yield _Document(signed.signed_at, signed.dated, "sign", signed.evaluations, on.get(signed.id, ()))
    on = _listed(tx, select(SubmissionItem.submission_id, SubmissionItem.case_id))
    for letter in tx.scalars(select(Submission).order_by(Submission.signed_at)):
        yield _Document(letter.signed_at, letter.dated, "escalate_upward", letter.evaluations, on.get(letter.id, ()))
    answered = select(OutsideAnswer.decision_id, OutsideAnswer.case_id)
    on = _listed(tx, answered.where(OutsideAnswer.decision_id.is_not(None)))
    for given in tx.scalars(select(OutsideDecision).order_by(OutsideDecision.entered_at)):
        yield _Document(given.entered_at, given.dated, "enter_answer", given.evaluations, on.get(given.id, ()))


def _listed(tx: Session, wanted: Any) -> dict[str, list[str]]:
    """Case ids by document."""
    found: dict[str, list[str]] = {}
    for document, case_id in tx.execute(wanted):
        found.setdefault(document, []).append(case_id)
    return found


def _rehearsed(case: Case | None, said: Evaluation, again: Asked, *, at: datetime, action: str) -> Rehearsed:
    known = rules_of(*ROOMS).get(said.rule)
    return Rehearsed(
        case=case.id if case else None, receipt=case.receipt if case else None,
        person=case.nominee_name if case else None, at=at, action=action, asked_by=HERE, rule=said.rule,
        title=known.title if known else None, was=answer_of(said), now=answer_of(again.now) if again.now else None,
        obstacle=again.obstacle, why=again.why,
    )  # fmt: skip
