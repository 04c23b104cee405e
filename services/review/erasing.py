"""What review erases of a person: dossier, births, opinions and reasons, evaluations, objections.

Owns: obeying an erasure in the rows of this service. Promises: steps, votes, tallies and decisions stay, without what
they told of the person; the name stays where a decision names it, as long as the law keeps the decision.
Leaves to others: events and tombstones (`shared.erasure`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.review.council_models import AgendaItem, Declaration, Recusal, SessionMinutes
from services.review.escalation_models import OutsideAnswer
from services.review.migration_models import MigratedCase
from services.review.models import Case, Comment, EvaluationRow, HeardVersion, StageRun, Transition
from services.review.models_clocks import Consultation, DeadlineExtension, Objection
from services.review.rules.minutes import without_name
from shared.canonical import content_hash, sha256_hex
from shared.erasure import ERASED, emptied_dossier
from shared.events.erasure import PersonErased
from shared.holding import held

# Free words about a person, by table: overwritten where there are any.
_WORDS: Mapping[Any, tuple[str, ...]] = {
    StageRun: ("opinion", "warning_reason"),
    Transition: ("reason", "document"),
    Comment: ("words",),
    Objection: ("lodged_by", "reason", "document", "finding"),
    Consultation: ("opinion",),
    DeadlineExtension: ("reason",),
    Recusal: ("reason",),
    OutsideAnswer: ("reason",),
}


def erase_person(tx: Session, event: PersonErased) -> frozenset[str]:
    """Returns the names the person went by here and that are not on a decision."""
    rows = tx.scalars(held(select(Case).where(Case.id.in_(event.cases)))).all()
    kept = {row.nominee_name for row in rows if row.decision_id is not None}
    names = {row.nominee_name for row in rows} - kept - {ERASED}
    printed = {(row.nominee_name, row.unit_name) for row in rows if row.nominee_name in names}
    for row in rows:
        _empty(tx, row)
    for table, columns in _WORDS.items():
        for column in columns:
            said = (table.case_id.in_(event.cases), getattr(table, column).is_not(None))
            tx.execute(update(table).where(*said).values({column: ERASED}))
    tx.execute(delete(EvaluationRow).where(EvaluationRow.case_id.in_(event.cases)))
    # A declaration names its subject by the key alone: where somebody else has it too, it may be about that one.
    about = _keys_of_nobody_else(tx, event) | (set() if event.standing else {event.nominee_key})
    # So it is where only the year is theirs: the whole birth may be that of another, who is yet to be nominated.
    meant = update(Declaration).where(Declaration.about.in_(about))
    tx.execute(meant.values(about=ERASED, about_year=None, salt=None))
    heard = update(HeardVersion).where(HeardVersion.case_id.in_(event.cases))
    tx.execute(heard.values(evaluations=[], items=[], answers=[], changes=[], former_key=None))
    _erase_from_records(tx, event)
    _erase_from_minutes(tx, event, printed)
    return frozenset(names | kept)


def _keys_of_nobody_else(tx: Session, event: PersonErased) -> set[str]:
    """What their cases named them by until it was put right. Where it was somebody else's name, what was declared about
    that one holds on.
    """
    formerly = select(HeardVersion.former_key).where(HeardVersion.case_id.in_(event.cases))
    keys = {key for key in tx.scalars(formerly.distinct()) if key is not None}
    of_others = select(Case.nominee_key).where(Case.nominee_key.in_(keys), Case.id.not_in(event.cases))
    return keys - set(tx.scalars(of_others))


def _empty(tx: Session, row: Case) -> None:
    left = emptied_dossier(
        award=row.award, award_type=row.award_type, year=row.year, key=row.nominee_key, kind=row.nominee_kind
    )
    row.dossier, row.dossier_sha256 = left, content_hash(left)
    row.nominee_birth = row.is_direct_worker = row.is_leader = None
    row.hold_kind = row.hold_document = row.return_items = None
    row.return_reason = None if row.return_reason is None else ERASED
    row.refusal_reason = None if row.refusal_reason is None else ERASED
    if row.decision_id is None:
        row.nominee_name, row.nominee_folded = ERASED, ""
    hashes = update(HeardVersion).where(HeardVersion.case_id == row.id)
    tx.execute(hashes.values(dossier_sha256=row.dossier_sha256))


def _erase_from_records(tx: Session, event: PersonErased) -> None:
    """What a migration keeps of how a case stood, for the way back: the same words of its stages."""
    for kept in tx.scalars(select(MigratedCase).where(MigratedCase.case_id.in_(event.cases))):
        runs = [{**run, **{name: ERASED for name in _WORDS[StageRun] if run[name]}} for run in kept.before["runs"]]
        kept.before = {**kept.before, "runs": runs}


def _erase_from_minutes(tx: Session, event: PersonErased, printed: set[tuple[str, str]]) -> None:
    """The name of somebody who was not awarded leaves the minutes; the count of votes stays."""
    sessions = select(AgendaItem.session_id).where(AgendaItem.case_id.in_(event.cases))
    for minutes in tx.scalars(select(SessionMinutes).where(SessionMinutes.session_id.in_(sessions))):
        text = minutes.text
        for name, unit in sorted(printed):
            text = without_name(text, name, unit, put=ERASED)
        minutes.text, minutes.sha256, minutes.salt = text, sha256_hex(text.encode()), None
