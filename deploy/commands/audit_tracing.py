"""`vinhdanh audit records|person|origin|state|differences`: following the ledger from a terminal.

Owns: how they are asked and shown. Promises: who looks at a case here is recorded as over HTTP; `--json` gives what the
HTTP interface gives. Leaves to others: finding (`services.audit`), the story of a case (`audit`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from deploy.commands.audit_ledger import json_option, language_option, reading_ledger
from deploy.commands.tables import print_whole
from services.audit import queries_tracing
from services.audit import schemas_tracing as schemas
from services.audit.errors import NoSuchAward
from services.audit.queries_records import Asked, Record, Way, page_of_records
from services.audit.queries_trace import case_named
from services.audit.rules.origin import Part
from services.audit.rules.telling import title_of
from shared.clock import VIETNAM
from shared.events.terms import SubjectKind
from shared.names import nominee_key
from shared.vocabulary import ROLES, STATES, WAYS, worded
from shared.web import instants
from shared.words import Language, Words

_WAYS = [way.value for way in Way]


class Instant(click.ParamType):
    """A day or an instant in ISO form, read as over HTTP (`shared.web.instants`); no zone is that of Việt Nam."""

    name = "day or moment"

    def __init__(self, read: Callable[[str], datetime]) -> None:
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(value)
            is_whole = at.tzinfo is not None or len(value) == len("2026-08-03")
            return self._read(value if is_whole else at.replace(tzinfo=VIETNAM).isoformat())
        except (ValueError, OverflowError):
            self.fail(f"{value} is no ISO date or instant", param, ctx)


SINCE, UNTIL, MOMENT = Instant(instants.since), Instant(instants.until), Instant(instants.moment)


@click.command()
@click.option("--by", "way", type=click.Choice(_WAYS), default=Way.PERIOD.value, show_default=True)
@click.argument("value", default="")
@click.option("--from", "since", type=SINCE, help="Acts from this moment or day on.")
@click.option("--to", "until", type=UNTIL, help="Acts before this moment, or up to the end of this day.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--cursor", help="Go on where a page ended.")
@language_option
@json_option
def records(
    way: str, value: str, since: datetime | None, until: datetime | None, limit: int, cursor: str | None,
    language: str, as_json: bool,
) -> None:  # fmt: skip
    """List leaves --by actor, unit, person, rule … VALUE, in a period."""
    if bool(value) == (way == Way.PERIOD):
        raise click.UsageError("--by WAY goes with a VALUE; a period needs none")
    with reading_ledger() as ledger:
        page = page_of_records(ledger.tx, Asked(Way(way), value, since, until), cursor=cursor, limit=limit)
        if way == Way.PERSON:
            ledger.shows("records", *dict.fromkeys(one.case_id for one in page.items if one.case_id is not None))
    if as_json:
        _say_json(schemas.RecordPageSchema().dump(page))
        return
    spoken = cast(Language, language)
    for one in page.items:
        click.echo(_line(one, spoken))
    more = Words("còn nữa: --cursor", "more: --cursor").in_language(spoken)
    click.echo(f"{len(page.items)} / {page.size}" + (f"; {more} {page.next}" if page.next else ""))


def _line(one: Record, language: Language) -> str:
    local = f"{one.time.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
    role, way = worded(ROLES, one.role), worded(WAYS, one.via)
    acting = f" ({one.on_behalf_of})" if one.on_behalf_of else ""
    who = f"{one.actor}{acting}, {role.in_language(language)}, {one.unit}; {way.in_language(language)}"
    return f"#{one.index} {local} {one.title.in_language(language)} [{one.subject}] – {who}"


@click.command()
@click.argument("named", required=False)
@click.option("--name", help="Full name; the key is made from it here and kept nowhere.")
@click.option("--birth", help="ISO date of birth, or year.")
@language_option
@json_option
def person(named: str | None, name: str | None, birth: str | None, language: str, as_json: bool) -> None:
    """Every nomination of a person, refused and withdrawn ones too.

    NAMED is the person's key, a case or its receipt number, or an award; or give --name and --birth.
    """
    if (named is None) == (name is None):
        raise click.UsageError("give NAMED, or --name (and --birth)")
    with reading_ledger() as ledger:
        tx = ledger.tx
        key = _key(tx, named) if named is not None else nominee_key(SubjectKind.INDIVIDUAL, str(name), birth)
        found = queries_tracing.nominations_of(tx, key)
        ledger.shows("person", *(one.case_id for one in found.nominations))
    if as_json:
        _say_json(schemas.PersonSchema().dump(found))
        return
    spoken = cast(Language, language)
    click.echo("\n".join(found.keys))
    for one in found.nominations:
        state = worded(STATES, one.standing.state or "").in_language(spoken)
        dossier = one.standing.dossier or {}
        what = f"{dossier.get('award', '')} {dossier.get('year', '')}".strip()
        begun = f"{one.first_at.astimezone(VIETNAM):%d/%m/%Y}"
        click.echo(f"{begun} {one.case_id} {one.standing.receipt or ''} {what}: {state}")
    for ruling in found.rulings:
        click.echo(_ruling(ruling, spoken))


def _ruling(ruling: queries_tracing.Ruling, language: Language) -> str:
    gone = Words("(đã xóa)", "(erased)").in_language(language)
    pair = (*ruling.keys, gone, gone)[:2]
    return f"#{ruling.leaf} {(' = ' if ruling.are_same else ' ≠ ').join(pair)}: {ruling.reason or gone}"


def _key(tx: Session, named: str) -> str:
    """The key of whoever a case or an award is about; what is neither is taken for a key."""
    keys = queries_tracing.keys_in(tx, _case(tx, named))
    return keys[-1] if keys else named


def _case(tx: Session, named: str) -> str:
    """The case by its id, its receipt number, or the award or certificate given for it."""
    try:
        return queries_tracing.case_of_award(tx, named)
    except NoSuchAward:
        return case_named(tx, named)


@click.command()
@click.argument("named")
@language_option
@json_option
def origin(named: str, language: str, as_json: bool) -> None:
    """What an award rests on: NAMED is a case, a receipt number, an award or a certificate number."""
    with reading_ledger() as ledger:
        found = queries_tracing.origin_of_case(ledger.tx, _case(ledger.tx, named))
        ledger.shows("origin", found.case_id)
    if as_json:
        _say_json(schemas.OriginSchema().dump(found))
        return
    spoken, console = cast(Language, language), Console()
    sittings = [part for one in found.sittings for part in (*one.course, *((one.vote,) if one.vote else ()))]
    for words, parts in (
        (Words("Sổ khen thưởng", "Register"), found.register),
        (Words("Quyết định", "Decisions"), found.decisions),
        (Words("Phiên họp và kết quả biểu quyết", "Sessions and ratios"), sittings),
        (Words("Văn bản của từng cấp", "Letters of each level"), found.letters),
        (Words("Các bản hồ sơ", "Versions of the dossier"), found.versions),
        (Words("Kết quả từng quy tắc", "Rule evaluations"), found.evaluations),
    ):
        console.rule(escape(words.in_language(spoken)))
        for part in parts:
            console.print(escape(_part(part, spoken)), highlight=False, soft_wrap=True)


def _part(part: Part, language: Language) -> str:
    local = f"{part.time.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
    said = {name: value for name, value in part.said.items() if name not in ("dossier", "road", "unit", "step")}
    plain = json.dumps(said, ensure_ascii=False)
    return f"#{part.leaf} {local} {title_of(part.type).in_language(language)} – {part.actor}: {plain}"


@click.command()
@click.argument("case")
@click.option("--at", "at", type=MOMENT, required=True, help="A moment, or the end of a day.")
def state(case: str, at: datetime) -> None:
    """How CASE (id or receipt number) stood at a moment, by events alone."""
    with reading_ledger() as ledger:
        found = queries_tracing.case_at(ledger.tx, case_named(ledger.tx, case), at)
        ledger.shows("state", found.case_id)
    _say_json(schemas.StoodSchema().dump(found))


@click.command()
@click.argument("case")
@click.option("--from", "earlier", type=SINCE, required=True, help="A moment, or the beginning of a day.")
@click.option("--to", "later", type=MOMENT, required=True, help="A moment, or the end of a day.")
@language_option
@json_option
def differences(case: str, earlier: datetime, later: datetime, language: str, as_json: bool) -> None:
    """What became different in CASE between two moments, and by which events."""
    with reading_ledger() as ledger:
        found = queries_tracing.compare_moments(ledger.tx, case_named(ledger.tx, case), earlier, later)
        ledger.shows("differences", found.case_id)
    if as_json:
        _say_json(schemas.ComparedSchema().dump(found))
        return
    spoken = cast(Language, language)
    table = Table(*Words("Nội dung|Trước|Sau", "What|Before|After").in_language(spoken).split("|"), show_edge=False)
    for one in found.differences:
        table.add_row(escape(one.name.in_language(spoken)), escape(_short(one.before)), escape(_short(one.after)))
    console = Console()
    print_whole(table)
    for chapter in found.chapters:
        console.print(escape(f"#{chapter.index} {chapter.title.in_language(spoken)}"), highlight=False)


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _say_json(plain: Any) -> None:
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
