"""Gathering what a session is closed on: members, recusals, voters, the box; whether it is sound, and the numbers.

Owns: P06 and who is still waited for, the count of each case. Promises: reads rows and decides nothing; a case that
left the agenda meanwhile is not counted. Leaves to others: closing (`closing`), the arithmetic of the law
(`rules.vote_law`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.review.box_rows import BoxPaper, box_of
from services.review.cases import lock_cases
from services.review.council_models import AgendaItem, Council, CouncilSession, Voter
from services.review.council_queries import agenda_of, get_council, law_of, members_of, voters_of
from services.review.models import Case
from services.review.quorums import by_case
from services.review.recusal_queries import recusals_of
from services.review.rules import provincial_council as room
from services.review.rules.vote_law import Chair, Count, Law, who_owe_a_paper, who_owe_an_opinion
from shared.clock import office_day
from shared.desk import Desk
from shared.errors import Place
from shared.events.terms import BallotChoice, BallotMode, CaseState
from shared.policy.calendar import Calendar
from shared.verdicts import Evaluation
from shared.words import Words
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
    box: Mapping[str, Sequence[BoxPaper]]

    @property
    def papers(self) -> list[BoxPaper]:
        """Of the cases that are counted."""
        return [paper for item in self.agenda for paper in self.box.get(item.case_id, ())]

    @property
    def cases_uncounted(self) -> int:
        """How many cases left the agenda after ballots on them had been cast: withdrawn, or without their quorum."""
        return len(set(self.box) - {item.case_id for item in self.agenda})

    @property
    def without_paper(self) -> list[str]:
        """Members in the room who may vote on a counted case and have not, in the order of the council."""
        return who_owe_a_paper(
            members=self.members, voted={voter.member for voter in self.voters}, recused=self.recused,
            cases=[item.case_id for item in self.agenda],
        )  # fmt: skip


def gather(work: Work, session: CouncilSession) -> Counted:
    """What lies before the council now, its cases locked."""
    agenda = agenda_of(work.tx, session.id)
    locked = lock_cases(work.tx, [item.case_id for item in agenda], with_dossier=False)
    # A case taken back and queued again stands on another session's agenda by now.
    cases = {
        case.id: case
        for case in locked.values()
        if case.is_in is CaseState.COUNCIL_QUEUE and case.session_id == session.id
    }
    council = get_council(work.tx, session.council_id)
    return Counted(
        council=council,
        agenda=[item for item in agenda if item.case_id in cases],
        cases=cases,
        members=members_of(work.tx, session.id),
        recused=by_case(recusals_of(work.tx, session.id)),
        voters=voters_of(work.tx, session.id),
        box=box_of(work.tx, session.id),
    )


def ask_ballots(
    desk: Desk, work: Work, session: CouncilSession, counted: Counted, without_paper: Collection[str]
) -> Evaluation:
    """P06; `without_paper` are said to be in the room and to cast none."""
    owing = counted.without_paper
    last_written_at = max((voter.cast_at for voter in counted.voters if voter.in_writing), default=None)
    voters = {voter.member for voter in counted.voters}
    due = sum(len(voters - set(counted.recused.get(item.case_id, ()))) for item in counted.agenda)
    return room.ballots_are_sound(
        voters=len(counted.voters),
        distinct_voters=len(voters & set(counted.members)),
        papers=len(counted.papers),
        papers_due=due,
        named_papers=sum(paper.member is not None for papers in counted.box.values() for paper in papers),
        unbound_papers=sum(not paper.is_bound(session.id) for paper in counted.papers),
        mode=BallotMode(session.mode),
        last_written_at=last_written_at,
        written_until=session.written_until,
        closing_at=work.now,
        closes_from=_closes_from(desk.policies.calendar, counted, last_written_at),
        closing_on=office_day(work.now),
        opinions_owed=len(
            who_owe_an_opinion(
                members=counted.members, voted=voters, recused=counted.recused,
                laws={item.case_id: law_of(item.law) for item in counted.agenda},
            )
        ),
        present_without=len(owing),
        not_named=len(set(owing) - set(without_paper)),
        wrongly_named=len(set(without_paper) - set(owing)),
    )  # fmt: skip


def unlike_the_room(counted: Counted, without_paper: Sequence[str]) -> list[Place]:
    """Who is in the room without a paper and was not named as such, and who was named and is not."""
    owing, voted = counted.without_paper, {voter.member for voter in counted.voters}
    waits = Words("Có mặt, chưa bỏ phiếu.", "Present, and has cast no paper yet.")
    places = [Place(member, waits, room.ballots_are_sound.id) for member in owing if member not in without_paper]
    for n, member in enumerate(without_paper):
        if member not in owing:
            why = _why_none_is_owed(member, counted.members, voted)
            places.append(Place(f"without_paper[{n}]", why, room.ballots_are_sound.id))
    return places


def _why_none_is_owed(member: str, members: Mapping[str, bool], voted: Collection[str]) -> Words:
    if member not in members:
        return Words("Người này không phải ủy viên.", "This person is not a member.")
    if member in voted:
        return Words("Đã bỏ phiếu.", "Has voted.")
    if not members[member]:
        return Words("Không có mặt.", "Is not present.")
    return Words("Không được biểu quyết hồ sơ nào.", "May vote on none of the cases.")


def _closes_from(calendar: Calendar, counted: Counted, last_written_at: datetime | None) -> date | None:
    """The first day the vote may close on after the last written opinion, where a law sets days in between."""
    if last_written_at is None:
        return None
    days = [
        calendar.add_working_days(office_day(last_written_at), least)
        for item in counted.agenda
        if (least := law_of(item.law).written_opinion_working_days)
    ]
    return max(days, default=None)


def count_case(item: AgendaItem, counted: Counted) -> Count:
    """What lay in the box for one case, beside who was there for it. Nobody counts twice, and everybody who voted."""
    recused = set(counted.recused.get(item.case_id, ()))
    gone = [one for one in counted.voters if one.member not in recused and not counted.members[one.member]]
    papers = Counter(paper.choice for paper in counted.box.get(item.case_id, ()))
    return Count(
        total_members=len(counted.members),
        present=sum(counted.members.values()),
        recused=len(recused),
        recused_present=sum(counted.members[member] for member in recused),
        written=sum(voter.in_writing for voter in gone),
        yes=papers[BallotChoice.YES],
        no=papers[BallotChoice.NO],
        abstained=papers[BallotChoice.ABSTAIN],
        chair=_chair_on(item, law_of(item.law), counted),
        left=sum(not voter.in_writing for voter in gone),
    )


def _chair_on(item: AgendaItem, law: Law, counted: Counted) -> Chair | None:
    """Where the chair stands, asked only where the law wants the chair's yes; such a vote is open."""
    if not law.chair_must_agree:
        return None
    if counted.council.chair in counted.recused.get(item.case_id, ()):
        return Chair.RECUSED
    of_chair = {paper.choice for paper in counted.box.get(item.case_id, ()) if paper.member == counted.council.chair}
    return Chair.AGREES if BallotChoice.YES in of_chair else Chair.DOES_NOT_AGREE
