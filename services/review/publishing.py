"""What is told of a count, and the waiting splits that are told later as one sum.

Owns: holding a split back, publishing papers, pooling. Promises: a split that waits leaves this module in no event and
no column but `sealed`; each waiting case enters one sum only, so that no two sums can be subtracted from each other.
Leaves to others: when a split waits (`rules.publication`), the act of closing (`closing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from services.review.box_rows import BoxPaper
from services.review.council_models import AgendaItem, CouncilSession, PooledSplit, SessionState
from services.review.council_queries import law_of, voters_of
from services.review.quorums import by_case
from services.review.recusal_queries import recusals_of
from services.review.rules.publication import Waiting, may_be_pooled, pooled, shown, split_waits
from shared.ballot_box import Paper, box_of
from shared.comparable import kept_hash
from shared.events.codec import to_plain
from shared.events.council import SplitsPooled
from shared.events.review import Tally
from shared.events.terms import BallotMode
from shared.ids import SaltSource
from shared.rows import update_rows
from shared.work import Work


@dataclass(frozen=True)
class Told:
    """What may be told of a counted case; `sealed` is the full tally while its split waits, bound with `salt`."""

    tally: Tally
    papers: tuple[Paper, ...]
    sealed: Tally | None = None
    salt: str | None = None


def tell(
    session: CouncilSession, item: AgendaItem, tally: Tally, papers: Sequence[BoxPaper], new_salt: SaltSource
) -> Told:
    """The tally and the papers of one case as they leave the council."""
    mode, least = BallotMode(session.mode), law_of(item.law).least_voters
    if mode is BallotMode.OPEN:
        return Told(tally, ())
    waits = split_waits(mode=mode, papers=len(papers), least_voters=least)
    published = tuple(paper.published(is_open=not waits) for paper in papers)
    return Told(shown(tally), published, tally, new_salt()) if waits else Told(tally, published)


def sealed_hash(told: Told) -> str | None:
    """What binds a tally whose split waits; its salt stays beside it, since few tallies are possible."""
    if told.sealed is None:
        return None
    return kept_hash(AgendaItem.__table__, sealed=to_plain(told.sealed), salt=told.salt)


def box_published(session: CouncilSession, told: Mapping[str, Told]) -> str | None:
    """The hash that binds every paper counted in a secret session."""
    if session.mode == BallotMode.OPEN:
        return None
    return box_of(paper.receipt for one in told.values() for paper in one.papers)


def pool_splits(work: Work, session: CouncilSession) -> None:
    """Tell the sum of every split of this body that waits, once enough different members stand behind it."""
    items = _waiting_items(work, session)
    waiting = [one for session_id in dict.fromkeys(item.session_id for item in items)
               for one in _waiting_of(work, [item for item in items if item.session_id == session_id])]  # fmt: skip
    if not may_be_pooled(waiting):
        return
    yes, no, abstained = pooled(waiting)
    voters = len(frozenset[str]().union(*(one.voters for one in waiting)))
    sums: dict[str, Any] = {
        "voters": voters, "papers": yes + no + abstained, "yes": yes, "no": no, "abstained": abstained,
    }  # fmt: skip
    work.tx.add(PooledSplit(session_id=session.id, **sums))
    rows = [{"session_id": item.session_id, "case_id": item.case_id, "pooled_in": session.id} for item in items]
    # Its row first, which these point at.
    work.tx.flush()
    update_rows(work.tx, AgendaItem.__table__, rows, key=("session_id", "case_id"))
    cases = tuple(sorted(one.case for one in waiting))
    work.emit(session.id, SplitsPooled(session=session.id, body=session.body, cases=cases, **sums))


def _waiting_items(work: Work, session: CouncilSession) -> Sequence[AgendaItem]:
    """Locked: two sessions of one body that close together must not tell a case twice."""
    wanted = (
        select(AgendaItem)
        .join(CouncilSession, CouncilSession.id == AgendaItem.session_id)
        .where(
            CouncilSession.body == session.body,
            CouncilSession.state.in_([SessionState.CLOSED.value, SessionState.SENT.value]),
            AgendaItem.sealed.is_not(None),
            AgendaItem.pooled_in.is_(None),
        )
        .order_by(AgendaItem.session_id, AgendaItem.number)
    )
    return work.tx.scalars(
        wanted.with_for_update(of=AgendaItem).execution_options(populate_existing=True)
    ).all()


def _waiting_of(work: Work, items: Sequence[AgendaItem]) -> list[Waiting]:
    """The waiting cases of one session."""
    session_id = items[0].session_id
    voters = frozenset(voter.member for voter in voters_of(work.tx, session_id))
    recused = by_case(recusals_of(work.tx, session_id))
    return [
        Waiting(
            case=item.case_id, voters=voters - set(recused.get(item.case_id, ())), yes=tally["yes"], no=tally["no"],
            abstained=tally["abstained"], least_voters=law_of(item.law).least_voters,
        )
        for item in items
        if (tally := item.sealed) is not None
    ]  # fmt: skip
