"""The minutes of a session: written from what was counted, and held against the count whenever they are relied on.

Owns: gathering their facts, P07. Promises: a case whose result is stated twice, or not at all, is not stated.
Leaves to others: their wording and how they are read (`rules.minutes`), keeping them (`closing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from services.review.cases import policy_of
from services.review.council_models import AgendaItem, Council, CouncilSession, Voter
from services.review.council_queries import agenda_of, cases_by_id, get_council, members_of, voters_of
from services.review.doubts import doubts_of_tally
from services.review.models import Case
from services.review.queries_gates import settled_objections
from services.review.quorums import by_case
from services.review.recusal_queries import recusals_of
from services.review.rules.minutes import MinutesCase, MinutesFacts, PrintedRatio, minutes_text, printed_ratios
from services.review.rules.provincial_council import minutes_state_the_ratio
from services.review.rules.vote_law import who_owe_a_paper
from shared.clock import VIETNAM, office_day
from shared.desk import Desk
from shared.events.codec import from_plain
from shared.events.review import Tally
from shared.events.terms import BallotMode
from shared.verdicts import Evaluation


def write_minutes(
    session: CouncilSession,
    council: Council,
    body_name: str,
    members: Mapping[str, bool],
    voters: Sequence[Voter],
    cases: tuple[MinutesCase, ...],
    uncounted: int = 0,
    without_paper: Sequence[str] = (),
) -> str:
    """The text for a session; `members` to presence, `cases` in the order of the agenda, `uncounted` cases left it.
    `without_paper`: who was there and cast none."""
    return minutes_text(
        MinutesFacts(
            session=session.id,
            body_name=body_name,
            document=council.document,
            held_at=session.opened_at.astimezone(VIETNAM),
            mode=BallotMode(session.mode),
            chair=council.chair,
            secretary=council.secretary,
            members=tuple(members),
            present=tuple(member for member, is_present in members.items() if is_present),
            written=tuple(voter.member for voter in voters if voter.in_writing),
            cases=cases,
            voted_on=office_day(session.voting_opened_at) if session.voting_opened_at else None,
            votes_from=session.votes_from,
            uncounted=uncounted,
            left=tuple(one.member for one in voters if not one.in_writing and not members.get(one.member)),
            without_paper=tuple(without_paper),
        )
    )


def lines_of(
    desk: Desk, tx: Session, items: Sequence[AgendaItem], cases: Mapping[str, Case],
    recused: Mapping[str, Sequence[str]], tallies: Mapping[str, Tally],
) -> tuple[MinutesCase, ...]:  # fmt: skip
    """One entry per case of the agenda, in its order."""
    objections = settled_objections(tx, [item.case_id for item in items])
    policies = {case.id: policy_of(desk, tx, case) for case in cases.values()}
    return tuple(
        MinutesCase(
            name=case.nominee_name,
            unit=case.unit_name,
            award=policies[case.id].award(case.award).name.vi,
            tally=tallies[case.id],
            recusals=tuple(recused.get(case.id, ())),
            objections=objections.get(case.id, 0),
            doubts=tuple(one.words.vi for one in doubts_of_tally(policies[case.id], case.award, item)),
        )
        for item, case in ((item, cases[item.case_id]) for item in items)
    )


def extract(desk: Desk, tx: Session, session: CouncilSession, items: Sequence[AgendaItem]) -> str:
    """The minutes written again from what may be told of these cases alone: for who must not see the rest."""
    tallies: dict[str, Tally] = {item.case_id: from_plain(Tally, item.tally) for item in items}
    cases = cases_by_id(tx, [item.case_id for item in items])
    lines = lines_of(desk, tx, items, cases, by_case(recusals_of(tx, session.id)), tallies)
    council, members = get_council(tx, session.council_id), members_of(tx, session.id)
    voters = voters_of(tx, session.id)
    silent = _without_paper(tx, session, members, voters)
    text = write_minutes(session, council, session.body, members, voters, lines, without_paper=silent)
    return f"TRÍCH\n{text}"


def _without_paper(
    tx: Session, session: CouncilSession, members: Mapping[str, bool], voters: Sequence[Voter]
) -> list[str]:
    """Who was named when the vote was closed: closing fixed the rows they follow from. Of a vote that was closed before
    names were asked for the minutes have none, and so has their extract."""
    if not any(one["rule"] == "P06" and one["facts"].get("present_without") for one in session.evaluations):
        return []
    counted = [item.case_id for item in agenda_of(tx, session.id) if item.passed is not None]
    return who_owe_a_paper(
        members=members, voted={voter.member for voter in voters}, cases=counted,
        recused=by_case(recusals_of(tx, session.id)),
    )  # fmt: skip


def ask_minutes(text: str, counted: Sequence[tuple[int, int]]) -> list[Evaluation]:
    """P07 for the cases of the minutes, in their order; `counted` is (yes votes, of whom) of each."""
    stated: dict[int, list[PrintedRatio]] = {}
    for number, ratio in printed_ratios(text):
        stated.setdefault(number, []).append(ratio)
    return [_ask_ratio(stated.get(number, []), *ratio) for number, ratio in enumerate(counted, start=1)]


def _ask_ratio(stated: Sequence[PrintedRatio], yes: int, counted_of: int) -> Evaluation:
    printed = stated[0] if len(stated) == 1 else None
    return minutes_state_the_ratio(
        printed_yes=printed.yes if printed else None,
        printed_of=printed.of if printed else None,
        printed_tenths=printed.tenths if printed else None,
        yes=yes,
        counted_of=counted_of,
    )
