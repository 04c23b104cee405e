"""The minutes of a session: written from what was counted, and held against the count whenever they are relied on.

Owns: gathering their facts, P07. Promises: a case whose result is stated twice, or not at all, is not stated.
Leaves to others: their wording and how they are read (`rules.minutes`), keeping them (`closing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.review.council_models import Council, CouncilSession, Voter
from services.review.rules.minutes import MinutesCase, MinutesFacts, PrintedRatio, minutes_text, printed_ratios
from services.review.rules.provincial_council import minutes_state_the_ratio
from shared.clock import VIETNAM
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
) -> str:
    """The text for a session; `members` to presence, `cases` in the order of the agenda."""
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
        )
    )


def ask_minutes(text: str, tallies: Sequence[Tally]) -> list[Evaluation]:
    """P07 for the cases of the minutes, in their order."""
    stated: dict[int, list[PrintedRatio]] = {}
    for number, ratio in printed_ratios(text):
        stated.setdefault(number, []).append(ratio)
    return [_ask_ratio(stated.get(number, []), tally) for number, tally in enumerate(tallies, start=1)]


def _ask_ratio(stated: Sequence[PrintedRatio], tally: Tally) -> Evaluation:
    printed = stated[0] if len(stated) == 1 else None
    return minutes_state_the_ratio(
        printed_yes=printed.yes if printed else None,
        printed_of=printed.of if printed else None,
        printed_tenths=printed.tenths if printed else None,
        yes=tally.yes,
        counted_of=tally.counted_of,
    )
