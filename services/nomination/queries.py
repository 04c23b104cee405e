"""Reading nominations, lists, papers and what is known of other cases.

Owns: the selects. Promises: no hidden loads; a proposer sees its own unit only (`visible_to`).
Leaves to others: what rules are asked with (`queries_known`), judging it (`rules`), changing it (`actions_*`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select, tuple_
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchHold, NoSuchList, NoSuchNomination, NoSuchPaper
from services.nomination.models import (
    DossierVersion,
    Hold,
    Nomination,
    NominationList,
    StoredPaper,
)
from shared.events.terms import FINAL_STATES, CaseState
from shared.holding import held
from shared.names import fold
from shared.rows import among
from shared.web.paging import Page, page_of, read_cursor

# A case in one of these neither claims a subject nor counts as a duplicate.
NOT_CLAIMING = (
    CaseState.DRAFT.value,
    CaseState.NOT_AWARDED.value,
    CaseState.WITHDRAWN.value,
    CaseState.CANCELLED.value,
)


def answered_by(unit: str) -> ColumnElement[bool]:
    """The nominations a union answers for: its own while it exists, and those of the unions that merged into it."""
    return or_(Nomination.successor_id == unit, and_(Nomination.unit_id == unit, Nomination.successor_id.is_(None)))


def is_worked_on_by(unit: str) -> ColumnElement[bool]:
    """The same for lists."""
    own = and_(NominationList.unit_id == unit, NominationList.successor_id.is_(None))
    return or_(NominationList.successor_id == unit, own)


def get_nomination(tx: Session, nomination_id: str, *, lock: bool = False) -> Nomination:
    wanted = select(Nomination).where(Nomination.id == nomination_id)
    found = tx.scalar(held(wanted) if lock else wanted)
    if found is None:
        raise NoSuchNomination()
    return found


_LOCK = held(select(Nomination).where(among(Nomination.id, "ids")).order_by(Nomination.id))


def lock_nominations(tx: Session, ids: Collection[str]) -> dict[str, Nomination]:
    """Those of the nominations that exist, held in one order, so that two lists never wait for each other in a ring."""
    return {row.id: row for row in tx.scalars(_LOCK, {"ids": ids})}


def get_list(tx: Session, list_id: str, *, lock: bool = False) -> NominationList:
    wanted = select(NominationList).where(NominationList.id == list_id)
    found = tx.scalar(held(wanted) if lock else wanted)
    if found is None:
        raise NoSuchList()
    return found


def get_hold(tx: Session, hold_id: str) -> Hold:
    found = tx.scalar(held(select(Hold).where(Hold.id == hold_id)))
    if found is None:
        raise NoSuchHold()
    return found


def get_paper(tx: Session, paper_id: str, *, nomination: Nomination) -> StoredPaper:
    found = tx.scalar(select(StoredPaper).where(StoredPaper.id == paper_id, _belongs_to(nomination)))
    if found is None:
        raise NoSuchPaper()
    return found


def get_list_paper(tx: Session, list_id: str, paper_id: str) -> StoredPaper:
    """One that the list shares still."""
    own = (StoredPaper.id == paper_id, StoredPaper.list_id == list_id, StoredPaper.removed_at.is_(None))
    found = tx.scalar(select(StoredPaper).where(*own))
    if found is None:
        raise NoSuchPaper()
    return found


def rows_sent_with(tx: Session, list_id: str, paper_id: str) -> list[Nomination]:
    """The cases of a list under way whose last version has this paper; all rows are held, so that none goes up now."""
    own = held(select(Nomination).where(Nomination.list_id == list_id).order_by(Nomination.id))
    ended = {CaseState.DRAFT, *FINAL_STATES}
    under_way = {row.id: row for row in tx.scalars(own) if CaseState(row.state) not in ended}
    versions = tx.scalars(
        select(DossierVersion).where(DossierVersion.nomination_id.in_(under_way)).order_by(DossierVersion.nomination_id)
    )
    return [
        under_way[one.nomination_id]
        for one in versions
        if one.number == under_way[one.nomination_id].dossier_version
        and paper_id in {paper["id"] for paper in one.dossier.get("papers") or ()}
    ]


def papers_of(tx: Session, nomination: Nomination) -> Sequence[StoredPaper]:
    """Its own papers and those its list shares, in the order they came."""
    return tx.scalars(
        select(StoredPaper)
        .where(_belongs_to(nomination), StoredPaper.removed_at.is_(None))
        .order_by(StoredPaper.id)
    ).all()


def papers_of_list(tx: Session, list_id: str) -> Sequence[StoredPaper]:
    return tx.scalars(
        select(StoredPaper)
        .where(StoredPaper.list_id == list_id, StoredPaper.removed_at.is_(None))
        .order_by(StoredPaper.id)
    ).all()


def _belongs_to(nomination: Nomination) -> Any:
    own = StoredPaper.nomination_id == nomination.id
    return own if nomination.list_id is None else or_(own, StoredPaper.list_id == nomination.list_id)


def versions_of(tx: Session, nomination_id: str) -> Sequence[DossierVersion]:
    return tx.scalars(
        select(DossierVersion).where(DossierVersion.nomination_id == nomination_id).order_by(DossierVersion.number)
    ).all()


def list_nominations(
    tx: Session, *, unit: str | None, cursor: str | None, limit: int, search: str | None = None,
    state: CaseState | None = None, plan: str | None = None, award: str | None = None, list_id: str | None = None,
    by_name: bool = False,
) -> Page[Nomination]:  # fmt: skip
    """Newest first, or by given name then surname. `unit` None reads everybody's; `search` finds names without marks,
    and receipts."""
    wanted: Select[Nomination] = select(Nomination).limit(limit + 1)
    if by_name:
        wanted = wanted.order_by(Nomination.name_order, Nomination.id)
        after = read_cursor(cursor, [str, str])
        if after is not None:
            wanted = wanted.where(tuple_(Nomination.name_order, Nomination.id) > tuple_(*after))
    else:
        wanted = wanted.order_by(Nomination.id.desc())
        after = read_cursor(cursor, [str])
        if after is not None:
            wanted = wanted.where(Nomination.id < after[0])
    if unit is not None:
        wanted = wanted.where(answered_by(unit))
    if search is not None:
        folded = fold(search)
        found = or_(Nomination.folded.contains(folded, autoescape=True), Nomination.receipt == search.strip().upper())
        wanted = wanted.where(found if folded else false())
    for column, value in (
        (Nomination.state, state and state.value), (Nomination.plan, plan), (Nomination.award, award),
        (Nomination.list_id, list_id),
    ):  # fmt: skip
        if value is not None:
            wanted = wanted.where(column == value)
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.name_order, row.id] if by_name else [row.id])


def list_lists(tx: Session, *, unit: str | None, cursor: str | None, limit: int) -> Page[NominationList]:
    wanted = select(NominationList).order_by(NominationList.id.desc()).limit(limit + 1)
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(NominationList.id < after[0])
    if unit is not None:
        wanted = wanted.where(is_worked_on_by(unit))
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.id])


def find_list_of_file(tx: Session, *, unit: str, plan: str, file_sha256: str) -> NominationList | None:
    return tx.scalar(
        select(NominationList).where(
            NominationList.unit_id == unit, NominationList.plan == plan, NominationList.file_sha256 == file_sha256
        )
    )


def years_of_rows(tx: Session, list_id: str) -> dict[int | None, int]:
    """For which year each row of a list that was kept stands now."""
    wanted = select(Nomination.list_row, Nomination.year).where(Nomination.list_id == list_id)
    return {row: year for row, year in tx.execute(wanted)}


def progress_of_list(tx: Session, list_id: str) -> Sequence[Row[str, int | None, str, str | None]]:
    """(id, row in the sheet, state, receipt) of the nominations of a list in the order of its rows."""
    wanted = select(Nomination.id, Nomination.list_row, Nomination.state, Nomination.receipt)
    return tx.execute(wanted.where(Nomination.list_id == list_id).order_by(Nomination.list_row, Nomination.id)).all()


def drafts_of_list(tx: Session, list_id: str) -> Sequence[Nomination]:
    """The nominations of a list in the order of its rows."""
    return tx.scalars(
        select(Nomination).where(Nomination.list_id == list_id).order_by(Nomination.list_row, Nomination.id)
    ).all()


def list_holds(tx: Session, *, cursor: str | None, limit: int, only_open: bool) -> Page[Hold]:
    wanted = select(Hold).order_by(Hold.id.desc()).limit(limit + 1)
    after = read_cursor(cursor, [str])
    if after is not None:
        wanted = wanted.where(Hold.id < after[0])
    if only_open:
        wanted = wanted.where(Hold.lifted_at.is_(None))
    return page_of(tx.scalars(wanted).all(), limit, lambda row: [row.id])
