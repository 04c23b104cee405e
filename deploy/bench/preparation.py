"""Everything that is there before the clock starts: units, lists with their papers and drafts, the council.

Owns: writing them, through the services' own acts. Promises: what is prepared is complete, so that every rule holds.
Leaves to others: the road itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from deploy.bench import field
from services.nomination.actions_drafts import new_paper
from services.nomination.actions_lists import import_list, record_meeting
from services.nomination.actions_units import register_unit
from services.nomination.intake import ReadList
from services.nomination.paper_store import PDF, KeptFile
from services.review.council_actions import seat_council
from shared.canonical import sha256_hex
from shared.desk import Desk
from shared.events.dossier import Minutes
from shared.events.terms import Block, CouncilKind, PaperKind, UnitKind, Via

_SHARED_PAPERS = (
    PaperKind.SUBMISSION_LETTER,
    PaperKind.SUMMARY_LIST,
    PaperKind.MINUTES,
    PaperKind.ACHIEVEMENT_REPORT,
)


def prepare(nomination: Desk, review: Desk, nominations: int) -> None:
    """Drafts for so many nominations, rounded up to whole lists."""
    unions = field.unions(nominations)
    _register_units(nomination, unions)
    for number, union in enumerate(unions):
        _prepare_list(nomination, union, number * field.PER_LIST)
    with review.working(field.ADMINISTRATOR, via=Via.COMMAND_LINE) as work:
        seat_council(
            review, work, kind=CouncilKind.FEDERATION, body=field.PROVINCE,
            members=[member.subject for member in field.COUNCIL], chair=field.COUNCIL[0].subject,
            secretary=field.SECRETARY.subject, valid_from=field.VALID_FROM, document="QĐ 01/QĐ-LĐLĐ",
        )  # fmt: skip


def _register_units(desk: Desk, unions: Sequence[str]) -> None:
    wanted: list[tuple[str, str, UnitKind, str | None]] = [
        (field.PROVINCE, "LĐLĐ tỉnh Khánh Hòa", UnitKind.PROVINCIAL, None),
        *((name, f"LĐLĐ {name}", UnitKind.DISTRICT, field.PROVINCE) for name in field.DISTRICTS),
        *((name, f"CĐCS Công ty {name}", UnitKind.GRASSROOTS, field.district_of(name)) for name in unions),
    ]
    with desk.working(field.ADMINISTRATOR, via=Via.COMMAND_LINE) as work:
        for unit, name, kind, parent in wanted:
            register_unit(
                desk, work, name=name, kind=kind, valid_from=field.VALID_FROM, unit_id=unit,
                block=Block.ENTERPRISE if kind is UnitKind.GRASSROOTS else None, parent=parent,
            )  # fmt: skip


def _prepare_list(desk: Desk, union: str, first: int) -> None:
    """One list of a union with the papers all its rows share."""
    rows = [(at + 1, field.dossier(first + at)) for at in range(field.PER_LIST)]
    read = ReadList(sha256=sha256_hex(union.encode()), good=tuple(rows), faulty=())
    with desk.working(field.officer(union), via=Via.LIST) as work:
        kept, _ = import_list(desk, work, plan=field.PLAN, file_name=f"{union}.xlsx", read=read)
        for kind in _SHARED_PAPERS:
            name = f"{kind.value}.pdf"
            content = KeptFile(name=name, media_type=PDF, size=90_000, sha256=sha256_hex(f"{union}{name}".encode()))
            new_paper(work, kind=kind, kept=content, list_id=kept.id)
        minutes = Minutes(held_on=date(2024, 5, 30), members=11, present=10, yes=10, no=0, is_signed=True)
        record_meeting(desk, work, kept.id, seen=None, minutes=minutes, rows_in_letter=field.PER_LIST)
