"""A supplement beside the version before it, as whoever checks it sees it: what changed, what stays checked.

Owns: reading both groups of checks, the proposing side's and those of the stages. Promises: the first answer of each
rule to this version; before a stage has taken the supplement up, only what came with it.
Leaves to others: who may see it (`queries.get_case_for`), the comparison (made when the supplement was heard).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.review.cases import evaluation_of
from services.review.earlier_checks import OF_THE_ARRIVAL, OF_THE_DOSSIER
from services.review.errors import NoSuchVersion
from services.review.models import Case, EvaluationRow, HeardVersion
from shared.events.codec import from_plain
from shared.events.supplement import Change
from shared.supplements import Check, Supplement, in_two_groups, items_of
from shared.verdicts import Evaluation


def supplement_of(tx: Session, case: Case, number: int) -> Supplement:
    """Version `number` beside the one before; `NoSuchVersion` for the first, which supplements nothing."""
    heard = tx.get(HeardVersion, (case.id, number)) if number > 1 else None
    if heard is None:
        raise NoSuchVersion()
    kept, again = in_two_groups((*_by_proposer(heard), *_by_stages(tx, case, number)))
    return Supplement(
        version=number, sent_at=heard.sent_at, sent_by=heard.sent_by, items=items_of(heard.items, heard.answers),
        changes=tuple(from_plain(Change, plain) for plain in heard.changes), kept=kept, asked_again=again,
    )  # fmt: skip


def _by_proposer(heard: HeardVersion) -> Iterator[Check]:
    for plain in heard.evaluations:
        yield Check(asked_by="nomination", at=heard.sent_at, said=from_plain(Evaluation, plain))


def _by_stages(tx: Session, case: Case, number: int) -> Iterator[Check]:
    """Every later act carries the answer over: the first to this version tells whether the rule was asked again."""
    rules = OF_THE_DOSSIER | OF_THE_ARRIVAL
    about = (EvaluationRow.case_id == case.id, EvaluationRow.dossier_version == number, EvaluationRow.rule.in_(rules))
    rows = tx.scalars(select(EvaluationRow).where(*about).order_by(EvaluationRow.id)).all()
    first: dict[str, EvaluationRow] = {}
    for row in rows:
        # The stages above take the file up as any other; it came back to the lowest of these.
        if row.stage_index == rows[0].stage_index:
            first.setdefault(row.rule, row)
    for row in first.values():
        yield Check(asked_by="review", at=row.at, said=evaluation_of(row))
