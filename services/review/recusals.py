"""Recusals of a session: proposed by the system with their ground, declared by members, decided before the vote.

Owns: writing and deciding them. Promises: whatever is known keeps the member out from the moment the session opens; a
weightier ground replaces a lighter one; nobody decides on their own. Leaves to others: finding grounds
(`rules.recusal`), what the member then no longer sees (`blindness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.review.blindness import hidden_among
from services.review.cases import lock_cases
from services.review.council_errors import OwnRecusal, RecusalAbsent, RecusalFixed, RecusalsUndecided
from services.review.council_models import AgendaItem, CouncilSession, Recusal, SessionState
from services.review.council_queries import agenda_of
from services.review.recusal_queries import every_recusal_of, hands_of
from services.review.rules.recusal import OPEN_TO_JUDGEMENT, Decided, Ground, Hands, first_standing, recused_from
from services.review.session_steps import authorized_session, refuse_step, touch
from shared.errors import InvalidInput, Place
from shared.events.council import MemberRecused, RecusalDecided
from shared.words import Words
from shared.work import Work

_WEIGHT = list(Ground)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """A relation a member declares to one case: `Ground.RELATED`, `Ground.KIN` or `Ground.BENEFITS`."""

    member: str
    case: str
    ground: Ground


def recuse(
    work: Work,
    session_id: str,
    hands: Mapping[str, Hands],
    members: Sequence[str],
    interests: Sequence[Interest],
    known: Sequence[Recusal] = (),
    *,
    proposes: bool = True,
) -> None:
    """Write down who does not vote on what, and say so. Of `known` recusals only a weightier ground changes one.

    Without `proposes` only grounds that are nobody's to judge.
    """
    refuse_foreign(interests, hands, members)
    rows = {(row.case_id, row.member): row for row in known}
    for case_id, of_case in hands.items():
        declared = [one for one in interests if one.case == case_id]
        for member, ground in recused_from(members, _with_declared(of_case, declared)).items():
            row = rows.get((case_id, member))
            if row is not None and _WEIGHT.index(Ground(row.ground)) <= _WEIGHT.index(ground):
                continue
            decided = first_standing(ground)
            if decided is Decided.PROPOSED and not proposes:
                continue
            if row is None:
                row = Recusal(session_id=session_id, case_id=case_id, member=member)
                work.tx.add(row)
            row.ground, row.decided, row.decided_by, row.decided_at = ground.value, decided.value, None, None
            work.emit(
                session_id,
                MemberRecused(
                    session=session_id, case=case_id, member=member, ground=ground.value, decided=decided.value
                ),
            )
    work.tx.flush()


def _with_declared(hands: Hands, declared: Sequence[Interest]) -> Hands:
    def who(ground: Ground) -> frozenset[str]:
        return frozenset(one.member for one in declared if one.ground is ground)

    return replace(
        hands,
        related=hands.related | who(Ground.RELATED),
        kin=hands.kin | who(Ground.KIN),
        beneficiaries=hands.beneficiaries | who(Ground.BENEFITS),
    )


def declare_at_meeting(
    work: Work, session_id: str, interests: Sequence[Interest], members: Sequence[str], *, proposes: bool = True
) -> None:
    """Relations declared when the members have come together; what the registers know by now is looked up again."""
    cases = lock_cases(work.tx, [item.case_id for item in agenda_of(work.tx, session_id)], with_dossier=False)
    hands, known = hands_of(work.tx, cases.values(), members), every_recusal_of(work.tx, session_id)
    recuse(work, session_id, hands, members, interests, known, proposes=proposes)


def decide_recusal(
    work: Work, session_id: str, *, seen: int | None, case: str, member: str, stands: bool, reason: str
) -> CouncilSession:
    """Record what was decided of a proposed recusal; possible until voting opens.

    Refused: `recusal.absent`, `recusal.own`, and `recusal.fixed` for a ground that is nobody's to judge.
    """
    session = authorized_session(work, "decide_recusal", session_id, seen=seen)
    refuse_step(session, SessionState.OPENED)
    row = work.tx.get(Recusal, (session_id, case, member))
    # Whoever is concerned by a case decides nothing about who votes on it.
    if row is None or hidden_among(work.tx, work.actor, [case]):
        raise RecusalAbsent()
    if work.actor.subject == member:
        raise OwnRecusal()
    if Ground(row.ground) not in OPEN_TO_JUDGEMENT:
        raise RecusalFixed()
    row.decided = (Decided.STANDS if stands else Decided.LIFTED).value
    row.decided_by, row.decided_at, row.reason = work.actor.subject, work.now, reason
    touch(work, session, "decide_recusal", ())
    work.emit(
        session_id,
        RecusalDecided(
            session=session_id, case=case, member=member, ground=row.ground, decided=row.decided, reason=reason
        ),
    )
    return session


def refuse_undecided(recusals: Sequence[Recusal], items: Sequence[AgendaItem]) -> None:
    """`RecusalsUndecided` while a proposal about a case of the agenda waits, with a place for each."""
    on_agenda = {item.case_id for item in items}
    waiting = [row for row in recusals if row.decided == Decided.PROPOSED.value and row.case_id in on_agenda]
    if waiting:
        words = RecusalsUndecided.words
        raise RecusalsUndecided(places=[Place(f"{row.case_id}.{row.member}", words, "M09") for row in waiting])


def refuse_foreign(interests: Sequence[Interest], cases: Iterable[str], members: Iterable[str]) -> None:
    """`InvalidInput` naming declarations about cases not on the agenda or by people who are no members."""
    known_cases, known_members, places = set(cases), set(members), []
    for index, one in enumerate(interests):
        if one.case not in known_cases:
            words = Words("Hồ sơ này không có trong chương trình.", "This case is not on the agenda.")
            places.append(Place(f"interests[{index}].case", words))
        if one.member not in known_members:
            words = Words("Người này không phải ủy viên.", "This person is not a member.")
            places.append(Place(f"interests[{index}].member", words))
    if places:
        raise InvalidInput(places=places)


