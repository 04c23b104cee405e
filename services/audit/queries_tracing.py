"""From an award or decision to what it rests on, from a person to all nominations, a case as it stood.

Owns: following keys, numbers and rulings through the ledger. Promises: read-only; refused and withdrawn nominations are
told beside the others; a person is asked for by key, and nothing here keeps a name.
Leaves to others: stories (`queries_trace`), what a standing and an origin are made of (`rules`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.errors import AwardAmbiguous, NoSuchAward, NoSuchDecision, NoSuchPerson
from services.audit.models import Leaf, LeafCase, LeafMark
from services.audit.queries import Head, read_head
from services.audit.queries_said import find_data, find_left, told_leaves
from services.audit.queries_trace import Chapter, trace_case
from services.audit.rules.checkpoints import DECISIONS
from services.audit.rules.marks import MarkKind
from services.audit.rules.origin import Origin, origin_of
from services.audit.rules.standing import Difference, Standing, differences, standing_at
from shared.web.paging import Page, read_cursor, write_cursor

_NAMES_A_NOMINEE = ("nomination.submitted", "nomination.resubmitted", "nomination.draft_withdrawn")
_RULING = "nomination.identity_ruled"


@dataclass(frozen=True, slots=True)
class Stood:
    """A case at a moment, by a ledger with this head."""

    case_id: str
    at: datetime
    standing: Standing
    head: Head


@dataclass(frozen=True, slots=True)
class Compared:
    """A case at two moments: what differs, and the events between them (after `earlier`, up to `later`)."""

    case_id: str
    earlier: datetime
    later: datetime
    differences: tuple[Difference, ...]
    chapters: tuple[Chapter, ...]
    head: Head


@dataclass(frozen=True, slots=True)
class Nominated:
    """One nomination of a person as it stands now, with the key it names the person by."""

    case_id: str
    key: str
    standing: Standing
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """Somebody ruled whether two nominations are of one person. Of somebody erased neither key nor reason is left.

    `is_of_keys`: not so where it told apart who has one key, or said whom one hold means.
    """

    leaf: int
    event_id: str
    time: datetime
    actor: str
    keys: tuple[str, ...]
    are_same: bool
    reason: str | None
    is_of_keys: bool


@dataclass(frozen=True, slots=True)
class Person:
    """`keys`: the one asked for and those ruled to be the same person's."""

    keys: tuple[str, ...]
    nominations: tuple[Nominated, ...]
    rulings: tuple[Ruling, ...]
    head: Head


def case_at(tx: Session, case_id: str, moment: datetime) -> Stood:
    """How a case stood; nothing but None before its first event. `NoSuchCase` when nothing was ever heard of it."""
    story = trace_case(tx, case_id, with_grounds=False)
    return Stood(case_id, moment, standing_at(story.chapters, moment), story.head)


def compare_moments(tx: Session, case_id: str, earlier: datetime, later: datetime) -> Compared:
    """What became different between two moments, and by which events."""
    story = trace_case(tx, case_id)
    between = tuple(one for one in story.chapters if earlier < one.time <= later)
    found = differences(standing_at(story.chapters, earlier), standing_at(story.chapters, later))
    return Compared(case_id, earlier, later, found, between, story.head)


def origin_of_case(tx: Session, case_id: str) -> Origin:
    """Register, decision, session and ratio, letters, versions and evaluations of a case."""
    return origin_of(case_id, trace_case(tx, case_id).chapters)


def case_of_award(tx: Session, award: str) -> str:
    """The case an award was given for, by its id or the number on its certificate.

    Each body numbers its own: of a number that several have given, `AwardAmbiguous` names the awards by their ids.
    """
    wanted = _marked(MarkKind.AWARD, award).where(Leaf.case_id.is_not(None))
    cases = tx.scalars(wanted.with_only_columns(Leaf.case_id).distinct()).all()
    if not cases:
        raise NoSuchAward()
    if len(cases) > 1:
        # An award is told in the stream of its first entry, whose id it is.
        entered = wanted.where(Leaf.type == "registry.award_recorded").with_only_columns(Leaf.subject).distinct()
        ids = ", ".join(tx.scalars(entered.order_by(Leaf.subject)))
        raise AwardAmbiguous(
            f"Có {len(cases)} mục khen thưởng mang số {award}; hãy dùng mã: {ids}.",
            f"{len(cases)} awards bear the number {award}; name one by its id: {ids}",
        )
    return str(cases[0])


def origins_of_decision(tx: Session, decision: str, *, cursor: str | None, limit: int) -> Page[Origin]:
    """The origins of the awards of a decision in the order of its list, by its id or number.

    Several decisions may bear one number, given by different bodies or years; their lists follow each other.
    """
    signed = _marked(MarkKind.DECISION, decision).where(Leaf.type.in_(DECISIONS))
    leaves = told_leaves(tx, signed.order_by(Leaf.index))
    if not leaves:
        raise NoSuchDecision()
    cases = [item["case"] for leaf in leaves for item in _told(leaf).get("items") or ()]
    start = read_cursor(cursor, (int,))
    begin = max(0, start[0]) if start else 0
    shown = [origin_of_case(tx, case) for case in cases[begin : begin + limit]]
    more = begin + limit < len(cases)
    return Page(shown, write_cursor((begin + limit,)) if more else None)


def nominations_of(tx: Session, key: str) -> Person:
    """Every nomination of the person a key belongs to, whatever became of it; `NoSuchPerson` for an unknown key."""
    keys, rulings = _keys_of(tx, key)
    named: dict[str, str] = {}
    for one in keys:
        found = _marked(MarkKind.PERSON, one).where(Leaf.type.in_(_NAMES_A_NOMINEE)).order_by(Leaf.index)
        for case in tx.scalars(found.with_only_columns(Leaf.subject)):
            named.setdefault(case, one)
    if not named and not rulings:
        raise NoSuchPerson()
    nominations = (_nominated(tx, case, by) for case, by in named.items())
    ordered = tuple(sorted(nominations, key=lambda one: (one.first_at, one.case_id)))
    return Person(keys, ordered, rulings, read_head(tx))


def keys_in(tx: Session, case_id: str) -> tuple[str, ...]:
    """The keys by which the versions of a case name its nominee, oldest first."""
    own = select(Leaf).join(LeafCase, LeafCase.leaf == Leaf.index).where(LeafCase.case_id == case_id)
    leaves = told_leaves(tx, own.where(Leaf.type.in_(_NAMES_A_NOMINEE)).order_by(Leaf.index))
    named = (_key_in(_told(leaf)) for leaf in leaves)
    return tuple(dict.fromkeys(key for key in named if key is not None))


def _key_in(data: Mapping[str, Any]) -> str | None:
    """None where the person was erased."""
    key: str | None = data.get("nominee_key") or ((data.get("dossier") or {}).get("nominee") or {}).get("key")
    return key


def _told(leaf: Leaf) -> Mapping[str, Any]:
    """What was said, or what an erasure left of it; nothing where this release cannot read it."""
    return find_data(leaf) or find_left(leaf) or {}


def _nominated(tx: Session, case_id: str, key: str) -> Nominated:
    chapters = trace_case(tx, case_id, with_grounds=False).chapters
    own = [one for one in chapters if one.subject == case_id]
    last = max(one.time for one in chapters)
    return Nominated(case_id, key, standing_at(chapters, last), min(one.time for one in own), last)


def _keys_of(tx: Session, key: str) -> tuple[tuple[str, ...], tuple[Ruling, ...]]:
    """The key and every key ruled to be of the same subject, with the rulings met on the way; the last word counts."""
    keys, rulings = [key], dict[int, Ruling]()
    for one in keys:
        met = [_ruling(leaf) for leaf in told_leaves(tx, _marked(MarkKind.PERSON, one).where(Leaf.type == _RULING))]
        rulings.update((ruling.leaf, ruling) for ruling in met)
        in_order = sorted((ruling for ruling in met if ruling.is_of_keys), key=lambda ruling: ruling.leaf)
        last_word = {frozenset(ruling.keys): ruling for ruling in in_order}
        for ruling in last_word.values():
            keys.extend(other for other in ruling.keys if ruling.are_same and other not in keys)
    return tuple(keys), tuple(rulings[leaf] for leaf in sorted(rulings))


def _ruling(leaf: Leaf) -> Ruling:
    data = _told(leaf)
    keys = tuple(str(key) for key in (data["nominee_key"], data["other_key"]) if key is not None)
    is_of_keys = data.get("person") is None
    return Ruling(leaf.index, leaf.event_id, leaf.time, leaf.actor, keys, data["are_same"], data["reason"], is_of_keys)


def _marked(kind: MarkKind, mark: str) -> Any:
    marked = select(Leaf).join(LeafMark, LeafMark.leaf == Leaf.index)
    return marked.where(LeafMark.kind == kind.value, LeafMark.mark == mark)
