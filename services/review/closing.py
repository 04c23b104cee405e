"""Closing a session: every case counted in one go, the minutes written, what passed and what did not.

Owns: tally, minutes and their consequences. Promises: nothing is closed on unsound ballots (P06), without a quorum
(P04) or on minutes that say something else (P07); a failed case is refused with the formula as its reason (P05).
Leaves to others: the arithmetic (`rules.vote_law`), sending and signing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from services.review.case_rows import save_cases
from services.review.cases import lock_cases, move, policy_of, record_many, step_of, unit_of
from services.review.council_models import (
    AgendaItem,
    Council,
    CouncilSession,
    SessionMinutes,
    SessionState,
    Voter,
)
from services.review.council_queries import (
    agenda_of,
    box_of,
    count_named_papers,
    get_council,
    law_of,
    lock_session,
    members_of,
    papers_of,
    voters_of,
)
from services.review.minutes import ask_minutes, lines_of, write_minutes
from services.review.models import Case
from services.review.quorums import ask_quorums, by_case, refuse_without_quorum
from services.review.recusal_queries import recusals_of
from services.review.rules import provincial_council as room
from services.review.rules import vote_tally
from services.review.rules.vote_law import Chair, Count, Law
from services.review.session_steps import Asked, authorize_at, refuse_blocked, refuse_step, touch
from services.review.ties import ask_ties
from shared.canonical import sha256_hex
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.review import CouncilVoted, Refused, SessionClosed, Tally
from shared.events.terms import BallotChoice, BallotMode, CaseState
from shared.verdicts import Evaluation
from shared.work import Work


@dataclass(frozen=True)
class Counted:
    """Everything a session is closed on; mappings by case id, the agenda in its order."""

    council: Council
    agenda: Sequence[AgendaItem]
    cases: Mapping[str, Case]
    members: Mapping[str, bool]
    recused: Mapping[str, Sequence[str]]
    voters: Sequence[Voter]
    box: Mapping[str, Mapping[BallotChoice, int]]
    named_papers: int
    of_chair: Mapping[str, BallotChoice]


def close_session(desk: Desk, work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Count, write the minutes, refuse what failed. What was withdrawn meanwhile is left out uncounted."""
    session = lock_session(work.tx, session_id, seen)
    authorize_at(work, "close_session", session.body)
    refuse_step(session, SessionState.VOTING)
    counted = _gather(work, session)
    sound = _ask_ballots(desk, work, session, counted)
    refuse_blocked({"ballots": (sound,)})
    quorums = ask_quorums(counted.agenda, counted.members, counted.recused)
    refuse_without_quorum(quorums, "close_session")
    tallies = {item.case_id: _tally(item, counted) for item in counted.agenda}
    text = _keep_minutes(desk, work, session, counted, tallies)
    asked = _ask_results(counted, tallies, quorums, text)
    ties = ask_ties(desk, work, counted.cases, tallies)
    passed, failed = _conclude(work, session_id, counted, tallies, asked)
    session.state, session.closed_at, session.closed_by = SessionState.CLOSED.value, work.now, work.actor.subject
    touch(work, session, "close_session", (sound, *ties))
    work.emit(
        session_id,
        SessionClosed(
            session=session_id, council=session.council_id, passed=tuple(passed), failed=tuple(failed),
            ballots=len(counted.voters), evaluations=(sound, *ties),
        ),
    )  # fmt: skip
    return session


def _gather(work: Work, session: CouncilSession) -> Counted:
    agenda = agenda_of(work.tx, session.id)
    locked = lock_cases(work.tx, [item.case_id for item in agenda], with_dossier=False)
    # A case taken back and queued again stands on another session's agenda by now.
    cases = {
        case.id: case
        for case in locked.values()
        if case.is_in is CaseState.COUNCIL_QUEUE and case.session_id == session.id
    }
    council = get_council(work.tx, session.council_id)
    asks_chair = any(law_of(item.law).chair_must_agree for item in agenda)
    return Counted(
        council=council,
        agenda=[item for item in agenda if item.case_id in cases],
        cases=cases,
        members=members_of(work.tx, session.id),
        recused=by_case(recusals_of(work.tx, session.id)),
        voters=voters_of(work.tx, session.id),
        box=box_of(work.tx, session.id),
        named_papers=count_named_papers(work.tx, session.id),
        of_chair=papers_of(work.tx, session.id, council.chair) if asks_chair else {},
    )


def _ask_ballots(desk: Desk, work: Work, session: CouncilSession, counted: Counted) -> Evaluation:
    last_written_at = max((voter.cast_at for voter in counted.voters if voter.in_writing), default=None)
    voters = {voter.member for voter in counted.voters}
    due = sum(len(voters - set(counted.recused.get(item.case_id, ()))) for item in counted.agenda)
    return room.ballots_are_sound(
        voters=len(counted.voters),
        distinct_voters=len(voters & set(counted.members)),
        papers=sum(sum(counted.box.get(item.case_id, {}).values()) for item in counted.agenda),
        papers_due=due,
        named_papers=counted.named_papers,
        mode=BallotMode(session.mode),
        last_written_at=last_written_at,
        written_until=session.written_until,
        closing_at=work.now,
        closes_from=_closes_from(desk, work, counted, office_day(last_written_at)) if last_written_at else None,
        closing_on=office_day(work.now),
    )


def _closes_from(desk: Desk, work: Work, counted: Counted, last_written_on: date) -> date | None:
    """The first day the vote may close on after the last written opinion, where a law sets days in between."""
    days = [
        policy_of(desk, work.tx, counted.cases[item.case_id]).calendar.add_working_days(last_written_on, least)
        for item in counted.agenda
        if (least := law_of(item.law).written_opinion_working_days)
    ]
    return max(days, default=None)


def _tally(item: AgendaItem, counted: Counted) -> Tally:
    papers, recused = counted.box.get(item.case_id, {}), set(counted.recused.get(item.case_id, ()))
    law = law_of(item.law)
    return vote_tally.count(
        law,
        Count(
            total_members=len(counted.members),
            present=sum(counted.members.values()),
            recused=len(recused),
            recused_present=sum(counted.members[member] for member in recused),
            written=sum(voter.in_writing and voter.member not in recused for voter in counted.voters),
            yes=papers.get(BallotChoice.YES, 0),
            no=papers.get(BallotChoice.NO, 0),
            abstained=papers.get(BallotChoice.ABSTAIN, 0),
            chair=_chair_on(item, law, counted),
        ),
    )


def _chair_on(item: AgendaItem, law: Law, counted: Counted) -> Chair | None:
    """Where the chair stands, asked only where the law wants the chair's yes; such a vote is open."""
    if not law.chair_must_agree:
        return None
    if counted.council.chair in counted.recused.get(item.case_id, ()):
        return Chair.RECUSED
    agrees = counted.of_chair.get(item.case_id) is BallotChoice.YES
    return Chair.AGREES if agrees else Chair.DOES_NOT_AGREE


def _keep_minutes(
    desk: Desk, work: Work, session: CouncilSession, counted: Counted, tallies: Mapping[str, Tally]
) -> str:
    lines = lines_of(desk, work.tx, counted.agenda, counted.cases, counted.recused, tallies)
    body_name = next((case.body_name for case in counted.cases.values()), session.body)
    text = write_minutes(session, counted.council, body_name, counted.members, counted.voters, lines)
    work.tx.add(
        SessionMinutes(session_id=session.id, text=text, sha256=sha256_hex(text.encode()), written_at=work.now)
    )
    return text


def _ask_results(counted: Counted, tallies: Mapping[str, Tally], quorums: Asked, text: str) -> Asked:
    """P04, P05 and P07 of each case; refuses to close on minutes that do not state what was counted."""
    printed = ask_minutes(text, [tallies[item.case_id] for item in counted.agenda])
    ratios = {item.case_id: one for item, one in zip(counted.agenda, printed, strict=True)}
    refuse_blocked({case_id: (one,) for case_id, one in ratios.items()})
    return {
        case_id: (
            *quorums[case_id],
            room.yes_votes_suffice(
                yes=tally.yes, counted_of=tally.counted_of, percent=tally.threshold_percent,
                chair=Chair(tally.chair) if tally.chair else None,
            ),
            ratios[case_id],
        )
        for case_id, tally in tallies.items()
    }  # fmt: skip


def _conclude(
    work: Work, session_id: str, counted: Counted, tallies: Mapping[str, Tally], asked: Asked
) -> tuple[list[str], list[str]]:
    """Write results and say them, case by case; (passed, failed) in the order of the agenda."""
    passed: list[str] = []
    failed: list[str] = []
    for item in counted.agenda:
        case, tally = counted.cases[item.case_id], tallies[item.case_id]
        _say_voted(work, session_id, case, tally, asked[case.id])
        (passed if tally.passed else failed).append(case.id)
        if not tally.passed:
            _refuse(work, case, tally, asked[case.id])
    save_cases(work.tx, counted.cases.values())
    rows = [
        {"session_id": session_id, "case_id": case_id, "tally": to_plain(tally), "passed": tally.passed}
        for case_id, tally in tallies.items()
    ]
    if rows:
        work.tx.execute(update(AgendaItem), rows)
    record_many(work, [(counted.cases[case_id], said) for case_id, said in asked.items()], "close_session")
    return passed, failed


def _say_voted(work: Work, session_id: str, case: Case, tally: Tally, asked: tuple[Evaluation, ...]) -> None:
    move(work, case, CaseState.COUNCIL_VOTED, action="close_session", document=session_id)
    voted = CouncilVoted(
        case=case.id, unit=unit_of(case), step=step_of(case), session=session_id, tally=tally, evaluations=asked
    )
    work.emit(case.id, voted, policy=case.policy)


def _refuse(work: Work, case: Case, tally: Tally, asked: tuple[Evaluation, ...]) -> None:
    """The council said no: the reason is the vote itself (X02)."""
    reason = f"Hội đồng không thông qua: {tally.formula.vi}."
    case.refusal_reason = reason
    move(work, case, CaseState.NOT_AWARDED, action="close_session", reason=reason)
    refused = Refused(case=case.id, unit=unit_of(case), step=step_of(case), reason=reason, evaluations=asked)
    work.emit(case.id, refused, policy=case.policy)
