"""What must always be true of votes and decisions, asked of the rows themselves.

Owns: read-only checks for operators and tests. Promises: one line per violation, naming records and never a choice.
Leaves to others: running them (`shared.desk.Invariant`), the invariants of stages.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.review.council_models import (
    AgendaItem,
    BallotPaper,
    CouncilSession,
    DecisionItem,
    DecisionSession,
    Declaration,
    Recusal,
    SessionState,
    Voter,
)
from services.review.council_queries import law_of
from services.review.escalation_models import OutsideAnswer
from services.review.models import Case, StageRun
from services.review.recusal_queries import STANDS, Kind
from services.review.rules.publication import split_waits
from services.review.rules.vote_law import Chair, has_passed
from shared.ballot_box import receipt_of
from shared.desk import Invariant
from shared.events.terms import BallotChoice, BallotMode, CaseState

OVER = (SessionState.CLOSED, SessionState.SENT, SessionState.ADJOURNED)
DECIDED = (CaseState.AWARDED.value, CaseState.PUBLISHED.value, CaseState.PRESENTED.value, CaseState.CANCELLED.value)


def miscounted(session: Session) -> list[str]:
    """Tallies that are not what lies in the box."""
    papers = _papers_by_case().subquery()
    rows = session.execute(
        select(
            AgendaItem.session_id, AgendaItem.case_id, AgendaItem.sealed, AgendaItem.tally, papers.c.yes, papers.c.total
        )
        .outerjoin(
            papers, (papers.c.session_id == AgendaItem.session_id) & (papers.c.case_id == AgendaItem.case_id)
        )
        .where(AgendaItem.passed.is_not(None))
    )
    return [
        f"session {session_id}, case {case_id}: the tally is not what was cast"
        for session_id, case_id, sealed, told, yes, total in rows
        if (tally := sealed or told)
        and ((tally["yes"], tally["ballots"]) != (yes or 0, total or 0) or tally["passed"] != _passes(tally))
    ]


def papers_changed_in_the_box(session: Session) -> list[str]:
    """Papers that are not what their receipts commit to."""
    paper = BallotPaper
    rows = session.execute(select(paper.receipt, paper.session_id, paper.case_id, paper.choice, paper.number))
    return [
        f"session {session_id}: paper {receipt[:12]} is not what its receipt commits to"
        for receipt, session_id, case_id, choice, number in rows
        if receipt != receipt_of(session=session_id, case=case_id, choice=BallotChoice(choice), number=number)
    ]


def splits_told_too_early(session: Session) -> list[str]:
    """Tallies that tell a split which waits, and sealed ones that nobody waits for."""
    rows = session.execute(
        select(AgendaItem.session_id, AgendaItem.case_id, AgendaItem.tally, AgendaItem.sealed, CouncilSession.mode,
               AgendaItem.law)
        .join(CouncilSession, CouncilSession.id == AgendaItem.session_id)
        .where(AgendaItem.passed.is_not(None))
    )  # fmt: skip
    return [
        f"session {session_id}, case {case_id}: the split waits, but not everywhere"
        for session_id, case_id, tally, sealed, mode, law in rows
        for waits in [
            split_waits(mode=BallotMode(mode), papers=tally["ballots"], least_voters=law_of(law).least_voters)
        ]
        if (waits, waits, waits) != (tally["split_waits"], tally["yes"] is None, sealed is not None)
    ]


def _passes(tally: dict[str, Any]) -> bool:
    chair = tally.get("chair")
    return has_passed(
        yes=tally["yes"], counted_of=tally["counted_of"], percent=tally["threshold_percent"],
        chair=Chair(chair) if chair else None,
    )  # fmt: skip


def _papers_by_case() -> Select[str, str, Any, int]:
    yes = func.sum(case((BallotPaper.choice == BallotChoice.YES.value, 1), else_=0))
    return select(
        BallotPaper.session_id, BallotPaper.case_id, yes.label("yes"), func.count().label("total")
    ).group_by(BallotPaper.session_id, BallotPaper.case_id)


def papers_without_voters(session: Session) -> list[str]:
    """Sessions where papers are not one for each voter and case they may vote on; secret papers with a name."""
    agenda = _counted(session, AgendaItem.session_id, AgendaItem.is_off.is_(False))
    voters = _counted(session, Voter.session_id)
    # What was cast for a case that left the agenda lies in the box uncounted.
    left = select(AgendaItem.case_id).where(
        AgendaItem.session_id == BallotPaper.session_id, AgendaItem.case_id == BallotPaper.case_id, AgendaItem.is_off
    )
    papers = _counted(session, BallotPaper.session_id, ~left.exists())
    barred = (
        select(Recusal.session_id, func.count())
        .join(Voter, (Voter.session_id == Recusal.session_id) & (Voter.member == Recusal.member))
        .join(AgendaItem, (AgendaItem.session_id == Recusal.session_id) & (AgendaItem.case_id == Recusal.case_id))
        .where(STANDS, AgendaItem.is_off.is_(False))
    )
    recused = dict(session.execute(barred.group_by(Recusal.session_id)).all())
    wrong = [
        f"session {key}: {papers.get(key, 0)} papers of {voters.get(key, 0)} voters on {agenda.get(key, 0)} cases"
        for key in sorted(agenda.keys() | papers.keys())
        if papers.get(key, 0) != voters.get(key, 0) * agenda.get(key, 0) - recused.get(key, 0)
    ]
    named = session.scalars(
        select(BallotPaper.session_id)
        .join(CouncilSession, CouncilSession.id == BallotPaper.session_id)
        .where(CouncilSession.mode == BallotMode.SECRET.value, BallotPaper.member.is_not(None))
        .distinct()
    )
    return wrong + [f"session {key}: a secret ballot bears a name" for key in named]


def _counted(
    session: Session, column: InstrumentedAttribute[str], *conditions: ColumnElement[bool]
) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).where(*conditions).group_by(column)).all())


def concerned_who_voted(session: Session) -> list[str]:
    """Members who had declared the nominee their kin or themselves when the vote began, and voted on the case."""
    stood = (Declaration.declared_at < CouncilSession.voting_opened_at) & (
        Declaration.withdrawn_at.is_(None) | (Declaration.withdrawn_at > CouncilSession.voting_opened_at)
    )
    recused = select(Recusal.case_id).where(
        Recusal.session_id == CouncilSession.id, Recusal.case_id == Case.id,
        Recusal.member == Declaration.person, STANDS,
    )
    rows = session.execute(
        select(CouncilSession.id, Case.id, Declaration.id)
        .join(Case, Case.session_id == CouncilSession.id)
        .join(AgendaItem, (AgendaItem.session_id == CouncilSession.id) & (AgendaItem.case_id == Case.id))
        .join(Declaration, Case.nominee_key.in_((Declaration.about, Declaration.about_year)))
        .join(Voter, (Voter.session_id == CouncilSession.id) & (Voter.member == Declaration.person))
        .where(Declaration.kind.in_((Kind.KIN, Kind.MYSELF)), stood, AgendaItem.is_off.is_(False), ~recused.exists())
        .order_by(CouncilSession.id, Case.id)
    )
    return [f"session {at}: case {case_id} was voted on in spite of declaration {row}" for at, case_id, row in rows]


def awards_without_ground(session: Session) -> list[str]:
    """Awarded cases that stand on no decision, or on one of ours without a passed vote or the minutes of its body;
    listed cases not awarded."""
    granted = (OutsideAnswer.case_id == Case.id) & (OutsideAnswer.decision_id == Case.decision_id)
    listed_on = func.coalesce(DecisionItem.decision_id, OutsideAnswer.decision_id)
    rows = session.execute(
        select(Case.id, Case.state, Case.decision_id, listed_on)
        .outerjoin(DecisionItem, DecisionItem.case_id == Case.id)
        .outerjoin(OutsideAnswer, granted)
        .where(Case.state.in_(DECIDED) | Case.decision_id.is_not(None) | DecisionItem.case_id.is_not(None))
    )
    wrong = [
        f"case {case_id} is {state}, its decision is {known}, it is listed on {listed}"
        for case_id, state, known, listed in rows
        if known is None or known != listed or state not in DECIDED
    ]
    unvoted = session.scalars(
        select(DecisionItem.case_id).where(
            ~select(AgendaItem.case_id)
            .join(DecisionSession, DecisionSession.session_id == AgendaItem.session_id)
            .where(
                AgendaItem.case_id == DecisionItem.case_id,
                DecisionSession.decision_id == DecisionItem.decision_id,
                AgendaItem.passed.is_(True),
            )
            .exists(),
            ~select(StageRun.case_id).where(*_passed_on_minutes()).exists(),
        )
    )
    return wrong + [f"case {case_id} was awarded without a passed vote" for case_id in unvoted]


def _passed_on_minutes() -> tuple[ColumnElement[bool], ...]:
    """No session had the case, and the deciding body passed it itself at the top of its road."""
    return (
        Case.id == DecisionItem.case_id, Case.session_id.is_(None), StageRun.case_id == Case.id,
        StageRun.stage_index == Case.stage_index, StageRun.outcome == "passed",
    )  # fmt: skip


def sessions_left_open(session: Session) -> list[str]:
    """Sessions that are over, with or without a count, whose cases still wait on the agenda."""
    rows = session.execute(
        select(Case.id, CouncilSession.id)
        .join(CouncilSession, CouncilSession.id == Case.session_id)
        .where(
            CouncilSession.state.in_([state.value for state in OVER]),
            Case.state == CaseState.COUNCIL_QUEUE.value,
        )
    )
    return [f"case {case_id} waits for session {session_id}, which is over" for case_id, session_id in rows]


COUNCIL_INVARIANTS = (
    Invariant("tallies are what was cast", miscounted),
    Invariant("papers are those of the voters", papers_without_voters),
    Invariant("papers are what their receipts commit to", papers_changed_in_the_box),
    Invariant("a split that waits is told nowhere", splits_told_too_early),
    Invariant("nobody votes on whom they declared", concerned_who_voted),
    Invariant("awards stand on one decision and a passed vote", awards_without_ground),
    Invariant("no case waits for a session that is over", sessions_left_open),
)
