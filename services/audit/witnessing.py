"""Asking witnesses to cosign the newest checkpoint (C2SP tlog-witness, the side of the log).

Owns: the conversation with each witness. Promises: nothing waits inside a transaction; a cosignature is stored only
after it was verified; a witness that refuses is counted and named in the log, and keeps nobody from anything.
Leaves to others: signing (`checkpointing`), the witness's own side (`witness`, `rules.witnessing`).
"""

from __future__ import annotations

import base64
import http.client
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.audit.errors import LedgerBroken, NoSuchTree
from services.audit.metrics import UNWITNESSED, WITNESS_ANSWERS, WITNESS_NAMED, WITNESSED_SIZE
from services.audit.models import Cosignature
from services.audit.queries_checkpoints import Signed, find_newest, read_witnessed, waiting_since
from services.audit.queries_proofs import prove_consistency
from services.audit.rules.checkpoints import cosigned_by, read_size
from services.audit.rules.notes import Note, NoteMalformed, PublicKey, Signature, read_signatures
from services.audit.signing import keys_of_witnesses
from shared.clock import wall_now
from shared.db import Database
from shared.desk import Desk
from shared.rows import merge_rows

log = structlog.get_logger(__name__)

_SECONDS = 10.0
_MOST_BYTES = 64 * 1024
_CONFLICT = 409
_OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def show_who_is_named(desk: Desk) -> None:
    """At start: whose silence calls a person. Of others, who cosigned once, the rows tell for ever."""
    for key in keys_of_witnesses(desk.settings):
        WITNESS_NAMED.labels(key.name).set(1)


def ask_witnesses(desk: Desk) -> None:
    """Ask each witness that has not cosigned the newest checkpoint yet."""
    with desk.database.reading() as tx:
        newest = find_newest(tx)
        reached = {one.witness: one.size for one in read_witnessed(tx)}
        waiting = _seconds(waiting_since(tx, 0))
    for witness, key in zip(desk.settings.witnesses, keys_of_witnesses(desk.settings), strict=True):
        if key.name not in reached:
            # Once it has cosigned, every scrape reads this from the rows.
            WITNESSED_SIZE.labels(key.name).set(0)
            UNWITNESSED.labels(key.name).set(waiting)
        if newest is None:
            continue
        if reached.get(key.name, 0) < newest.head.size:
            answer = _ask(desk.database, witness.url, key, newest, reached.get(key.name, 0))
            WITNESS_ANSWERS.labels(key.name, answer).inc()
            if answer != "cosigned":
                log.warning("witness_did_not_cosign", witness=key.name, answer=answer, size=newest.head.size)


def _ask(database: Database, url: str, key: PublicKey, newest: Signed, known: int) -> str:
    """What came of it, in one word. A witness that knows another size says so, and is asked again from there."""
    try:
        answer = _send(url, _request(database, newest, known))
        if answer.status == _CONFLICT and (told := _size_told(answer)) != known:
            if told > newest.head.size:
                return "ahead"
            answer = _send(url, _request(database, newest, told))
    except (OSError, http.client.HTTPException, ValueError):
        return "unreachable"
    except (LedgerBroken, NoSuchTree):
        return "unprovable"
    if answer.status != _OK:
        return "conflict" if answer.status == _CONFLICT else "refused"
    return "cosigned" if _keep(database, key, newest, answer.body) else "invalid"


def _request(database: Database, newest: Signed, known: int) -> bytes:
    proof: Sequence[str] = ()
    if 0 < known < newest.head.size:
        with database.reading() as tx:
            proof = prove_consistency(tx, known, newest.head.size).proof
    lines = [f"old {known}", *(base64.b64encode(bytes.fromhex(one)).decode() for one in proof), ""]
    return ("\n".join(lines) + "\n" + newest.note.written()).encode()


def _send(url: str, body: bytes) -> Answer:
    asked = urllib.request.Request(f"{url}/add-checkpoint", body, {"Content-Type": "text/plain"})
    try:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as answer:
            return Answer(answer.status, answer.read(_MOST_BYTES))
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.read(_MOST_BYTES))


def _size_told(answer: Answer) -> int:
    """`NoteMalformed`, a ValueError, when the witness told no size."""
    return read_size(answer.body.decode().removesuffix("\n"))


def _keep(database: Database, key: PublicKey, newest: Signed, body: bytes) -> bool:
    """Store the cosignature of the witness that is in its answer, if it holds."""
    found = _cosignature(key, newest.note, body)
    if found is None:
        return False
    row = {"size": newest.head.size, "witness": key.name, "line": found.line()}
    with database.transaction() as tx:
        merge_rows(tx, Cosignature.__table__, [row], key=("size", "witness"))
    return True


def _cosignature(key: PublicKey, note: Note, body: bytes) -> Signature | None:
    try:
        cosigned = cosigned_by(Note(note.text, read_signatures(body.decode())), key)
    except (NoteMalformed, UnicodeDecodeError):
        return None
    return cosigned.signature if cosigned else None


def _seconds(since: datetime | None) -> float:
    return 0.0 if since is None else (wall_now() - since).total_seconds()
