"""The register of relations: whose kin somebody is, who they are in the lists, which unit is their own.

Owns: declaring and withdrawing. Promises: a declaration works at once – in sessions already called, too; nobody takes
their own back to see a case again; events never say who the relative is. Leaves to others: what follows (`recusals`,
`blindness`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.council_errors import DeclarationAbsent, NotForOthers
from services.review.council_models import CouncilSession, Declaration, SessionMember, SessionState, Voter
from services.review.council_queries import lock_session
from services.review.permissions import PERMISSIONS
from services.review.recusal_queries import Kind
from services.review.recusals import declare_at_meeting
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.errors import Conflict, InvalidInput, Place
from shared.events.council import RelationDeclared, RelationWithdrawn
from shared.events.envelope import Actor
from shared.events.terms import Role, SubjectKind
from shared.names import clean_person, nominee_key, read_birth, without_honorific
from shared.permissions import authorize
from shared.words import Words
from shared.work import Work


def declare_relation(
    work: Work, *, person: str, kind: Kind, name: str | None = None, birth: str | None = None, unit: str | None = None
) -> Declaration:
    """Declare for oneself; an administrator enters what was declared on paper. `name` and `birth` name a person."""
    authorize(PERMISSIONS, "declare_relation", work.actor)
    if person != work.actor.subject and work.actor.role is not Role.ADMINISTRATOR:
        raise NotForOthers()
    about, about_year = _about(kind, name, birth, unit, today=office_day(work.now))
    row = Declaration(
        id=work.new_id(), person=person, kind=kind.value, about=about, about_year=about_year,
        declared_by=work.actor.subject, declared_at=work.now, salt=work.new_salt(),
    )  # fmt: skip
    work.tx.add(row)
    work.tx.flush()
    by_year = {} if about_year is None else {"about_year": about_year}
    bound = kept_hash(Declaration.__table__, salt=row.salt, about=about, **by_year)
    said = RelationDeclared(
        declaration=row.id, person=person, kind=kind.value, kept_sha256=bound, by_year=bool(by_year)
    )
    work.emit(row.id, said)
    _recuse_where_called(work, person)
    return row


def _about(
    kind: Kind, name: str | None, birth: str | None, unit: str | None, *, today: date
) -> tuple[str, str | None]:
    """What is declared, and the key of the same person where a dossier states the year of birth alone."""
    needed = {"unit": unit} if kind is Kind.UNIT else {"name": name, "birth": birth}
    if missing := [field for field, value in needed.items() if not value]:
        words = Words("Cần ghi rõ.", "This is needed.")
        raise InvalidInput(places=[Place(field, words) for field in missing])
    if kind is Kind.UNIT:
        return unit or "", None
    # As dossiers write them: what nobody can be called or be born on would match nobody, and nobody would know.
    named = _taken("name", lambda: clean_person(without_honorific(name or "")))
    born = _taken("birth", lambda: read_birth(birth, on=today))
    year, whole = born[:4], nominee_key(SubjectKind.INDIVIDUAL, named, born)
    return whole, None if year == born else nominee_key(SubjectKind.INDIVIDUAL, named, year)


def _taken(field: str, take: Callable[[], str]) -> str:
    try:
        return take()
    except InvalidInput as refused:
        raise InvalidInput(places=[Place(field, refused.said, refused.code)]) from refused


def _recuse_where_called(work: Work, person: str) -> None:
    """Sessions that sit or vote with this member, unless their ballot is in the box already: it cannot be told out.

    Of this member alone: somebody else's ballot may be in the box, whatever they declared since.
    """
    open_ones = (SessionState.OPENED.value, SessionState.VOTING.value)
    called = select(CouncilSession.id).join(SessionMember, SessionMember.session_id == CouncilSession.id)
    wanted = called.where(SessionMember.member == person, CouncilSession.state.in_(open_ones))
    for session_id in work.tx.scalars(wanted.order_by(CouncilSession.id)).all():
        # Asked under the lock: a ballot may come in, and the vote be closed, while this waits for it.
        session = lock_session(work.tx, session_id)
        if session.state in open_ones and work.tx.get(Voter, (session_id, person)) is None:
            declare_at_meeting(work, session_id, (), [person])


def withdraw_declaration(work: Work, declaration_id: str) -> Declaration:
    """Take back what was declared in error; recusals it led to stay with their sessions."""
    authorize(PERMISSIONS, "withdraw_declaration", work.actor)
    row = work.tx.get(Declaration, declaration_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise DeclarationAbsent()
    if row.person == work.actor.subject:
        raise NotForOthers("Không tự rút khai báo của mình.", "Nobody takes back their own declaration.")
    if row.withdrawn_at is not None:
        raise Conflict("Khai báo đã được rút.", "The declaration was withdrawn before.")
    row.withdrawn_by, row.withdrawn_at = work.actor.subject, work.now
    work.emit(row.id, RelationWithdrawn(declaration=row.id, person=row.person, kind=row.kind))
    return row


def list_declarations(tx: Session, actor: Actor) -> Sequence[Declaration]:
    """One's own; auditors and administrators see everybody's."""
    wanted = select(Declaration).order_by(Declaration.id)
    if actor.role not in PERMISSIONS["read_every_case"].roles:
        wanted = wanted.where(Declaration.person == actor.subject)
    return tx.scalars(wanted).all()
