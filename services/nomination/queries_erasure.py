"""Requests for erasure, what is kept under a person's key, and who is refused since.

Owns: the selects. Promises: read-only; what was erased before is not found again. Leaves to others: asking and
confirming (`actions_erasure`), what is of whom (`rules.erasures`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchErasure
from services.nomination.models import Hold, Nomination, Unit
from services.nomination.models_erasure import ErasedName, ErasureRequest
from services.nomination.models_known import KnownAward
from services.nomination.queries_heirs import followed_by
from services.nomination.rules.erasures import Record, as_receipt
from shared.erasure import ERASED
from shared.events.terms import CaseState, SubjectKind
from shared.holding import held
from shared.names import spoken_key
from shared.rows import is_one_of
from shared.tables import erased_record, erasure
from shared.tombstones import Tombstone
from shared.web.paging import Page, page_of, read_cursor

# Decided is not enough: until the register has entered the award it still needs what the decision says of the person.
# Nor is an end while review owes an answer: what was asked could not be read any more.
_ENDED = frozenset(
    {CaseState.NOT_AWARDED, CaseState.WITHDRAWN, CaseState.PUBLISHED, CaseState.PRESENTED, CaseState.CANCELLED,
     CaseState.ARCHIVED}
)  # fmt: skip
_GONE = select(erased_record.c.record)

Subject = tuple[str, str]
"""The key of a subject and its spoken key."""

_NAMES_TOLD = exists().where(ErasedName.erasure == erasure.c.id)


def list_erasures(
    tx: Session, *, cursor: str | None, limit: int, asked_by: str | None = None
) -> Page[ErasureRequest]:
    """The newest first; of one person alone, if `asked_by` is given."""
    wanted = select(ErasureRequest).order_by(ErasureRequest.id.desc()).limit(limit + 1)
    if asked_by is not None:
        wanted = wanted.where(ErasureRequest.asked_by == asked_by)
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(ErasureRequest.id < after[0])
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.id])


def requests_waiting(tx: Session) -> Sequence[ErasureRequest]:
    """Those nobody has settled; of people there are few at a time."""
    return tx.scalars(select(ErasureRequest).where(ErasureRequest.outcome.is_(None)).order_by(ErasureRequest.id)).all()


def find_key(tx: Session, person: str) -> str | None:
    """Under which key somebody is kept: `person` is that key, or the id or receipt of a case, or the id of a hold."""
    of_receipt = Nomination.receipt == as_receipt(person)
    for column, is_named in (
        (Nomination.nominee_key, (Nomination.id == person, of_receipt, Nomination.nominee_key == person)),
        (Hold.nominee_key, (Hold.id == person, Hold.nominee_key == person)),
        (KnownAward.nominee_key, (KnownAward.case_id == person, KnownAward.nominee_key == person)),
    ):
        found = tx.scalar(select(column).where(or_(*is_named)).limit(1))
        if found is not None:
            return found
    return None


def records_under(tx: Session, key: str, *, lock: bool = False) -> tuple[Record, ...]:
    """All that is kept under a key and was not erased. Held, nothing begins while it is looked at: a case is changed
    under the lock of its row.
    """
    keys = keys_beside(tx, key)
    known = select(KnownAward).where(KnownAward.nominee_key.in_(keys), KnownAward.case_id.not_in(_GONE))
    awards = {award.case_id: award for award in tx.scalars(known.order_by(KnownAward.id))}
    own = or_(Nomination.nominee_key.in_(keys), Nomination.id.in_(awards))
    of_cases = select(Nomination).where(own, Nomination.id.not_in(_GONE)).order_by(Nomination.id)
    of_holds = select(Hold).where(Hold.nominee_key.in_(keys)).order_by(Hold.id)
    cases = tx.scalars(held(of_cases) if lock else of_cases).all()
    holds = tx.scalars(held(of_holds) if lock else of_holds).all()
    strangers = [award for case, award in awards.items() if case not in {row.id for row in cases}]
    return (*_of_cases(tx, cases), *map(_of_hold, holds), *map(_of_award, strangers))


def keys_beside(tx: Session, key: str) -> tuple[str, ...]:
    """A key and those a correction in the register put beside it, of a case and its award."""
    own, awarded = Nomination.nominee_key, KnownAward.nominee_key
    pairs = select(own, awarded).join(KnownAward, KnownAward.case_id == Nomination.id).where(own != awarded)
    found, frontier = {key}, {key}
    while frontier:
        touched = pairs.where(Nomination.id.not_in(_GONE), or_(own.in_(frontier), awarded.in_(frontier)))
        frontier = {one for pair in tx.execute(touched) for one in pair} - found
        found |= frontier
    return tuple(sorted(found))


def get_erasure(tx: Session, erasure_id: str, *, asked_by: str | None = None) -> ErasureRequest:
    """One of another person is as if it were not there, if `asked_by` is given."""
    found = tx.get(ErasureRequest, erasure_id)
    if found is None or asked_by not in (None, found.asked_by):
        raise NoSuchErasure()
    return found


def records_of(tx: Session, request: ErasureRequest) -> dict[str, Sequence[Record]]:
    """What a request takes and leaves, as far as it still stands. One of a release before named nothing: all goes that
    is under its key."""
    if request.cases is None:
        return {"taken": records_under(tx, request.nominee_key) if request.outcome is None else (), "left": ()}
    taken, left = (*request.cases, *(request.holds or ())), request.standing or ()
    return {"taken": _records_named(tx, taken), "left": _records_named(tx, left)}


def _records_named(tx: Session, ids: Collection[str]) -> tuple[Record, ...]:
    cases = tx.scalars(select(Nomination).where(Nomination.id.in_(ids)).order_by(Nomination.id)).all()
    holds = tx.scalars(select(Hold).where(Hold.id.in_(ids)).order_by(Hold.id)).all()
    known = tx.scalars(select(KnownAward).where(KnownAward.case_id.in_(ids)).order_by(KnownAward.id)).all()
    strangers = {award.case_id: award for award in known if award.case_id not in {row.id for row in cases}}
    return (*_of_cases(tx, cases), *map(_of_hold, holds), *map(_of_award, strangers.values()))


def find_refusing(tx: Session, subject: Subject, unit: str | None) -> Tombstone | None:
    """The latest erasure of a subject somebody names again at this union; `unit` None: where no union is named."""
    if not refused_among(tx, [subject], unit):
        return None
    key, sound = subject
    is_named = erasure.c.id.in_(select(ErasedName.erasure).where(ErasedName.spoken == sound))
    is_of_all = (erasure.c.nominee_key == key) & ~_NAMES_TOLD
    wanted = select(*(erasure.c[name] for name in Tombstone.__dataclass_fields__)).where(or_(is_named, is_of_all))
    row = tx.execute(wanted.order_by(erasure.c.id.desc()).limit(1)).first()
    return None if row is None else Tombstone(*row)


def refused_among(tx: Session, subjects: Collection[Subject], unit: str | None) -> frozenset[Subject]:
    """Which of these were erased, as far as a union can know: a name others bear there too refuses nobody."""
    if not subjects:
        return frozenset()
    is_name = is_one_of(tx, ErasedName.__table__.c.spoken, sorted({sound for _, sound in subjects}))
    told = select(ErasedName.spoken, ErasedName.unit).where(is_name, ErasedName.is_shared.is_(False))
    found = tx.execute(union_all(told, _whole(tx, subjects))).all()
    everywhere = {sound for sound, where in found if not where}
    refused = frozenset(one for one in subjects if everywhere.intersection(one))
    bound = {sound for sound, where in found if where} if unit else set()
    if not (bound and unit):
        return refused
    unions = followed_by(tx, {unit})[unit]
    here = {sound for sound, where in found if where in unions}
    met = {one for one in subjects if one[1] in here}
    return refused | (met - _borne_by_others(tx, met, unions))


def _whole(tx: Session, subjects: Collection[Subject]) -> Select[str, str]:
    """Keys a release erased that meant everybody who has them; in no union, as a name that is refused everywhere."""
    is_key = is_one_of(tx, erasure.c.nominee_key, sorted({key for key, _ in subjects}))
    return select(erasure.c.nominee_key, literal("")).where(is_key, ~_NAMES_TOLD)


def _borne_by_others(tx: Session, subjects: Collection[Subject], unions: Collection[str]) -> set[Subject]:
    """Those of whom a sheet that was not erased stands at these unions: mergers bring namesakes together."""
    there = or_(Nomination.unit_id.in_(unions), Nomination.successor_id.in_(unions))
    of_them = Nomination.nominee_key.in_({key for key, _ in subjects}) & Nomination.id.not_in(_GONE)
    rows = tx.execute(select(Nomination.nominee_key, Nomination.nominee_name).where(there, of_them))
    return {(key, spoken_key(key, name)) for key, name in rows}


def keys_erased_whole(tx: Session, keys: Collection[str]) -> frozenset[str]:
    """Which of these keys a release erased that meant everybody who has them."""
    if not keys:
        return frozenset()
    whole = select(erasure.c.nominee_key).where(is_one_of(tx, erasure.c.nominee_key, sorted(keys)), ~_NAMES_TOLD)
    return frozenset(tx.scalars(whole))


def _of_cases(tx: Session, rows: Sequence[Nomination]) -> list[Record]:
    named = {unit for row in rows for unit in (row.unit_id, row.answering)}
    names = {id: name for id, name in tx.execute(select(Unit.id, Unit.name).where(Unit.id.in_(named)))}
    told = select(KnownAward.case_id, KnownAward.nominee_key, KnownAward.nominee_name).order_by(KnownAward.id)
    renamed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for case, key, name in tx.execute(told.where(KnownAward.case_id.in_({row.id for row in rows}))):
        renamed[case].append((key, name))
    return [_of_case(row, names, renamed[row.id]) for row in rows]


def _of_case(row: Nomination, names: dict[str, str], awarded: Sequence[tuple[str, str]]) -> Record:
    own = (row.nominee_key, row.nominee_name)
    return Record(
        id=row.id, kind="case", key=row.nominee_key, name=row.nominee_name, receipt=row.receipt, birth=row.birth,
        unit=row.answering, unit_name=names[row.answering], units=tuple(sorted({row.unit_id, row.answering})),
        state=row.state, is_person=row.draft["nominee"]["kind"] == SubjectKind.INDIVIDUAL.value,
        renamed=tuple(one for one in awarded if one != own and one[1] != ERASED),
        is_open=CaseState(row.state) not in _ENDED or row.withdrawal_asked_at is not None,
    )  # fmt: skip


def _of_hold(row: Hold) -> Record:
    return Record(id=row.id, kind="hold", key=row.nominee_key, name=row.nominee_name, is_open=row.lifted_at is None)


def _of_award(row: KnownAward) -> Record:
    return Record(
        id=row.case_id, kind="award", key=row.nominee_key, name=row.nominee_name, unit_name=row.unit_name,
        state=CaseState.PUBLISHED.value,
    )  # fmt: skip
