"""`vinhdanh audit verify`: is the ledger what it was, has everything arrived, do the services' own logs say the same?

Owns: reaching the databases, and how the answer reads. Promises: exit code 0 only when no alteration was found; what
could not be checked is said and never taken for good. Leaves to others: checking (`services.audit`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services.audit.queries_logs import LogCompared, compare_log
from services.audit.queries_verification import Late, Verified
from services.audit.queries_verification import verify as verify_ledger
from services.audit.rules.erasures import Erasure
from services.audit.rules.faults import Fault
from services.audit.rules.notes import read_vkey
from services.audit.signing import public_file, read_public
from shared.clock import VIETNAM, wall_now
from shared.config import Settings, read_settings
from shared.db import Database
from shared.events.codec import to_plain
from shared.topology import emitters
from shared.words import Language, Words

_MOST_LATE = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in the ledger, beside each log, and which logs could not be read."""

    ledger: Verified
    logs: Sequence[LogCompared]
    unread: Sequence[str]

    @property
    def faults(self) -> list[Fault]:
        return [*self.ledger.faults, *(fault for log in self.logs for fault in log.faults)]

    @property
    def is_complete(self) -> bool:
        waits = any(log.unheard or log.unplaced or log.unerased for log in self.logs)
        return self.ledger.is_complete and not self.unread and not waits


@click.command()
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
@click.option("--complete", is_flag=True, help="Exit with 1 also when something is missing or could not be checked.")
@click.option("--ledger-only", is_flag=True, help="Do not read the other services' logs.")
def verify(language: str, as_json: bool, complete: bool, ledger_only: bool) -> None:
    """Recompute the tree; check checkpoints, every source for gaps and alterations, and every service's log."""
    found = examine(read_settings(), () if ledger_only else sorted(emitters()))
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        _show(Console(), found, cast(Language, language))
    if found.faults or (complete and not found.is_complete):
        sys.exit(1)


def examine(settings: Settings, sources: Sequence[str]) -> Answer:
    """The ledger by itself, then beside the logs of these services."""
    keys = read_public(settings.ledger_key) if public_file(settings.ledger_key).exists() else ()
    witnesses = [read_vkey(one.vkey) for one in settings.witnesses]
    logs, unread = [], []
    with closing(Database(settings.database_of("audit"), pool_size=2)) as database, database.reading() as tx:
        ledger = verify_ledger(tx, now=wall_now(), keys=keys, witnesses=witnesses)
        for source in sources:
            compared = _compare(tx, settings.database_of(source), source)
            if compared is None:
                unread.append(source)
            else:
                logs.append(compared)
    return Answer(ledger, logs, unread)


def _compare(ledger: Session, url: str, source: str) -> LogCompared | None:
    """None when the log cannot be read from here. SQLite would make an empty file of what is not there."""
    with closing(Database(url, pool_size=1)) as database:
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            return None
        try:
            with database.only_reading() as log:
                return compare_log(ledger, log, source)
        except DBAPIError:
            return None


def _show(console: Console, found: Answer, language: Language) -> None:
    def say(vi: str, en: str, style: str = "") -> None:
        console.print(escape(Words(vi, en).in_language(language)), style=style, highlight=False, soft_wrap=True)

    ledger = found.ledger
    say(f"Sổ chứng: {ledger.size} lá, gốc {ledger.root}", f"Ledger: {ledger.size} leaves, root {ledger.root}")
    for source, count in ledger.per_source.items():
        say(f"  {source}: {count} sự kiện", f"  {source}: {count} events")
    say(f"Điểm chốt đã ký: {ledger.checkpoints}", f"Signed checkpoints: {ledger.checkpoints}")
    for erasure in ledger.erasures:
        words = _erased(erasure)
        say(words.vi, words.en)
    for words in _missing(found):
        say(words.vi, words.en, "yellow")
    for fault in found.faults:
        leaf = "" if fault.leaf is None else f"#{fault.leaf}: "
        say(f"SAI LỆCH {leaf}{fault.words.vi}", f"ALTERED {leaf}{fault.words.en}", "red")
    if found.faults:
        say(f"Không nguyên vẹn: {len(found.faults)} sai lệch.", f"Not intact: {len(found.faults)} faults.", "red")
    else:
        say("Nguyên vẹn: cây tính lại từ các lá khớp gốc đã ghi.", "Intact: the leaves give the tree on record.")


def _erased(one: Erasure) -> Words:
    """What is missing by right, and by whose."""
    day, cases = f"{one.at.astimezone(VIETNAM):%d/%m/%Y}", len(one.records)
    return Words(
        f"Đã xóa dữ liệu cá nhân ngày {day}, căn cứ {one.basis}: {cases} hồ sơ; đề nghị {one.asked_by}, đồng ý"
        f" {one.confirmed_by}",
        f"Personal data erased on {day}, basis {one.basis}: {cases} records; asked by {one.asked_by}, confirmed by"
        f" {one.confirmed_by}",
    )


def _missing(found: Answer) -> list[Words]:
    """What is no alteration, and yet not as it should be."""
    said = []
    for gap in found.ledger.gaps:
        where, seconds = f"{gap.source} {gap.first}–{gap.last}", int(gap.age.total_seconds())
        said.append(Words(f"Chưa đến: {where} (đã {seconds} giây)", f"Not yet arrived: {where} (for {seconds} s)"))
    for log in found.logs:
        if log.unheard:
            where = f"{log.source} {log.unheard[0]}–{log.unheard[-1]} ({len(log.unheard)})"
            said.append(Words(f"Sổ chứng chưa nghe: {where}", f"In the log and not heard: {where}"))
        if log.unplaced:
            where = f"{log.source} ({log.unplaced})"
            said.append(Words(f"Nhật ký chưa gửi: {where}", f"In the log and not placed yet: {where}"))
        if log.unerased:
            where = f"{log.source} {log.unerased[0]}–{log.unerased[-1]} ({len(log.unerased)})"
            said.append(Words(f"Chưa xóa xong: {where}", f"Not erased yet: {where}"))
    late = found.ledger.late
    said.extend(_late(one) for one in late[:_MOST_LATE])
    if len(late) > _MOST_LATE:
        more = len(late) - _MOST_LATE
        said.append(Words(f"… và {more} sự kiện đến muộn khác", f"… and {more} late arrivals more"))
    said.extend(Words(f"Không đọc được nhật ký: {one}", f"Log not read: {one}") for one in found.unread)
    return [*said, *found.ledger.unknown]


def _late(one: Late) -> Words:
    where, hours = f"#{one.leaf} {one.source}/{one.position}", f"{one.lag.total_seconds() / 3600:.1f}"
    missed = "" if one.missed is None else f", {one.missed}"
    vi, en = f"Đến muộn: {where} (sau {hours} giờ", f"Came late: {where} (after {hours} h"
    return Words(
        f"{vi}{missed and f'; lẽ ra có trong điểm chốt{missed[1:]}'})",
        f"{en}{missed and f'; checkpoint{missed[1:]} should have held it'})",
    )


def _plain(found: Answer) -> dict[str, Any]:
    ledger = found.ledger
    return {
        "size": ledger.size,
        "root": ledger.root,
        "recomputed_root": ledger.recomputed_root,
        "is_intact": not found.faults,
        "is_complete": found.is_complete,
        "checkpoints": ledger.checkpoints,
        "per_source": dict(ledger.per_source),
        "gaps": [
            {"source": gap.source, "first": gap.first, "last": gap.last, "seconds": gap.age.total_seconds()}
            for gap in ledger.gaps
        ],
        "late": [
            {"leaf": one.leaf, "source": one.source, "position": one.position, "seconds": one.lag.total_seconds(),
             "missed_checkpoint": one.missed}
            for one in ledger.late
        ],
        "unheard": {log.source: log.unheard for log in found.logs if log.unheard},
        "unplaced": {log.source: log.unplaced for log in found.logs if log.unplaced},
        "unerased": {log.source: log.unerased for log in found.logs if log.unerased},
        "erasures": [{**to_plain(one), "records": sorted(one.records)} for one in ledger.erasures],
        "unread": list(found.unread),
        "unknown": [{"vi": words.vi, "en": words.en} for words in ledger.unknown],
        "faults": [{"leaf": f.leaf, "vi": f.words.vi, "en": f.words.en} for f in found.faults],
    }  # fmt: skip
