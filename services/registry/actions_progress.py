"""What units bring forward under a plan: initiatives, their entry in outside registers, reports.

Owns: the use cases. Promises: a unit enters for itself, the province for all; a report is dated by the office's clock
or earlier, never later, and whether it is late follows from the plan's own words. Leaves to others: counting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from services.registry.changes import sign_row
from services.registry.errors import NoSuchReport, PersonWasErased, ReportAlreadyReceived
from services.registry.models_progress import Initiative, InitiativeAuthor, ReportReceived
from services.registry.permissions import PERMISSIONS
from services.registry.queries_erasure import hold_authors, is_erased
from services.registry.queries_progress import get_initiative
from services.registry.queries_unions import place_in_tree
from services.registry.rules.figures import problems_of_unit
from shared.clock import office_day
from shared.comparable import kept_hash
from shared.desk import Desk
from shared.errors import InvalidInput, Place
from shared.events import registry_progress as events
from shared.events.terms import Block, InitiativeScope, Role, SubjectKind
from shared.names import clean_person, nominee_key, read_birth, without_honorific
from shared.permissions import authorize
from shared.policy.plans import Plan
from shared.versions import refuse_stale
from shared.words import Words
from shared.work import Work

_OWN = (Role.GRASSROOTS_OFFICER, Role.GRASSROOTS_HEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    full_name: str
    birth: str


_BOUND = ("unit_name", "block", "title", "recognised_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An initiative as its unit enters it."""

    unit: str
    unit_name: str
    block: Block
    title: str
    scope: InitiativeScope
    recognised_on: date
    recognised_by: str
    authors: Sequence[Author]


def record_initiative(desk: Desk, work: Work, plan: str, made: Made) -> Initiative:
    """Enter an initiative somebody recognised, with everybody who made it."""
    authorize_entry(work, made.unit)
    desk.policies.policies.plan(plan)  # an unknown plan is refused
    _refuse_strange_unit(work, made.unit, made.block)
    today = office_day(work.now)
    _refuse_future(made.recognised_on, today, "recognised_on")
    row = Initiative(
        id=work.new_id(), plan=plan, unit=made.unit, unit_name=made.unit_name, block=made.block.value,
        title=made.title, scope=made.scope.value, recognised_on=made.recognised_on, recognised_by=made.recognised_by,
        version=0,
    )  # fmt: skip
    row.authors = [_author(work, author, place, made) for place, author in enumerate(made.authors)]
    _refuse_erased(work, row.authors, made.unit)
    sign_row(row, work, "record_initiative")
    work.tx.add(row)
    said = events.InitiativeRecorded(
        initiative=row.id, plan=plan, unit=row.unit, scope=made.scope, recognised_on=row.recognised_on,
        persons=len(row.authors),
        kept_sha256=kept_hash(Initiative.__table__, **{name: getattr(row, name) for name in _BOUND}),
        authors=tuple(_bound(author) for author in row.authors),
    )  # fmt: skip
    work.emit(row.id, said)
    return row


def enter_elsewhere(
    desk: Desk, work: Work, initiative: str, *, seen: int, registry: str, number: str, entered_on: date
) -> Initiative:
    """Record that the initiative stands in a register of somebody else, under which number, since when."""
    row = get_initiative(work.tx, initiative)
    authorize_entry(work, row.unit)
    refuse_stale(row, seen)
    _refuse_future(entered_on, office_day(work.now), "entered_on")
    _refuse_closed(desk.policies.policies.plan(row.plan), registry, entered_on)
    row.external_registry, row.external_number, row.external_on = registry, number, entered_on
    sign_row(row, work, "enter_elsewhere")
    said = events.ExternalEntryRecorded(
        initiative=row.id, plan=row.plan, unit=row.unit, registry=registry, number=number, entered_on=entered_on
    )
    work.emit(row.id, said)
    return row


def receive_report(
    desk: Desk, work: Work, plan: str, report: str, *, unit: str, unit_name: str, period: str, document: str,
    received_on: date | None,
) -> ReportReceived:  # fmt: skip
    """Enter that a report came in; the plan's wording says whether it is late."""
    authorize(PERMISSIONS, "receive_report", work.actor)
    owed = next((one for one in desk.policies.policies.plan(plan).reports if one.id == report), None)
    if owed is None:
        raise NoSuchReport()
    today = office_day(work.now)
    received = received_on or today
    _refuse_future(received, today, "received_on")
    same = select(ReportReceived.received_on).where(
        ReportReceived.plan == plan, ReportReceived.report == report, ReportReceived.unit == unit,
        ReportReceived.period == period,
    )  # fmt: skip
    if work.tx.scalar(same) is not None:
        raise ReportAlreadyReceived()
    row = ReportReceived(
        id=work.new_id(), plan=plan, report=report, unit=unit, unit_name=unit_name, period=period, document=document,
        received_on=received, received_by=work.actor.subject, is_late=owed.is_late(received),
    )  # fmt: skip
    work.tx.add(row)
    work.tx.flush()  # two that meet are told here, where the frame tries again
    said = events.ReportReceived(
        receipt=row.id, plan=plan, report=report, unit=unit, period=period, received_on=received,
        last_day=owed.last_day, is_late=row.is_late,
        kept_sha256=kept_hash(ReportReceived.__table__, unit_name=unit_name, document=document),
    )  # fmt: skip
    work.emit(row.id, said)
    return row


def authorize_entry(work: Work, unit: str) -> None:
    """A unit enters and takes back its own, the office everybody's."""
    is_own = work.actor.role in _OWN
    authorize(PERMISSIONS, "record_initiative" if is_own else "record_initiative_of_units", work.actor, own_unit=unit)


def _refuse_strange_unit(work: Work, unit: str, block: Block) -> None:
    problems = problems_of_unit(place_in_tree(work.tx, unit), block)
    if problems:
        raise InvalidInput(places=problems)


def _author(work: Work, author: Author, place: int, made: Made) -> InitiativeAuthor:
    """Whoever made it, as every service stores a person; nobody has anything recognised before birth."""
    at, today = f"authors.{place}", office_day(work.now)
    name = _taken(f"{at}.full_name", lambda: clean_person(without_honorific(author.full_name)))
    birth = _taken(f"{at}.birth", lambda: read_birth(author.birth, on=today))
    if made.recognised_on.isoformat() < birth:  # a birth may be a year alone
        words = Words(
            "Ngày công nhận sớm hơn ngày sinh của tác giả.", "It would have been recognised before its author's birth."
        )
        raise InvalidInput(places=[Place("recognised_on", words, "registry.recognised_on")])
    key = nominee_key(SubjectKind.INDIVIDUAL, name, birth)
    salts = {"key_salt": work.new_salt(), "salt": work.new_salt()}
    return InitiativeAuthor(place=place, key=key, name=name, birth=birth, **salts)


def _refuse_erased(work: Work, authors: Sequence[InitiativeAuthor], unit: str) -> None:
    hold_authors(work.tx, {author.key for author in authors})
    for author in authors:
        if is_erased(work.tx, author.key, author.name, unit):
            at = f"authors.{author.place}"
            raise PersonWasErased(places=[Place(at, PersonWasErased.words, PersonWasErased.code)])


def _taken(at: str, read: Callable[[], str]) -> str:
    try:
        return read()
    except InvalidInput as refused:
        raise InvalidInput(places=[Place(at, refused.said, refused.code)]) from refused


def _bound(author: InitiativeAuthor) -> events.AuthorBound:
    table = InitiativeAuthor.__table__
    return events.AuthorBound(
        key_sha256=kept_hash(table, key_salt=author.key_salt, key=author.key),
        kept_sha256=kept_hash(table, salt=author.salt, name=author.name, birth=author.birth),
    )


def _refuse_future(day: date, today: date, at: str) -> None:
    if day > today:
        raise InvalidInput(places=[Place(at, Words("Ngày ở tương lai.", "the day lies in the future"), "date.future")])


def _refuse_closed(plan: Plan, registry: str, entered_on: date) -> None:
    named = next((one for one in plan.registries if one.id == registry), None)
    if named is None:
        words = Words("Kế hoạch không nêu hệ thống này.", "the plan names no such register")
        raise InvalidInput(places=[Place("registry", words, "registry.external_unknown")])
    if not named.was_open_on(entered_on):
        words = Words(
            f"{named.name.vi} chỉ mở từ {named.first:%d/%m/%Y} đến {named.last:%d/%m/%Y}.",
            f"the {named.name.en} was open from {named.first:%d/%m/%Y} to {named.last:%d/%m/%Y} only",
        )
        raise InvalidInput(places=[Place("entered_on", words, "registry.external_closed")])
