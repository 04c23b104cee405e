"""Writing what is sent up: claims, the columns of the nominations, the versions of their dossiers.

Owns: the three statements, however many nominations. Promises: everybody claims in one order, so that two lists never
wait for each other in a ring. Leaves to others: holding the rows, asking, the event (`actions_submission`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value

from services.nomination.models import Claim, DossierVersion, Nomination
from shared.canonical import content_hash
from shared.events.terms import CaseState
from shared.rows import insert_rows, update_rows
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Sending:
    """A nomination on its way: the data of its event, the policy it falls under, the columns that change besides.

    `claims` is what it holds alone from now on; `items` is the fix list a supplement answers.
    """

    nomination: Nomination
    said: Mapping[str, Any]
    policy: str
    columns: Mapping[str, Any]
    claims: tuple[str, ...]
    items: Sequence[Mapping[str, Any]] = ()


def send(work: Work, sendings: Sequence[Sending], *, change: str) -> None:
    """Write it. The loser of a race for a claim fails here, is tried again, and then hears who was first."""
    claims = sorted((row for one in sendings for row in _claims(one)), key=lambda row: tuple(row.values()))
    insert_rows(work.tx, Claim.__table__, claims)
    ordered = sorted(sendings, key=lambda one: one.nomination.id)
    changed = [_columns(work, one, change) for one in ordered]
    update_rows(work.tx, Nomination.__table__, changed)
    for one, columns in zip(ordered, changed, strict=True):
        _show(one.nomination, columns)
    insert_rows(work.tx, DossierVersion.__table__, [_version(work, one) for one in ordered])


def _claims(one: Sending) -> Iterator[dict[str, str]]:
    for what in one.claims:
        yield {"nominee_key": one.nomination.nominee_key, "what": what, "case_id": one.nomination.id}


def _columns(work: Work, one: Sending, change: str) -> dict[str, Any]:
    return {
        "id": one.nomination.id,
        "state": CaseState.SUBMITTED.value,
        "dossier_version": one.said["version"],
        "held_since": work.now,
        "due_on": None,
        "reason": None,
        "return_items": None,
        "version": one.nomination.version + 1,
        "changed_by": work.actor.subject,
        "changed_at": work.now,
        "change": change,
        **one.columns,
    }


def _show(nomination: Nomination, columns: Mapping[str, Any]) -> None:
    """The row as it is now, for whoever answers with it: written already, nothing is left to flush."""
    if inspect(nomination).modified:
        raise AssertionError(f"nomination {nomination.id} has changes nobody wrote")
    for name, value in columns.items():
        set_committed_value(nomination, name, value)


def _version(work: Work, one: Sending) -> dict[str, Any]:
    return {
        "nomination_id": one.nomination.id,
        "number": one.said["version"],
        "sent_at": work.now,
        "sent_by": work.actor.subject,
        "policy": one.policy,
        "dossier_sha256": content_hash(one.said["dossier"]),
        "dossier": one.said["dossier"],
        "changed": one.said.get("changed", []),
        "items": list(one.items),
        "answers": one.said.get("answers", []),
        "evaluations": one.said["evaluations"],
    }
