"""Whether enough members are there: for the meeting as a whole, and for each case with those recused from it (P04).

Owns: gathering attendance and asking. Promises: the quorum of a case is counted anew without whoever must leave for it.
Leaves to others: the arithmetic (`rules.vote_law`), what follows (`session_actions`, `adjournment`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from services.review.council_metrics import SESSIONS_WITHOUT_QUORUM
from services.review.council_models import AgendaItem, CouncilSession, Recusal
from services.review.council_queries import agenda_of, law_of, members_of
from services.review.rules import provincial_council as room
from services.review.rules.recusal import Decided
from services.review.rules.vote_law import Law
from services.review.session_steps import Asked, refuse_blocked
from shared.errors import RuleBlocked
from shared.verdicts import Evaluation
from shared.work import Work


def ask_quorum_of_session(work: Work, session: CouncilSession) -> tuple[Evaluation, ...]:
    """P04 for the meeting as a whole, by the most demanding law on its agenda; nothing when the agenda is empty."""
    items, members = agenda_of(work.tx, session.id), members_of(work.tx, session.id)
    if not items:
        return ()
    law = strictest_quorum([law_of(item.law) for item in items])
    return (_ask_quorum(law, present=sum(members.values()), total=len(members), recused=0, recused_present=0),)


def strictest_quorum(laws: Sequence[Law]) -> Law:
    """The most demanding law of an agenda: the meeting as a whole has to satisfy it."""
    return max(laws, key=lambda law: Fraction(law.quorum_numerator, law.quorum_denominator))


def ask_quorums(
    items: Sequence[AgendaItem], members: Mapping[str, bool], recused: Mapping[str, Sequence[str]]
) -> Asked:
    """P04 for each case, of `members` to presence and with those recused from it."""
    return {
        item.case_id: (
            _ask_quorum(
                law_of(item.law),
                present=sum(members.values()),
                total=len(members),
                recused=len(recused.get(item.case_id, ())),
                recused_present=sum(members[member] for member in recused.get(item.case_id, ())),
            ),
        )
        for item in items
    }


def by_case(recusals: Sequence[Recusal]) -> dict[str, list[str]]:
    """The members kept out, by case id; a lifted recusal keeps nobody out."""
    found: dict[str, list[str]] = {}
    for row in recusals:
        if row.decided != Decided.LIFTED.value:
            found.setdefault(row.case_id, []).append(row.member)
    return found


def refuse_without_quorum(asked: Asked, step: str) -> None:
    """`RuleBlocked` with a place for every case that lacks its quorum; counted for operators."""
    try:
        refuse_blocked(asked)
    except RuleBlocked:
        SESSIONS_WITHOUT_QUORUM.labels(step).inc()
        raise


def _ask_quorum(law: Law, *, present: int, total: int, recused: int, recused_present: int) -> Evaluation:
    return room.quorum_is_reached(
        present=present, total=total, recused=recused, recused_present=recused_present,
        recused_leave=law.recused_leave_quorum, numerator=law.quorum_numerator, denominator=law.quorum_denominator,
    )  # fmt: skip
