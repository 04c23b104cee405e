"""A supplement beside the version before it, as the proposing side sees it.

Owns: reading both. Promises: computed from the two dossiers as they were sent, so that it can never drift from them.
Leaves to others: who may see it (`api_nominations`), what reviewers checked (review shows its own).
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.nomination.errors import NoSuchVersion
from services.nomination.models import DossierVersion
from shared.events.codec import from_plain
from shared.events.supplement import compare
from shared.supplements import Check, Supplement, in_two_groups, items_of
from shared.verdicts import Evaluation


def supplement_of(tx: Session, nomination_id: str, number: int) -> Supplement:
    """Version `number` beside the one before; `NoSuchVersion` for the first, which supplements nothing."""
    wanted = select(DossierVersion).where(DossierVersion.nomination_id == nomination_id)
    found = {row.number: row for row in tx.scalars(wanted.where(DossierVersion.number.in_((number - 1, number))))}
    if number - 1 not in found or number not in found:
        raise NoSuchVersion()
    before, after = found[number - 1], found[number]
    said = (from_plain(Evaluation, plain) for plain in after.evaluations)
    kept, again = in_two_groups(Check(asked_by="nomination", at=after.sent_at, said=one) for one in said)
    return Supplement(
        version=number, sent_at=after.sent_at, sent_by=after.sent_by, items=items_of(after.items, after.answers),
        changes=compare(before.dossier, after.dossier, [item["part"] for item in after.items]),
        kept=kept, asked_again=again,
    )  # fmt: skip
