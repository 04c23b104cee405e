"""Closing a session: every case counted in one go, the minutes written, what passed and what did not.

Owns: tally, minutes and their consequences. Promises: nothing is closed on unsound ballots (P06), without a quorum
(P04) or on minutes that say something else (P07); a failed case is refused with the formula as its reason (P05).
Leaves to others: the arithmetic (`rules.vote_law`), sending and signing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from services.review.agenda import Asked, refuse_blocked
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
    voters_of,
)
from services.review.minutes import ask_minutes, write_minutes
from services.review.models import Case
from services.review.rules import provincial_council as room
from services.review.rules import vote_law
from services.review.rules.minutes import MinutesCase
from services.review.session_actions import (
    ask_quorums,
    authorize_at,
    recused_by_case,
    refuse_step,
    refuse_without_quorum,
    touch,
)
from shared.canonical import sha256_hex
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


def close_session(desk: Desk, work: Work, session_id: str, *, seen: int | None) -> CouncilSession:
    """Count, write the minutes, refuse what failed. What was withdrawn meanwhile is left out uncounted."""
    session = lock_session(work.tx, session_id, seen)
    authorize_at(work, "close_session", session.body)
    refuse_step(session, SessionState.VOTING)
    counted = _gather(work, session)
    sound = _ask_ballots(work, session, counted)
    refuse_blocked({"ballots": (sound,)})
    quorums = ask_quorums(counted.agenda, counted.members, counted.recused)
    refuse_without_quorum(quorums, "close_session")
    tallies = {item.case_id: _tally(item, counted) for item in counted.agenda}
    text = _keep_minutes(desk, work, session, counted, tallies)
    asked = _ask_results(counted, tallies, quorums, text)
    passed, failed = _conclude(work, session_id, counted, tallies, asked)
    session.state, session.closed_at, session.closed_by = SessionState.CLOSED.value, work.now, work.actor.subject
    touch(work, session, "close_session", (sound,))
    work.emit(
        session_id,
        SessionClosed(
            session=session_id, council=session.council_id, passed=tuple(passed), failed=tuple(failed),
            ballots=len(counted.voters), evaluations=(sound,),
        ),
    )  # fmt: skip
    return session


def _gather(work: Work, session: CouncilSession) -> Counted:
    agenda = agenda_of(work.tx, session.id)
    locked = lock_cases(work.tx, [item.case_id for item in agenda], with_dossier=False)
    cases = {case.id: case for case in locked.values() if case.is_in is CaseState.COUNCIL_QUEUE}
    return Counted(
        council=get_council(work.tx, session.council_id),
        agenda=[item for item in agenda if item.case_id in cases],
        cases=cases,
        members=members_of(work.tx, session.id),
        recused=recused_by_case(work.tx, session.id),
        voters=voters_of(work.tx, session.id),
        box=box_of(work.tx, session.id),
        named_papers=count_named_papers(work.tx, session.id),
    )


def _ask_ballots(work: Work, session: CouncilSession, counted: Counted) -> Evaluation:
    voters = {voter.member for voter in counted.voters}
    due = sum(len(voters - set(counted.recused.get(item.case_id, ()))) for item in counted.agenda)
    return room.ballots_are_sound(
        voters=len(counted.voters),
        distinct_voters=len(voters & set(counted.members)),
        papers=sum(sum(counted.box.get(item.case_id, {}).values()) for item in counted.agenda),
        papers_due=due,
        named_papers=counted.named_papers,
        mode=BallotMode(session.mode),
        last_written_at=max((voter.cast_at for voter in counted.voters if voter.in_writing), default=None),
        closing_at=work.now,
    )


def _tally(item: AgendaItem, counted: Counted) -> Tally:
    papers, recused = counted.box.get(item.case_id, {}), set(counted.recused.get(item.case_id, ()))
    return vote_law.count(
        law_of(item.law),
        vote_law.Count(
            total_members=len(counted.members),
            present=sum(counted.members.values()),
            recused=len(recused),
            written=sum(voter.in_writing and voter.member not in recused for voter in counted.voters),
            yes=papers.get(BallotChoice.YES, 0),
            no=papers.get(BallotChoice.NO, 0),
            abstained=papers.get(BallotChoice.ABSTAIN, 0),
        ),
    )


def _keep_minutes(
    desk: Desk, work: Work, session: CouncilSession, counted: Counted, tallies: Mapping[str, Tally]
) -> str:
    lines = tuple(
        MinutesCase(
            name=case.nominee_name,
            unit=case.unit_name,
            award=policy_of(desk, work.tx, case).award(case.award).name.vi,
            tally=tallies[case.id],
            recusals=tuple(counted.recused.get(case.id, ())),
        )
        for case in (counted.cases[item.case_id] for item in counted.agenda)
    )
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
            room.yes_votes_suffice(yes=tally.yes, counted_of=tally.counted_of, percent=tally.threshold_percent),
            ratios[case_id],
        )
        for case_id, tally in tallies.items()
    }


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
