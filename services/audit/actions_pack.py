"""Making an evidence pack, and leaving a record that it was made.

Owns: what stands in which file of the archive. Promises: the same ledger, checkpoint and question give the same bytes;
nobody gets a pack whose making was not recorded first, with its hash. Leaves to others: gathering (`queries_pack`),
what may be shown (`rules.packing`), checking a pack (`enclosed/vinhdanh_verify.py`, which goes along).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.errors import NoCheckpoint
from services.audit.models import NOT_OF_ITS_SUBJECT, Leaf
from services.audit.queries_checkpoints import read_best_witnessed, signed_size
from services.audit.queries_pack import Gathered, Subject, find_subject, gather, proofs_of, read_signed_at
from services.audit.queries_proofs import prove_consistency
from services.audit.rules.archive import archive_of, with_manifest
from services.audit.rules.checkpoints import read_checkpoint
from services.audit.rules.notes import Note, read_note
from services.audit.rules.packing import Packed, contents_of, whole_streams
from services.audit.signing import read_public
from shared.canonical import canonical_json, sha256_hex
from shared.desk import Desk
from shared.events.audit import PackMade
from shared.work import Work

ENCLOSED = Path(__file__).parent / "enclosed"
VERIFIER = "vinhdanh_verify.py"


@dataclass(frozen=True, slots=True)
class Pack:
    """An evidence pack: the bytes of its archive and their SHA-256, what it is about, how much is in it.

    `size`: leaves under its checkpoint. `withheld`: leaves that are in it as hashes only.
    """

    subject: Subject
    size: int
    leaves: int
    withheld: int
    sha256: str
    archive: bytes

    @property
    def file_name(self) -> str:
        return f"vinhdanh-{self.subject.kind}-{self.subject.name}.zip"


def make_pack(desk: Desk, tx: Session, given: str, since: Sequence[int] = ()) -> Pack:
    """The pack of a case, decision or period; reads only.

    It stands on the newest checkpoint over all that belongs to the subject; where witnesses have not cosigned that yet,
    on one a little older that they have, if nothing of the subject came since. `since`: tree sizes of checkpoints its
    reader holds, to prove that the ledger only grew from there.
    `NothingToPack`, `PackTooLarge`, `NoCheckpoint`, `NoSuchTree`, `ErasureNotSigned`.
    """
    subject, signed = find_subject(tx, given), signed_size(tx)
    if signed == 0:
        raise NoCheckpoint()
    gathered = gather(tx, subject, signed)
    kept = {size: read_signed_at(tx, size) for size in sorted(set(since))}
    published = read_best_witnessed(tx, least=max([gathered.leaves[-1].index + 1, *kept]))
    head = read_checkpoint(read_note(published.encode()).text)
    grown = [_grown_from(tx, note, size, head.size) for size, note in kept.items()]
    stated = {
        "kind": subject.kind, "name": subject.name, "origin": head.origin, "size": head.size,
        "range": list(gathered.range or ()), "streams": whole_streams(gathered.leaves),
    }  # fmt: skip
    files = {
        "checkpoint.txt": published.encode(),
        "ledger.json": _json({"consistency": grown, "leaves": list(_lines(tx, gathered.leaves, head.size))}),
        "extracts.json": _json(list(gathered.extracts)),
        "README.md": _readme(desk, stated, gathered),
        VERIFIER: (ENCLOSED / VERIFIER).read_bytes(),
        **{f"contents/{name}.json": _json(items) for name, items in contents_of(gathered.leaves).items()},
        **{_event_file(one): _json(json.loads(one.body)) for one in gathered.leaves if not one.withheld and one.body},
        **_policies(desk, tx, gathered.leaves),
    }
    archive = archive_of(with_manifest(files, stated))
    withheld = sum(one.withheld is not None for one in gathered.leaves)
    return Pack(subject, head.size, len(gathered.leaves), withheld, sha256_hex(archive), archive)


def record_pack(work: Work, pack: Pack) -> None:
    """Say who was handed which pack. Whoever holds one can ask the ledger whether it is the one that was made."""
    pack_id = work.new_id()
    work.emit(
        pack_id,
        PackMade(
            pack=pack_id, kind=pack.subject.kind, name=pack.subject.name,
            case=pack.subject.name if pack.subject.kind == "case" else None,
            size=pack.size, leaves=pack.leaves, withheld=pack.withheld, sha256=pack.sha256,
        ),
    )  # fmt: skip


def _json(value: Any) -> bytes:
    return canonical_json(value).encode()


def _event_file(leaf: Packed) -> str:
    return f"events/{leaf.index:09d}.json"


def _lines(tx: Session, leaves: Sequence[Packed], size: int) -> Iterable[dict[str, Any]]:
    for leaf, proof in zip(leaves, proofs_of(tx, leaves, size), strict=True):
        yield {
            "index": leaf.index, "entry": leaf.entry, "proof": proof, "before": leaf.before, "withheld": leaf.withheld,
        }  # fmt: skip


def _grown_from(tx: Session, note: Note, size: int, newest: int) -> dict[str, Any]:
    return {"note": note.written(), "proof": list(prove_consistency(tx, size, newest).proof)}


def _policies(desk: Desk, tx: Session, leaves: Sequence[Packed]) -> dict[str, bytes]:
    """Every policy the events to be read name, by its hash: as it was published, or else as this service has it."""
    # What is withheld names none to whoever checks the pack.
    shown = [leaf.said for leaf in leaves if leaf.said is not None and leaf.withheld is None]
    wanted = {said["policy"] for said in shown if said.get("policy")}
    return {f"policy/{one}.json": _policy(desk, tx, one) for one in sorted(wanted)}


def _policy(desk: Desk, tx: Session, policy_hash: str) -> bytes:
    of_it = (Leaf.subject == policy_hash, NOT_OF_ITS_SUBJECT, Leaf.type == "nomination.policy_published")
    body = tx.scalar(select(Leaf.body).where(*of_it).limit(1))
    document = json.loads(body)["data"]["document"] if body else desk.policies.pinned(tx, policy_hash).document()
    return _json(document)


def _readme(desk: Desk, stated: Mapping[str, Any], gathered: Gathered) -> bytes:
    why = Counter(one.withheld for one in gathered.leaves if one.withheld is not None)
    text = Template((ENCLOSED / "README.md").read_text(encoding="utf-8"))
    told = {name: str(stated[name]) for name in ("kind", "name", "origin", "size")}
    keys = [key.vkey() for key in read_public(desk.settings.ledger_key)]
    counts = ", ".join(f"{reason} {count}" for reason, count in sorted(why.items())) or "0"
    return text.substitute(told, leaves=len(gathered.leaves), withheld=counts, keys="\n".join(keys)).encode()
