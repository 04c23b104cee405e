"""`vinhdanh audit verify`: is the ledger what it was, has everything arrived, do logs and rows of the services agree?

Owns: reaching the databases, and the answer as a program reads it. Promises: exit code 0 only when all that was named
was checked and no alteration found; 1 for an alteration, 3 for what could not be checked. Leaves to others: checking
(`services.audit`), the tables acts are worked out in (`audit_verify_rows`), the words (`audit_verify_words`).
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from rich.console import Console
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from deploy.commands.audit_verify_files import Files, examine_files
from deploy.commands.audit_verify_rows import Reached, Rows, examine_rows, plain_rows
from deploy.commands.audit_verify_words import show
from services.audit.queries_checkpoint_checks import Trusted
from services.audit.queries_erasures import heard_erasures, unheard_erasures
from services.audit.queries_logs import LogCompared, compare_log
from services.audit.queries_verification import Depth, Verified
from services.audit.queries_verification import verify as verify_ledger
from services.audit.rules.checkpoints import signed_checkpoint
from services.audit.rules.erasures import ERASED, Erasures, by_record
from services.audit.rules.faults import Fault
from services.audit.rules.notes import NoteMalformed, read_notes, read_vkey
from services.audit.signing import keys_of_ledger, keys_of_witnesses
from shared.clock import wall_now
from shared.config import Settings, read_settings
from shared.db import Database
from shared.events.codec import to_plain
from shared.topology import emitters
from shared.words import Language

NOT_CHECKED = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in the ledger, beside each log and in each service's tables; which logs could not be read."""

    ledger: Verified
    logs: Sequence[LogCompared]
    unread: Sequence[str]
    rows: Sequence[Rows] = ()
    files: Files | None = None

    @property
    def faults(self) -> list[Fault]:
        in_logs = [fault for log in self.logs for fault in log.faults]
        in_files = self.files.faults if self.files else ()
        return [*self.ledger.faults, *in_logs, *(fault for one in self.rows for fault in one.faults), *in_files]

    @property
    def is_checked(self) -> bool:
        """Whether everything that was to be checked could be."""
        rows = all(one.compared is not None for one in self.rows)
        files = self.files is None or self.files.was_read
        waits = any(log.erased_unheard for log in self.logs)
        return self.ledger.size > 0 and not self.ledger.unknown and not self.unread and not waits and rows and files

    @property
    def is_complete(self) -> bool:
        waits = any(log.unheard or log.unplaced or log.unerased or log.erased_unheard for log in self.logs)
        waits = waits or any(one.compared is None or any(one.compared.unheard.values()) for one in self.rows)
        return self.ledger.is_complete and not self.unread and not waits


@click.command()
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, both languages.")
@click.option("--complete", is_flag=True, help="Exit with 1 also when something is missing or could not be checked.")
@click.option("--ledger-only", is_flag=True, help="Read no other database than the ledger's.")
@click.option("--hashes", is_flag=True, help="Only what hashes cover, in the ledger alone: many times as quick.")
@click.option("--key", "keys", multiple=True, metavar="VKEY", help="The ledger's key as you know it; may be repeated.")
@click.option(
    "--seen", multiple=True, type=click.Path(path_type=Path),
    help="Checkpoints you or a witness kept: the ledger has to contain them; may be repeated.",
)  # fmt: skip
@click.option("--files", is_flag=True, help="Read the papers of every sent dossier again, too.")
def verify(
    language: str, as_json: bool, complete: bool, ledger_only: bool, hashes: bool, keys: tuple[str, ...],
    seen: tuple[Path, ...], files: bool,
) -> None:  # fmt: skip
    """Recompute the tree; check checkpoints, every source for gaps and alterations, every service's log and tables.

    With --hashes: that no leaf and no body was altered, added, moved or dropped; not what stands beside the bodies.
    Exit code 1: an alteration. 3: none found, but not everything could be checked.
    """
    services = () if ledger_only or hashes else sorted(emitters())
    settings, depth = read_settings(), Depth.HASHES if hashes else Depth.WHOLE
    found = examine(settings, services, tables_of=services, trusted=_trusted(settings, keys, seen), depth=depth)
    if files:
        found = dataclasses.replace(found, files=examine_files(settings))
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        show(Console(), found, cast(Language, language))
    if found.faults or (complete and not found.is_complete):
        sys.exit(1)
    if not found.is_checked:
        sys.exit(NOT_CHECKED)


def _trusted(settings: Settings, keys: Sequence[str], seen: Sequence[Path]) -> Trusted:
    """Keys given by hand count instead of those this machine has; kept checkpoints have to be of one of them."""
    try:
        own = tuple(read_vkey(one) for one in keys) or keys_of_ledger(settings)
    except NoteMalformed as error:
        raise click.BadParameter(str(error), param_hint="--key") from error
    kept = []
    for file in seen:
        try:
            signed = [signed_checkpoint(note, own) for note in read_notes(file.read_bytes())]
        except (OSError, NoteMalformed) as error:
            raise click.BadParameter(f"{file}: {error}", param_hint="--seen") from error
        heads = [head for head in signed if head is not None and head.origin in {key.name for key in own}]
        if len(heads) < len(signed):
            raise click.BadParameter(f"{file}: a checkpoint that no key of this ledger signed", param_hint="--seen")
        kept.extend(heads)
    return Trusted(own, keys_of_witnesses(settings), kept)


def examine(
    settings: Settings, sources: Sequence[str], *, tables_of: Sequence[str] = (), trusted: Trusted | None = None,
    depth: Depth = Depth.WHOLE,
) -> Answer:  # fmt: skip
    """The ledger by itself, then beside the logs of `sources`, then the rows of `tables_of` beside what was said."""
    trusted = trusted or _trusted(settings, (), ())
    logs, unread = [], []
    database = Database(settings.database_of("audit"), pool_size=2, stands=True)
    # All of one moment: the ledger goes on growing while it is read.
    with closing(database), database.only_reading() as tx:
        ledger = verify_ledger(tx, now=wall_now(), trusted=trusted, depth=depth)
        unheard = _unheard_erasures(tx, settings) if sources else {}
        for source in sources:
            compared = _compare(tx, settings.database_of(source), source, unheard)
            if compared is None:
                unread.append(source)
            else:
                logs.append(compared)
    return Answer(ledger, logs, unread, examine_rows(Reached(settings), tables_of))


def _unheard_erasures(ledger: Session, settings: Settings) -> Erasures:
    """By record; none where nomination's log, which says them, is out of reach."""
    heard = heard_erasures(ledger)
    found = _asked_of(settings.database_of(ERASED.split(".")[0]), lambda log: unheard_erasures(log, heard))
    return by_record(found or ())


def _compare(ledger: Session, url: str, source: str, unheard: Erasures) -> LogCompared | None:
    """None when the log cannot be read from here."""
    return _asked_of(url, lambda log: compare_log(ledger, log, source, unheard))


def _asked_of(url: str, ask: Callable[[Session], T]) -> T | None:
    """None where the log is out of reach. SQLite would make an empty file of what is not there."""
    with closing(Database(url, pool_size=1)) as database:
        if database.is_sqlite and not Path(database.url.database or "").is_file():
            return None
        try:
            with database.only_reading() as log:
                return ask(log)
        except DBAPIError:
            return None


def _plain(found: Answer) -> dict[str, Any]:
    ledger = found.ledger
    return {
        "size": ledger.size,
        "root": ledger.root,
        "recomputed_root": ledger.recomputed_root,
        "depth": ledger.depth.value,
        "is_intact": not found.faults,
        "is_checked": found.is_checked,
        "is_complete": found.is_complete,
        "checkpoints": ledger.checkpoints,
        "per_source": dict(ledger.per_source),
        "gaps": [
            {"source": gap.source, "first": gap.first, "last": gap.last, "seconds": gap.age.total_seconds()}
            for gap in ledger.gaps
        ],
        "late_count": ledger.late_count,
        "late": [
            {"leaf": one.leaf, "source": one.source, "position": one.position, "seconds": one.lag.total_seconds(),
             "missed_checkpoint": one.missed}
            for one in ledger.late
        ],
        "unheard": {log.source: log.unheard for log in found.logs if log.unheard},
        "unplaced": {log.source: log.unplaced for log in found.logs if log.unplaced},
        "unerased": {log.source: log.unerased for log in found.logs if log.unerased},
        "erased_unheard": {log.source: log.erased_unheard for log in found.logs if log.erased_unheard},
        "erasures": [{**to_plain(one), "records": sorted(one.records)} for one in ledger.erasures],
        "unread": list(found.unread),
        "files": found.files.count if found.files and found.files.was_read else None,
        "unknown": [{"vi": words.vi, "en": words.en} for words in ledger.unknown],
        "rows": {one.service: plain_rows(one) for one in found.rows},
        "faults": [{"leaf": f.leaf, "vi": f.words.vi, "en": f.words.en} for f in found.faults],
    }  # fmt: skip
