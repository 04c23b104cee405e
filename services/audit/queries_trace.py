"""The whole story of one case, in order.

Owns: finding every leaf that belongs to it: its own events, the sessions and decisions that name it, what stands around
it (`queries_around`), the policy it stands on, notices about any of these, refused attempts. Promises: what was said is
told as it was said. Leaves to others: the sentences (`rules.telling`), layout (`deploy/commands/audit.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.errors import NoSuchCase
from services.audit.models import NOT_OF_ITS_SUBJECT, TELLS_PEOPLE, Leaf, LeafCase, LeafMark
from services.audit.queries import Head, read_head
from services.audit.queries_around import subjects_around
from services.audit.queries_doubts import Doubted, Doubts
from services.audit.queries_said import find_data, find_left, told_leaves
from services.audit.rules.concerns import data_about
from services.audit.rules.marks import MarkKind
from services.audit.rules.story import causes_of, in_story_order
from services.audit.rules.telling import lines_of, title_of
from shared.clock import VIETNAM
from shared.events.envelope import decode
from shared.words import Words

_NOT_READABLE = (Words("Nội dung không đúng mẫu của loại sự kiện này.", "The content does not fit this type."),)
_ERASED = (Words("Dữ liệu cá nhân của việc này đã được xóa.", "What this told of the person was erased."),)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event of the story. `evaluations` and `tally` are the records of rules and vote as plain values.

    `doubts` name the unverified items of the policy that decided what the rules answered.

    `data` is all it says, None where this release cannot read it.

    `causes` are the events it follows: one as a rule, several for notices told together.
    """

    index: int
    event_id: str
    source: str
    position: int | None
    type: str
    subject: str
    time: datetime
    actor: str
    role: str
    unit: str
    on_behalf_of: str | None
    session: str | None
    via: str
    correlation: str
    causation: str | None
    policy: str | None
    leaf_hash: str
    causes: tuple[str, ...]
    title: Words
    lines: tuple[Words, ...]
    evaluations: tuple[Mapping[str, Any], ...]
    doubts: tuple[Doubted, ...]
    tally: Mapping[str, Any] | None
    data: Mapping[str, Any] | None

    @property
    def time_in_vietnam(self) -> datetime:
        return self.time.astimezone(VIETNAM)


@dataclass(frozen=True, slots=True)
class Story:
    case_id: str
    chapters: tuple[Chapter, ...]
    head: Head


def trace_case(tx: Session, case_id: str, *, with_grounds: bool = True) -> Story:
    """The story of a case; `NoSuchCase` when nothing has been heard about it.

    Without grounds it leaves out the policies it rests on and which unverified items were behind an answer: to know
    them takes reading whole policies, and every other case that was decided with this one.
    """
    own = _leaves(tx, Leaf.index.in_(select(LeafCase.leaf).where(LeafCase.case_id == case_id)))
    if not own:
        raise NoSuchCase()
    policies = {leaf.policy for leaf in own if leaf.policy and with_grounds}
    around = _leaves(tx, Leaf.subject.in_([*subjects_around(tx, own), *policies]), NOT_OF_ITS_SUBJECT)
    known = {leaf.event_id: leaf for leaf in (*own, *around)}
    told = _leaves(tx, Leaf.causation.in_(list(known)), TELLS_PEOPLE)
    # A notice about a session names no case; one about another case of the same decision is not of this story.
    known.update((leaf.event_id, leaf) for leaf in told if leaf.case_id in (None, case_id))
    doubts = Doubts(tx, case_id) if with_grounds else None
    chapters = in_story_order([_chapter(leaf, case_id, doubts) for leaf in known.values()])
    return Story(case_id, tuple(chapters), read_head(tx))


def case_named(tx: Session, given: str) -> str:
    """The id of a case from its id or its receipt number; what is neither is given back as it is."""
    if tx.scalar(select(LeafCase.leaf).where(LeafCase.case_id == given).limit(1)) is not None:
        return given
    submitted = (
        select(Leaf.subject)
        .join(LeafMark, LeafMark.leaf == Leaf.index)
        .where(LeafMark.kind == MarkKind.RECEIPT, LeafMark.mark == given, Leaf.type == "nomination.submitted")
    )
    return tx.scalar(submitted.limit(1)) or given


def _leaves(tx: Session, *conditions: Any) -> list[Leaf]:
    return told_leaves(tx, select(Leaf).where(*conditions).order_by(Leaf.index))


def _chapter(leaf: Leaf, case_id: str, doubts: Doubts | None) -> Chapter:
    data = find_data(leaf)
    told = data if data is not None else find_left(leaf)
    data = None if data is None else data_about(case_id, leaf.type, data)
    evaluations: Sequence[Mapping[str, Any]] = (data or {}).get("evaluations") or ()
    return Chapter(
        index=leaf.index,
        event_id=leaf.event_id,
        source=leaf.source,
        position=leaf.position,
        type=leaf.type,
        subject=leaf.subject,
        time=leaf.time,
        actor=leaf.actor,
        role=leaf.role,
        unit=leaf.unit,
        on_behalf_of=leaf.on_behalf_of,
        session=leaf.session,
        via=leaf.via,
        correlation=leaf.correlation,
        causation=leaf.causation,
        policy=leaf.policy,
        leaf_hash=leaf.leaf_hash,
        causes=causes_of(leaf.type, leaf.causation, data or {}),
        title=title_of(leaf.type),
        lines=_untold(leaf) if data is None else lines_of(leaf.type, data),
        evaluations=tuple(evaluations),
        doubts=doubts.behind(leaf, evaluations) if doubts else (),
        tally=(told or {}).get("tally"),
        data=None if told is None else data_about(case_id, leaf.type, told),
    )


def _untold(leaf: Leaf) -> tuple[Words, ...]:
    return _ERASED if decode(leaf.body.encode()).is_partly_erased else _NOT_READABLE
