"""The list a signer has in hand: authority over each case, nobody concerned, the whole of what was passed.

Owns: what a decision and a submission letter ask of their list alike. Promises: one body, one plan, one destination; no
name more and none fewer without a reason (P09), and minutes as they were counted (P07). Leaves to others: signing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.authority import refuse_uncovered
from services.review.blindness import hidden_among
from services.review.cases import lock_cases, policy_of
from services.review.council_errors import SeveralPlans, SignedAlready, SignerConcerned
from services.review.council_models import SessionMinutes
from services.review.council_queries import counted_ratio
from services.review.decision_list import (
    PassedCases,
    VotedList,
    lot_of,
    passed_by_votes,
    passed_on_minutes,
    refuse_unknown,
    voted_list,
)
from services.review.ended_unions import subjects_of
from services.review.minutes import ask_minutes
from services.review.models import Case
from services.review.permissions import PERMISSIONS
from services.review.rules import provincial_council as room
from services.review.rules.subject import ask_subject
from services.review.session_steps import Asked, refuse_blocked
from shared.clock import office_day
from shared.desk import Desk
from shared.events.codec import to_plain
from shared.events.terms import CaseState, StageKind
from shared.permissions import authorize
from shared.verdicts import Evaluation
from shared.work import Work


@dataclass(frozen=True)
class ListAtHand:
    """The cases as the signer listed them, locked, and the part of the passed ones they belong to."""

    cases: list[Case]
    voted: VotedList

    @property
    def kind(self) -> StageKind:
        """Of the body that signs."""
        return StageKind(self.cases[0].stage_kind)


def take_in_hand(
    desk: Desk,
    work: Work,
    action: str,
    *,
    session_ids: Sequence[str],
    case_ids: Sequence[str],
    with_dossier: bool = False,
) -> ListAtHand:
    """Lock the list and what it rests on: the sessions' votes or, without sessions, the minutes of the actor's body."""
    source = passed_by_votes(work.tx, session_ids) if session_ids else passed_on_minutes(work.tx, work.actor.unit)
    cases = lock_cases(work.tx, [*source.passed, *case_ids], with_dossier=with_dossier)
    listed = [cases[case_id] for case_id in case_ids]
    lots = {case.id: lot_of(policy_of(desk, work.tx, case), case) for case in cases.values()}
    for case in listed:
        refuse_uncovered(action, work.actor, case)
        authorize(PERMISSIONS, action, work.actor, holding_body=case.body, state=CaseState.PENDING_DECISION)
    refuse_unknown(source, session_ids)
    refuse_decided(listed)
    if len({(lots[case.id], case.body) for case in listed}) > 1:
        raise SeveralPlans(
            "Một văn bản chỉ gồm hồ sơ của một kế hoạch, một đơn vị ký và một cấp quyết định.",
            "One document lists cases of one plan, one signing body and one deciding authority.",
        )
    voted = voted_list(source, cases, lots, lots[listed[0].id])
    refuse_concerned(work, [*voted.passed, *case_ids])
    return ListAtHand(listed, voted)


def refuse_decided(cases: Iterable[Case]) -> None:
    for case in cases:
        if case.decision_id is not None:
            raise SignedAlready(
                f"Hồ sơ {case.id} đã có quyết định.", f"A decision has been signed on case {case.id} already."
            )


def refuse_concerned(work: Work, case_ids: Sequence[str]) -> None:
    """Nobody signs on what they benefit from, or on kin: another competent signer has to."""
    if hidden_among(work.tx, work.actor, case_ids):
        raise SignerConcerned()


def ask_whole_list(hand: ListAtHand) -> Evaluation:
    """P09: the list is what was passed; who left it did so by an act with a reason."""
    waiting = set(hand.voted.waiting)
    return room.list_is_the_voted_list(
        voted_yes=hand.voted.passed,
        left_out_with_reason=tuple(case_id for case_id in hand.voted.passed if case_id not in waiting),
        listed=tuple(case.id for case in hand.cases),
    )


def ask_subjects(work: Work, hand: ListAtHand) -> Asked:
    """G02 of every case about a union body, by case."""
    subjects = subjects_of(work.tx, hand.cases, office_day(work.now))
    return {case.id: ask_subject(subjects.get(case.id)) for case in hand.cases}


def refuse_altered_minutes(tx: Session, source: PassedCases) -> None:
    """P07 again, on the minutes as they lie in the archive: nobody signs on a text altered since the count."""
    ratios: dict[str, list[tuple[int, int]]] = {}
    for item in source.counted:
        ratios.setdefault(item.session_id, []).append(counted_ratio(item))
    kept = select(SessionMinutes).where(SessionMinutes.session_id.in_(ratios))
    texts = {row.session_id: row.text for row in tx.scalars(kept)}
    refuse_blocked({key: ask_minutes(texts.get(key, ""), counted) for key, counted in ratios.items()})


def kept_with(cases: Iterable[Case], asked: Sequence[Evaluation]) -> list[dict[str, Any]]:
    """What the rules said of a list, as its document keeps it: with every policy it was judged by (X03)."""
    policies = sorted({case.policy for case in cases})
    return [{"policies": policies, **to_plain(one)} for one in asked]
