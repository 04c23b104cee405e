"""Erasing a person in one service: what it keeps of events, waiting messages and stored answers goes with its own rows.

Owns: obeying `nomination.person_erased`, and the tombstones that make what comes later respect it. Promises: one
transaction, harmless when repeated; ids, sequence, positions, chains and hashes stay. Leaves to others: the service's
own rows and files (`Definition.erases`), who may ask (nomination).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from shared.clock import wall_now
from shared.events.codec import to_plain
from shared.events.dossier import Dossier, Nominee
from shared.events.envelope import Envelope
from shared.events.erasure import ErasedName, PersonErased
from shared.events.terms import AwardType, SubjectKind
from shared.inbox import Handlers
from shared.inbox_rows import KEPT
from shared.keys import destroy_keys
from shared.names import spoken_key
from shared.rows import merge_rows
from shared.tables import answered, erased_record, erasure, inbox
from shared.work import Work

# What stands where something was erased that a row cannot do without.
ERASED = "(đã xóa)"


Erases = Callable[[Session, PersonErased], Iterable[str]]


class Meaning(Protocol):
    """Whom an erasure means: everybody of the key, or where `names` are told who goes by one of them."""

    @property
    def nominee_key(self) -> str: ...

    @property
    def names(self) -> Sequence[ErasedName] | None: ...


def obeying(handlers: Handlers, erases: Erases | None) -> Handlers:
    """The handlers of a service, and with them its obedience to an erasure."""

    def obey_event(work: Work, event: PersonErased, envelope: Envelope) -> None:
        obey(work.tx, event, envelope.time, erases)

    return replace(handlers, each={**handlers.each, "nomination.person_erased": obey_event})


def obey(tx: Session, event: PersonErased, confirmed_at: datetime, erases: Erases | None) -> None:
    """Erase, and leave a tombstone."""
    records = {*event.cases, *event.holds}
    row = {
        "id": event.erasure, "nominee_key": event.nominee_key, "basis": event.basis, "asked_by": event.asked_by,
        "confirmed_by": event.confirmed_by, "confirmed_at": confirmed_at, "obeyed_at": wall_now(),
    }  # fmt: skip
    merge_rows(tx, erasure, [row], key=("id",))
    merge_rows(
        tx, erased_record, [{"record": one, "erasure": event.erasure} for one in sorted(records)], key=("record",)
    )
    words = {*records, *(erases(tx, event) if erases else ())}
    destroy_keys(tx, records)
    _drop_from_waiting(tx, records)
    _forget_answers(tx, words)


def emptied_dossier(*, award: str, award_type: str, year: int, key: str, kind: str) -> dict[str, Any]:
    """What is left of a dossier in its rows: that there was one, for which award. The same in every service."""
    nominee = Nominee(key=key, kind=SubjectKind(kind), full_name=ERASED)
    left = Dossier(award=award, award_type=AwardType(award_type), year=year, nominee=nominee, achievement=ERASED)
    return cast(dict[str, Any], to_plain(left))


def is_meant(event: Meaning, key: str, name: str, unit: str) -> bool:
    """Whether what a union keeps under a key is the erased person's, and not of one whose name folds to the same."""
    if event.names is None:
        return key == event.nominee_key
    sound = spoken_key(key, name)
    return any(one.spoken == sound and not one.is_shared and one.unit in (None, unit) for one in event.names)


def _drop_from_waiting(tx: Session, records: Collection[str]) -> None:
    """Messages that were not applied lost their keys, too; what nobody can read has none, and goes altogether.

    So do the words of their errors, which may say again what the message said.
    """
    waiting = select(inbox.c.event_id, inbox.c.body, inbox.c.source).where(inbox.c.status.in_(KEPT))
    for event_id, raw, source in tx.execute(waiting).all():
        if raw is not None and any(record.encode() in raw for record in records):
            left = raw if source else b""
            tx.execute(update(inbox).where(inbox.c.event_id == event_id).values(body=left, error=None))


def _forget_answers(tx: Session, words: Collection[str]) -> None:
    """Answers kept for a repeated command, where they speak of the person."""
    for word in sorted(words):
        tx.execute(delete(answered).where(answered.c.body.contains(word, autoescape=True)))
