"""Gathering what an evidence pack holds: the leaves of a case, a decision or a period, with their proofs.

Owns: the statements, and finding what somebody means by CASE, DECISION or PERIOD. Promises: read-only; nothing beyond
the checkpoint the pack stands on; each leaf once, in order. Leaves to others: what may be shown (`rules.packing`).
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.audit.errors import ErasureNotSigned, NoSuchTree, NothingToPack, PackTooLarge
from services.audit.models import NOT_OF_ITS_SUBJECT, TELLS_PEOPLE, Checkpoint, Leaf, LeafCase, LeafMark
from services.audit.queries_around import subjects_around
from services.audit.queries_erasures import erasures_of
from services.audit.queries_proofs import Tiles
from services.audit.queries_said import told_leaves
from services.audit.queries_trace import case_named
from services.audit.rules.checkpoints import DECISIONS
from services.audit.rules.leaf import ENTRY, entry_of
from services.audit.rules.marks import MarkKind
from services.audit.rules.notes import Note, read_note
from services.audit.rules.packing import ERASED, NAMES_OTHERS, OUTSIDE, UUIDS, Packed, Scope, extract, gone_from
from services.audit.rules.tiles import inclusion_path, root_over
from shared.clock import VIETNAM
from shared.errors import Place
from shared.events.sealing import told
from shared.words import Words

MOST_LEAVES = 50_000
_AT_ONCE = 500
_LETTERS = ("review.submission_signed", "review.splits_pooled")
_ON_NO_CALENDAR = Words("Không có ngày này trên lịch.", "There are no such days on the calendar.")
_PERIOD = re.compile(r"(\d{4}(?:-\d{2}){0,2})(?:\.\.(\d{4}(?:-\d{2}){0,2}))?")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pack is asked about. `name` is an id, or for a period `first..last` (days of Việt Nam, both included)."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The leaves of a pack in order, what withheld ones say without naming others, and the range of a period."""

    leaves: Sequence[Packed]
    extracts: Sequence[Mapping[str, Any]]
    range: tuple[int, int] | None


def read_signed_at(tx: Session, size: int) -> Note:
    """The checkpoint that was signed at this size; `NoSuchTree` when none was."""
    written = tx.scalar(select(Checkpoint.note).where(Checkpoint.size == size))
    if written is None:
        raise NoSuchTree(f"Không có điểm chốt nào ở {size} lá.", f"No checkpoint was signed at {size} leaves.")
    return read_note(written.encode())


def find_subject(tx: Session, given: str) -> Subject:
    """CASE (id or receipt), DECISION (id or printed number) or PERIOD (2026, 2026-08, 2026-08-03, A..B)."""
    case = case_named(tx, given)
    if tx.scalar(select(LeafCase.leaf).where(LeafCase.case_id == case).limit(1)) is not None:
        return Subject("case", case)
    decided = _decisions(LeafMark.kind == MarkKind.DECISION.value, LeafMark.mark == given)
    found = tx.scalars(decided.with_only_columns(Leaf.subject).distinct()).all()
    if len(found) > 1:
        raise NothingToPack(
            f"Có {len(found)} quyết định số {given}; hãy dùng mã: {', '.join(found)}.",
            f"{len(found)} decisions bear the number {given}; name one by its id",
        )
    if found:
        return Subject("decision", found[0])
    days = _PERIOD.fullmatch(given)
    if days is None:
        raise NothingToPack()
    try:
        first, last = _days(days[1])[0], _days(days[2] or days[1])[1]
        _instants(first, last)
    except (ValueError, OverflowError) as error:
        raise NothingToPack(places=[Place("subject", _ON_NO_CALENDAR)]) from error
    return Subject("period", f"{first}..{last}")


def gather(tx: Session, subject: Subject, size: int) -> Gathered:
    """Everything of the first `size` leaves that belongs to the subject, and the erasures that took what is missing.

    `NothingToPack`, `PackTooLarge`, `ErasureNotSigned`.
    """
    if subject.kind == "period":
        return _of_period(tx, subject.name, size)
    if subject.kind == "case":
        return _packed(tx, size, _story(tx, [subject.name], size), Scope(frozenset({subject.name})))
    cases, named = _cases_of_decision(tx, subject.name)
    rows = _story(tx, sorted(cases), size)
    rows |= _by_index(_leaves(tx, size, Leaf.subject == subject.name, NOT_OF_ITS_SUBJECT))
    return _packed(tx, size, rows, Scope(cases, named))


def _decisions(*conditions: Any) -> Select[Leaf]:
    """Decisions of ours and of those beyond the chain."""
    return select(Leaf).join(LeafMark, LeafMark.leaf == Leaf.index).where(Leaf.type.in_(DECISIONS), *conditions)


def _days(given: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    year, month, day = ([int(part) for part in given.split("-")] + [0, 0])[:3]
    last_month = month or 12
    return (
        date(year, month or 1, day or 1),
        date(year, last_month, day or calendar.monthrange(year, last_month)[1]),
    )


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    """From when on and until before when; OverflowError for a day at an end of the calendar."""
    since, until = (datetime.combine(day, time(), VIETNAM) for day in (first, last + timedelta(days=1)))
    return since.astimezone(UTC), until.astimezone(UTC)


def _of_period(tx: Session, name: str, size: int) -> Gathered:
    """What happened in these days, and every leaf in between as its hash: nobody can leave one out unseen.

    Of other days besides only the erasures that took what is missing from these.
    """
    since, until = _instants(*(date.fromisoformat(day) for day in name.split("..")))
    happened = (Leaf.time >= since, Leaf.time < until, Leaf.index < size)
    least, most = tx.execute(select(func.min(Leaf.index), func.max(Leaf.index)).where(*happened)).one()
    if least is None:
        raise NothingToPack()
    if most - least >= MOST_LEAVES:
        raise PackTooLarge()
    rows = _by_index(_leaves(tx, size, Leaf.index >= least, Leaf.index <= most))
    outside = {row.index for row in rows.values() if not since <= row.time < until}
    gathered = _packed(tx, size, rows, Scope(None), outside)
    return Gathered(gathered.leaves, gathered.extracts, (least, most))


def _cases_of_decision(tx: Session, decision: str) -> tuple[frozenset[str], frozenset[str]]:
    """The cases on a decision's list, and all that it, the letters before it, their sessions or sums of votes name."""
    body = tx.scalar(select(Leaf.body).where(Leaf.type.in_(DECISIONS), Leaf.subject == decision, NOT_OF_ITS_SUBJECT))
    cases = frozenset(item["case"] for item in json.loads(body)["data"]["items"]) if body else frozenset[str]()
    about = select(LeafCase.leaf).where(LeafCase.case_id.in_(cases))
    letters = tx.scalars(select(Leaf.body).where(Leaf.type.in_(_LETTERS), Leaf.index.in_(about))).all()
    papers = [one for one in (body, *letters) if one]
    sat = {session for one in papers for session in json.loads(one)["data"].get("sessions", ())}
    sessions = tx.scalars(select(Leaf.body).where(Leaf.subject.in_(sat), NOT_OF_ITS_SUBJECT)).all()
    return cases, _known_cases(tx, UUIDS.findall(" ".join([*papers, *filter(None, sessions)])))


def _story(tx: Session, cases: Sequence[str], size: int) -> dict[int, Leaf]:
    """Leaves by index: of the cases, of what stands around them, of their policies, and the notices about these."""
    rows: dict[int, Leaf] = {}
    for some in _chunks(cases):
        rows |= _by_index(_leaves(tx, size, Leaf.index.in_(select(LeafCase.leaf).where(LeafCase.case_id.in_(some)))))
    policies = {row.policy for row in rows.values() if row.policy}
    for some in _chunks(sorted(subjects_around(tx, rows.values()) | policies)):
        rows |= _by_index(_leaves(tx, size, Leaf.subject.in_(some), NOT_OF_ITS_SUBJECT))
    for some in _chunks([row.event_id for row in rows.values()]):
        told = _leaves(tx, size, Leaf.causation.in_(some), TELLS_PEOPLE)
        rows |= _by_index(row for row in told if row.case_id is None or row.case_id in cases)
    if len(rows) > MOST_LEAVES:
        raise PackTooLarge()
    return rows


def _packed(
    tx: Session, size: int, rows: Mapping[int, Leaf], scope: Scope, outside: Collection[int] = ()
) -> Gathered:
    if not rows:
        raise NothingToPack()
    found = _set_out(tx, rows.values(), scope, outside)
    shown = [one.said for one, _ in found.values() if one.said is not None and one.withheld is None]
    erased = erasures_of(tx, frozenset(scope.cases or ()).union(*map(gone_from, shown)))
    if any(row.index >= size for row in erased):
        raise ErasureNotSigned()
    scope = replace(scope, erasures=frozenset(row.subject for row in erased))
    about = {**_by_index(erased), **{index: row for index, row in rows.items() if row.subject in scope.erasures}}
    found |= _set_out(tx, about.values(), scope, set(outside) - {row.index for row in erased})
    in_order = [found[index] for index in sorted(found)]
    return Gathered([one for one, _ in in_order], [left for _, left in in_order if left is not None], None)


def _set_out(
    tx: Session, rows: Collection[Leaf], scope: Scope, outside: Collection[int]
) -> dict[int, tuple[Packed, Mapping[str, Any] | None]]:
    """By index: the leaf as it goes into the pack, and what it says without naming others where that is withheld."""
    before = _chains_before(tx, rows)
    known = _known_cases(tx, (found for row in rows for found in UUIDS.findall(row.body or "")))
    found: dict[int, tuple[Packed, Mapping[str, Any] | None]] = {}
    for row in rows:
        said = told(row.body) if row.body else None
        others = scope.others_in(said, known & set(UUIDS.findall(row.body))) if said else frozenset()
        left = {"leaf": row.index, "type": row.type, "data": extract(said, others)} if said and others else None
        withheld = NAMES_OTHERS if others else OUTSIDE if row.index in outside else None if said else ERASED
        entry = json.loads(entry_of(**{name: getattr(row, name) for name in ENTRY}))
        packed = Packed(row.index, entry, row.body, said, before.get((row.source, row.position)), withheld)
        found[row.index] = packed, left
    return found


def proofs_of(tx: Session, leaves: Sequence[Packed], size: int) -> Iterator[list[str]]:
    """The audit path of each leaf in the tree of `size` leaves, as hex."""
    tiles = Tiles(tx)
    for leaf in leaves:
        yield [root_over(stretch, tiles).hex() for stretch in inclusion_path(leaf.index, size)]


def _chains_before(tx: Session, rows: Iterable[Leaf]) -> dict[tuple[str, int | None], str]:
    """The chained hash of the event before, by (source, position); none where that has not arrived."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        if row.position is not None:
            wanted.setdefault(row.source, []).append(row.position - 1)
    found: dict[tuple[str, int | None], str] = {(source, 1): "0" * 64 for source in wanted}
    for source, positions in wanted.items():
        for some in _chunks(sorted(set(positions))):
            chains = select(Leaf.position, Leaf.chain).where(Leaf.source == source, Leaf.position.in_(some))
            found |= {(source, position + 1): chain for position, chain in tx.execute(chains) if position and chain}
    return found


def _known_cases(tx: Session, ids: Iterable[str]) -> frozenset[str]:
    known: set[str] = set()
    for some in _chunks(sorted(set(ids))):
        known.update(tx.scalars(select(LeafCase.case_id).where(LeafCase.case_id.in_(some)).distinct()))
    return frozenset(known)


def _leaves(tx: Session, size: int, *conditions: Any) -> list[Leaf]:
    return told_leaves(tx, select(Leaf).where(Leaf.index < size, *conditions).order_by(Leaf.index))


def _by_index(rows: Iterable[Leaf]) -> dict[int, Leaf]:
    return {row.index: row for row in rows}


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(values), _AT_ONCE):
        yield values[at : at + _AT_ONCE]
